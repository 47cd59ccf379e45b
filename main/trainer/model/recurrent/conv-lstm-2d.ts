import type { Tensor4D } from '@tensorflow/tfjs';
import { StudioError } from '../../../../shared/problem.ts';
import { readActivation } from '../activations.ts';
import { readConstraint } from '../constraints.ts';
import { readInitializer } from '../initializers.ts';
import { fixedSize, type LayerFactory } from '../layer.ts';
import { readPadding, refuseChannelsFirst, windows } from '../layers/conv.ts';
import { readRegularizer } from '../regularizers.ts';
import { withForgetBias } from './lstm.ts';
import { recurrentLayer, type RunSequence } from './recurrent-layer.ts';
import { runSteps } from './step-loop.ts';

/** Shi et al. 2015: an LSTM whose products are convolutions. [batch, time, height, width, channels]. */
export const convLstm2d: LayerFactory = (setup) => {
  const { tf, config, inputShapes, name } = setup;
  refuseChannelsFirst(config, name);
  if (
    config.number('dropout', 0) > 0 ||
    config.number('recurrent_dropout', 0) > 0 ||
    config.numbers('dilation_rate', 2, 1).some((rate) => rate !== 1)
  ) {
    throw new StudioError('model/unsupported-layer', { layer: `${name} (ConvLSTM2D) with dropout or dilation` });
  }
  const filters = config.number('filters');
  const [rows = 1, columns = 1] = config.numbers('kernel_size', 2);
  const [down = 1, right = 1] = config.numbers('strides', 2, 1);
  const padding = readPadding(config);
  const activation = readActivation(config.raw['activation'] ?? 'tanh');
  const gate = readActivation(config.raw['recurrent_activation'] ?? 'sigmoid');
  const { addWeight } = setup.addCell('ConvLSTMCell', 'conv_lstm_cell');
  const part = (weight: string, shape: readonly number[], fallback: string, prefix: string) => ({
    name: weight,
    shape,
    initializer: readInitializer(config.raw[`${prefix}_initializer`], fallback),
    regularizer: readRegularizer(config.raw[`${prefix}_regularizer`]),
    constraint: readConstraint(config.raw[`${prefix}_constraint`]),
  });
  const kernel = addWeight(
    part('kernel', [rows, columns, fixedSize(inputShapes[0], -1), 4 * filters], 'GlorotUniform', 'kernel'),
  );
  const recurrentKernel = addWeight(
    part('recurrent_kernel', [rows, columns, filters, 4 * filters], 'Orthogonal', 'recurrent'),
  );
  const biasSpec = part('bias', [4 * filters], 'Zeros', 'bias');
  const bias = config.boolean('use_bias', true)
    ? addWeight({
        ...biasSpec,
        initializer: config.boolean('unit_forget_bias', true)
          ? withForgetBias(biasSpec.initializer, filters)
          : biasSpec.initializer,
      })
    : null;
  const height = windows(fixedSize(inputShapes[0], 2), rows, down, padding) ?? 1;
  const width = windows(fixedSize(inputShapes[0], 3), columns, right, padding) ?? 1;

  const run: RunSequence = ({ x, mask, initial, needsSequence }) => {
    const [batch = 1, time = 1, rowsIn = 1, columnsIn = 1, channels = 1] = x.shape;
    const frames: Tensor4D = tf.reshape(x, [batch * time, rowsIn, columnsIn, channels]);
    const product = tf.conv2d(frames, kernel.variable as unknown as Tensor4D, [down, right], padding);
    const projected = tf.reshape(bias === null ? product : tf.add(product, bias.variable), [
      batch,
      time,
      height,
      width,
      4 * filters,
    ]);
    const zeros = (): ReturnType<typeof tf.zeros> => tf.zeros([batch, height, width, filters]);
    return runSteps(tf, {
      inputs: projected,
      mask,
      initial: initial ?? [zeros(), zeros()],
      needsSequence,
      step(input, [h, c]) {
        if (h === undefined || c === undefined) throw new RangeError('ConvLSTM2D has two states');
        const sums = tf.add(
          input,
          tf.conv2d(h as Tensor4D, recurrentKernel.variable as unknown as Tensor4D, 1, 'same'),
        );
        const [i, f, g, o] = tf.split(sums, 4, -1);
        if (i === undefined || f === undefined || g === undefined || o === undefined)
          throw new RangeError('ConvLSTM2D has four gates');
        const nextC = tf.add(tf.mul(gate.apply(tf, f), c), tf.mul(gate.apply(tf, i), activation.apply(tf, g)));
        return [tf.mul(gate.apply(tf, o), activation.apply(tf, nextC)), nextC];
      },
    });
  };
  return recurrentLayer(setup, {
    stateShapes: [
      [height, width, filters],
      [height, width, filters],
    ],
    run,
  });
};
