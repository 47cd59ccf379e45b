/**
 * Keras' weights as cuDNN keeps them: one flat buffer. Source of the layout: Keras 2's own path to CudnnRNNV3
 * (`gpu_lstm`, `gpu_gru`) and cuDNN's description of cudnnGetRNNWeightParams, for one layer in one direction: the input
 * matrices of all gates, the recurrent ones, the input biases, the recurrent biases; each matrix [units, features].
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';

/** cuDNN's cells, by TensorFlow's names. */
export type CudnnMode = 'lstm' | 'gru' | 'rnn_tanh' | 'rnn_relu';

/**
 * For each gate of cuDNN, Keras' gate of the same meaning. LSTM: i, f, g, o in both. GRU: cuDNN has r, z, n, Keras z, r,
 * h. One swap is its own inverse, so the same list leads back.
 */
const kerasGate: Readonly<Record<CudnnMode, readonly number[]>> = {
  lstm: [0, 1, 2, 3],
  gru: [1, 0, 2],
  rnn_tanh: [0],
  rnn_relu: [0],
};

/** Gates lie side by side along the last axis, as in Keras. */
export interface KerasWeights {
  /** [features, gates · units] */
  readonly kernel: Tensor;
  /** [units, gates · units] */
  readonly recurrentKernel: Tensor;
  /** [2, gates · units] for the GRU (of the input's and of the state's product), else [gates · units]. */
  readonly bias: Tensor;
}

export interface CudnnSizes {
  readonly features: number;
  readonly units: number;
}

export const gatesOf = (mode: CudnnMode): number => kerasGate[mode].length;

/** Number of values in the flat buffer. */
export function paramsSize(mode: CudnnMode, { features, units }: CudnnSizes): number {
  return gatesOf(mode) * units * (features + units + 2);
}

/** The flat buffer of cuDNN, [paramsSize]. Cells with one bias have it as the input's; the recurrent one is zero. */
export function packWeights(tf: Tfjs, mode: CudnnMode, { kernel, recurrentKernel, bias }: KerasWeights): Tensor {
  return tf.tidy(() => {
    const matrix = (weights: Tensor): Tensor => inOrder(tf, mode, tf.transpose(weights));
    const biases = mode === 'gru' ? tf.unstack(bias, 0) : [bias, tf.zerosLike(bias)];
    return tf.concat([matrix(kernel), matrix(recurrentKernel), ...biases.map((one) => inOrder(tf, mode, one))], 0);
  });
}

/** Keras' weights, or their gradients, out of a flat buffer. A cell's one bias has the input bias' gradient. */
export function unpackWeights(tf: Tfjs, mode: CudnnMode, sizes: CudnnSizes, params: Tensor): KerasWeights {
  return tf.tidy(() => {
    const { features, units } = sizes;
    const width = gatesOf(mode) * units;
    const matrix = (start: number, rows: number): Tensor2D =>
      tf.transpose(tf.reshape(inOrder(tf, mode, tf.slice(params, [start], [width * rows])), [width, rows]));
    const bias = (start: number): Tensor => inOrder(tf, mode, tf.slice(params, [start], [width]));
    const biases = width * (features + units);
    return {
      kernel: matrix(0, features),
      recurrentKernel: matrix(width * features, units),
      bias: mode === 'gru' ? tf.stack([bias(biases), bias(biases + width)]) : bias(biases),
    };
  }) as unknown as KerasWeights; // tidy knows records of tensors only without their names
}

/** Values of all gates, one gate after the other, as a flat tensor in the other library's order of gates. */
function inOrder(tf: Tfjs, mode: CudnnMode, values: Tensor): Tensor {
  const order = kerasGate[mode];
  if (order.every((gate, index) => gate === index)) return tf.reshape(values, [values.size]);
  const gates = tf.reshape(values, [order.length, values.size / order.length]);
  const rows = order.map((gate) => tf.slice(gates, [gate, 0], [1, values.size / order.length]));
  return tf.reshape(tf.concat(rows, 0), [values.size]);
}
