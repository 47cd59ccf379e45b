import type { Tensor4D } from '@tensorflow/tfjs';
import { readActivation } from '../activations.ts';
import { readConstraint } from '../constraints.ts';
import { readInitializer } from '../initializers.ts';
import type { ConfigReader } from '../config.ts';
import { fixedSize, type LayerFactory, type Tensor, type Tf } from '../layer.ts';
import { dilateKernel, type Padding, readPadding, refuseChannelsFirst, windows } from '../layers/conv.ts';
import { readRegularizer } from '../regularizers.ts';
import { dropoutMasks } from './dropout-masks.ts';
import { withForgetBias } from './lstm.ts';
import { recurrentLayer, type RunSequence } from './recurrent-layer.ts';
import { runSteps } from './step-loop.ts';

/**
 * Shi et al. 2015: an LSTM whose products are convolutions. [batch, time, height, width, channels]. Dropout as in Keras:
 * one mask a gate, the same at every step, for the frames and for the state.
 */
export const convLstm2d: LayerFactory = (setup) => {
  const { tf, config, inputShapes, name, seed } = setup;
  refuseChannelsFirst(config, name);
  const filters = config.number('filters');
  const { rows, columns, down, right, dilateRows, dilateColumns, padding } = readWindow(config);
  const dropout = config.number('dropout', 0);
  const recurrentDropout = config.number('recurrent_dropout', 0);
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
  const height = windows(fixedSize(inputShapes[0], 2), (rows - 1) * dilateRows + 1, down, padding) ?? 1;
  const width = windows(fixedSize(inputShapes[0], 3), (columns - 1) * dilateColumns + 1, right, padding) ?? 1;

  const { convolve, recur } = cellConvolutions(tf, config);
  const byGate = (weights: Tensor): Tensor[] => tf.split(weights, 4, -1);

  const run: RunSequence = ({ x, mask, initial, context, needsSequence }) => {
    const [batch = 1, time = 1, ...frame] = x.shape;
    const flat = (all: Tensor): Tensor => tf.reshape(all, [batch * time, ...frame]);
    const inputMasks =
      context.training && dropout > 0 ? dropoutMasks(tf, context, seed, dropout, [batch, 1, ...frame], 4) : null;
    const stateMasks =
      context.training && recurrentDropout > 0
        ? dropoutMasks(tf, context, seed, recurrentDropout, [batch, height, width, filters], 4)
        : null;
    const product =
      inputMasks === null
        ? convolve(flat(x), kernel.variable)
        : tf.concat(
            byGate(kernel.variable).map((part, gateIndex) =>
              convolve(flat(tf.mul(x, inputMasks[gateIndex] ?? x)), part),
            ),
            -1,
          );
    const projected = tf.reshape(bias === null ? product : tf.add(product, bias.variable), [
      batch,
      time,
      height,
      width,
      4 * filters,
    ]);
    const recurrentParts = stateMasks === null ? [] : byGate(recurrentKernel.variable);
    const zeros = (): Tensor => tf.zeros([batch, height, width, filters]);
    return runSteps(tf, {
      inputs: projected,
      mask,
      initial: initial ?? [zeros(), zeros()],
      needsSequence,
      step(input, [h, c]) {
        if (h === undefined || c === undefined) throw new RangeError('ConvLSTM2D has two states');
        const recurrent =
          stateMasks === null
            ? recur(h, recurrentKernel.variable)
            : tf.concat(
                recurrentParts.map((part, gateIndex) => recur(tf.mul(h, stateMasks[gateIndex] ?? h), part)),
                -1,
              );
        const sums = tf.add(input, recurrent);
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

interface CellWindow {
  readonly rows: number;
  readonly columns: number;
  readonly down: number;
  readonly right: number;
  readonly dilateRows: number;
  readonly dilateColumns: number;
  readonly padding: Padding;
}

function readWindow(config: ConfigReader): CellWindow {
  const [rows = 1, columns = 1] = config.numbers('kernel_size', 2);
  const [down = 1, right = 1] = config.numbers('strides', 2, 1);
  const [dilateRows = 1, dilateColumns = 1] = config.numbers('dilation_rate', 2, 1);
  return { rows, columns, down, right, dilateRows, dilateColumns, padding: readPadding(config) };
}

/** The two products of the cell: with frames of the input, and with the state, which keeps its size. */
export function cellConvolutions(
  tf: Tf,
  config: ConfigReader,
): Readonly<Record<'convolve' | 'recur', (x: Tensor, weights: Tensor) => Tensor>> {
  const { down, right, dilateRows, dilateColumns, padding } = readWindow(config);
  return {
    convolve(x, weights) {
      const wide = dilateKernel(tf, dilateKernel(tf, weights, 0, dilateRows), 1, dilateColumns);
      return tf.conv2d(x as Tensor4D, wide as Tensor4D, [down, right], padding);
    },
    recur: (h, weights) => tf.conv2d(h as Tensor4D, weights as Tensor4D, 1, 'same'),
  };
}
