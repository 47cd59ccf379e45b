/** Activations that are layers of their own because they have parameters or weights. */
import { StudioError } from '../../../../shared/problem.ts';
import { readConstraint } from '../constraints.ts';
import { detach, softmax as shares } from '../gradients.ts';
import { readInitializer } from '../initializers.ts';
import { fixedSize, only, type CallContext, type LayerFactory, type Tensor } from '../layer.ts';
import { readRegularizer } from '../regularizers.ts';

/** A function of every value; masks pass. */
const everyValue = (apply: (x: Tensor, context: CallContext) => Tensor): ReturnType<LayerFactory> => ({
  outputShapes: (inputs) => inputs,
  call: (input, context) => ({ outputs: [apply(only(input), context)], masks: input.masks }),
});

/** Maas et al. 2013. */
export const leakyRelu: LayerFactory = ({ tf, config }) => {
  // Keras 2 called it alpha.
  const slope = config.number('negative_slope', config.number('alpha', 0.3));
  return everyValue((x) => tf.leakyRelu(x, slope));
};

/** Clevert et al. 2016; `alpha` scales the negative part. */
export const elu: LayerFactory = ({ tf, config }) => {
  const alpha = config.number('alpha', 1);
  return everyValue((x) =>
    alpha === 1 ? tf.elu(x) : tf.add(tf.relu(x), tf.mul(tf.sub(tf.elu(x), tf.relu(x)), alpha)),
  );
};

/** f(x) = max_value above it, x from threshold to it, negative_slope · (x - threshold) below. */
export const relu: LayerFactory = ({ tf, config }) => {
  const largest = typeof config.raw['max_value'] === 'number' ? config.raw['max_value'] : null;
  const slope = config.number('negative_slope', 0);
  const threshold = config.number('threshold', 0);
  return everyValue((x) => {
    const above = threshold === 0 ? tf.relu(x) : tf.mul(x, tf.cast(tf.greater(detach(tf, x), threshold), 'float32'));
    const kept = largest === null ? above : tf.clipByValue(above, 0, largest);
    return slope === 0 ? kept : tf.sub(kept, tf.mul(tf.relu(tf.sub(threshold, x)), slope));
  });
};

/** He et al. 2015: the slope is a weight of the sample's shape, one along the shared axes. */
export const prelu: LayerFactory = ({ tf, config, inputShapes, addWeight }) => {
  const given = config.raw['shared_axes'];
  const shared = (Array.isArray(given) ? given : given === null || given === undefined ? [] : [given]).map(Number);
  const rank = inputShapes[0]?.length ?? 2;
  const alpha = addWeight({
    name: 'alpha',
    shape: Array.from({ length: rank - 1 }, (_, index) =>
      shared.includes(index + 1) ? 1 : fixedSize(inputShapes[0], index + 1),
    ),
    initializer: readInitializer(config.raw['alpha_initializer'], 'Zeros'),
    regularizer: readRegularizer(config.raw['alpha_regularizer']),
    constraint: readConstraint(config.raw['alpha_constraint']),
  });
  return everyValue((x) => tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), alpha.variable)));
};

/** Shares of one along an axis. Keras lays the mask over the last axes, where a mask of steps does not fit. */
export const softmax: LayerFactory = ({ tf, config, inputShapes, name }) => {
  const rank = inputShapes[0]?.length ?? 2;
  const axis = (config.number('axis', -1) + rank) % rank;
  return {
    outputShapes: (inputs) => inputs,
    call(input, context) {
      const x = only(input);
      if (input.masks[0]) {
        throw new StudioError('model/refused', {
          layer: name,
          expected: 'an input without a mask: Keras cannot apply a mask of steps in Softmax',
          received: 'a mask',
        });
      }
      if (axis !== rank - 1) {
        const order = x.shape.map((_, index) => (index === axis ? rank - 1 : index === rank - 1 ? axis : index));
        return { outputs: [tf.transpose(shares(tf, tf.transpose(x, order)), order)], masks: [null] };
      }
      const y = shares(tf, x);
      context.logits.set(y, x);
      return { outputs: [y], masks: [null] };
    },
  };
};
