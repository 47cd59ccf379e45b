/** SeparableConv1D and DepthwiseConv1D, channels last. */
import { activate, readActivation } from '../activations.ts';
import { readConstraint } from '../constraints.ts';
import { readInitializer } from '../initializers.ts';
import { fixedSize, only, type LayerFactory, type LayerSetup, type Tensor, type Tf, type Weight } from '../layer.ts';
import { readRegularizer } from '../regularizers.ts';
import { convolveTime, refuseChannelsFirst, timePositions, timeWindow } from './conv.ts';

/** [batch, time, channels] to [batch, time', filters]: a kernel for each channel, then one that mixes them (Chollet 2017). */
export const separableConv1d: LayerFactory = (setup) => {
  const { tf, config, inputShapes } = setup;
  refuseChannelsFirst(config, setup.name);
  const window = timeWindow(config);
  const filters = config.number('filters');
  const channels = fixedSize(inputShapes[0], -1);
  const multiplier = config.number('depth_multiplier', 1);
  const activation = readActivation(config.raw['activation']);
  const depthwise = addPart(setup, 'depthwise', [window.size, channels, multiplier]);
  const pointwise = addPart(setup, 'pointwise', [1, channels * multiplier, filters]);
  const bias = addBias(setup, filters);
  return {
    outputShapes: ([input = []]) => [[input[0] ?? null, timePositions(input[1] ?? null, window), filters]],
    call(input, context) {
      const mixing = tf.reshape(pointwise.variable, [channels, multiplier, filters]);
      const y = convolveTime(tf, only(input), joined(tf, depthwise.variable, mixing), window);
      return { outputs: [activate(tf, activation, withBias(tf, y, bias), context)], masks: [null] };
    },
  };
};

/** [batch, time, channels] to [batch, time', channels · multiplier]. */
export const depthwiseConv1d: LayerFactory = (setup) => {
  const { tf, config, inputShapes } = setup;
  refuseChannelsFirst(config, setup.name);
  const window = timeWindow(config);
  const channels = fixedSize(inputShapes[0], -1);
  const multiplier = config.number('depth_multiplier', 1);
  const width = channels * multiplier;
  const activation = readActivation(config.raw['activation']);
  // Keras names this one `kernel`, though its settings are called depthwise.
  const kernel = addPart(setup, 'depthwise', [window.size, channels, multiplier], 'kernel');
  const bias = addBias(setup, width);
  return {
    outputShapes: ([input = []]) => [[input[0] ?? null, timePositions(input[1] ?? null, window), width]],
    call(input, context) {
      const apart = tf.reshape(tf.eye(width), [channels, multiplier, width]);
      const y = convolveTime(tf, only(input), joined(tf, kernel.variable, apart), window);
      return { outputs: [activate(tf, activation, withBias(tf, y, bias), context)], masks: [null] };
    },
  };
};

/**
 * One kernel [size, channels, filters] that does what `depthwise` [size, channels, multiplier] and then `mixing`
 * [channels, multiplier, filters] do: nothing stands between the two, and every engine has its gradient.
 */
function joined(tf: Tf, depthwise: Tensor, mixing: Tensor): Tensor {
  return tf.transpose(tf.matMul(tf.transpose(depthwise, [1, 0, 2]), mixing), [1, 0, 2]);
}

const withBias = (tf: Tf, y: Tensor, bias: Weight | null): Tensor => (bias === null ? y : tf.add(y, bias.variable));

function addPart(
  { config, addWeight }: LayerSetup,
  part: 'depthwise' | 'pointwise',
  shape: readonly number[],
  name = `${part}_kernel`,
): Weight {
  return addWeight({
    name,
    shape,
    initializer: readInitializer(config.raw[`${part}_initializer`], 'GlorotUniform'),
    regularizer: readRegularizer(config.raw[`${part}_regularizer`]),
    constraint: readConstraint(config.raw[`${part}_constraint`]),
  });
}

function addBias({ config, addWeight }: LayerSetup, size: number): Weight | null {
  if (!config.boolean('use_bias', true)) return null;
  return addWeight({
    name: 'bias',
    shape: [size],
    initializer: readInitializer(config.raw['bias_initializer'], 'Zeros'),
    regularizer: readRegularizer(config.raw['bias_regularizer']),
    constraint: readConstraint(config.raw['bias_constraint']),
  });
}
