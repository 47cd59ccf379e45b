/**
 * Keras has two ways for a mask to reach a layer. Layers with one input and an argument `mask` get it as a tensor of the
 * graph, recorded when the model was drawn. All others (merges, attention) find it on the tensors while the model runs,
 * and there MultiHeadAttention takes it off its inputs: a sum behind it sees no mask, an LSTM behind that sum still does.
 * Without MultiHeadAttention both are the same.
 */
import type { Mask, Tf } from './layer.ts';

const recording = new Set([
  'BatchNormalization',
  'Bidirectional',
  'ConvLSTM2D',
  'Functional',
  'GRU',
  'GlobalAveragePooling1D',
  'LSTM',
  'Sequential',
  'SimpleRNN',
  'Softmax',
  'TimeDistributed',
]);

/** Whether Keras records the mask of a layer of this class, called with this many tensors. */
export const readsRecordedMask = (className: string, inputs: number): boolean =>
  recording.has(className) && (inputs === 1 || (className !== 'Functional' && className !== 'Sequential'));

const summing = new Set(['Add', 'Average', 'Maximum', 'Minimum', 'Multiply', 'Subtract']);
const passing = new Set([
  'Activation',
  'ActivityRegularization',
  'AdditiveAttention',
  'AlphaDropout',
  'Attention',
  'Dense',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'LayerNormalization',
  'MultiHeadAttention',
  'SpatialDropout1D',
]);

/** The masks that were recorded for the outputs of a layer whose inputs' masks have been taken off; `found` for others. */
export function recordedMasks(
  tf: Tf,
  className: string,
  recorded: readonly Mask[],
  found: readonly Mask[],
): readonly Mask[] {
  if (passing.has(className)) return [recorded[0] ?? null];
  if (!summing.has(className)) return found;
  const present = recorded.filter((mask) => mask !== null);
  return [present.length === recorded.length ? present.reduce((a, b) => tf.logicalOr(a, b)) : null];
}
