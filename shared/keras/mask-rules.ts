/** How Keras' layers treat masks while a model is put together: which take one, and whose output has one. */
import { isRecord, type JsonRecord } from '../json.ts';

/** Layers whose call takes `mask`: the operations that make it are then among what the layer depends on. */
export const takesMask: ReadonlySet<string> = new Set([
  'AdditiveAttention',
  'Attention',
  'BatchNormalization',
  'Bidirectional',
  'ConvLSTM1D',
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
const recurrent = new Set(['Bidirectional', 'ConvLSTM1D', 'ConvLSTM2D', 'GRU', 'LSTM', 'SimpleRNN']);
/** Layers whose output has the mask of their first input. */
const passing = new Set([
  'Activation',
  'ActivityRegularization',
  'AdditiveAttention',
  'AlphaDropout',
  'Attention',
  'BatchNormalization',
  'Dense',
  'Dropout',
  'ELU',
  'GaussianDropout',
  'GaussianNoise',
  'GroupNormalization',
  'Identity',
  'LayerNormalization',
  'LeakyReLU',
  'MultiHeadAttention',
  'PReLU',
  'ReLU',
  'Softmax',
  'SpatialDropout1D',
  'TimeDistributed',
  'UnitNormalization',
]);
/** Layers whose output has a mask where every input has one: a step counts that counts in any of them. */
export const mergesMasks: ReadonlySet<string> = new Set([
  'Add',
  'Average',
  'Maximum',
  'Minimum',
  'Multiply',
  'Subtract',
]);

/** Whether the mask of a layer's first input is that of its output too. */
export const passesMask = (className: string, config: JsonRecord): boolean =>
  passing.has(className) || (recurrent.has(className) && returnsSequences(config));

function returnsSequences(config: JsonRecord): boolean {
  const inner = isRecord(config.layer) && isRecord(config.layer.config) ? config.layer.config : config;
  return inner.return_sequences === true;
}
