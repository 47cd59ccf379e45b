/**
 * What is known to be the same replayed as op by op: each of these is held against it by test/trainer/traced-layers.test.ts
 * and the golden cases. What is not listed runs op by op until it has been tried.
 */
import type { BuiltLayer } from '../model/layer.ts';

const layers: ReadonlySet<string> = new Set([
  'Activation',
  'Add',
  'AdditiveAttention',
  'AlphaDropout',
  'Attention',
  'Average',
  'AveragePooling1D',
  'AveragePooling2D',
  'BatchNormalization',
  'Bidirectional',
  'Concatenate',
  'Conv1D',
  'Conv2D',
  'ConvLSTM2D',
  'ConvLSTMCell',
  'Cropping1D',
  'CosineDistance',
  'Dense',
  'DepthwiseConv1D',
  'Dot',
  'Dropout',
  'ELU',
  'EinsumDense',
  'Embedding',
  'EuclideanDistance',
  'Flatten',
  'Functional',
  'GRU',
  'GRUCell',
  'GaussianDropout',
  'GaussianNoise',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
  'InputLayer',
  'LSTM',
  'LSTMCell',
  'LayerNormalization',
  'LeakyReLU',
  'ManhattanDistance',
  'Masking',
  'MaxPooling1D',
  'MaxPooling2D',
  'Maximum',
  'Minimum',
  'MultiHeadAttention',
  'Multiply',
  'PReLU',
  'Permute',
  'ReLU',
  'RepeatVector',
  'Reshape',
  'SeparableConv1D',
  'Sequential',
  'SimpleRNN',
  'SimpleRNNCell',
  'Softmax',
  'SpatialDropout1D',
  'Subtract',
  'TimeDistributed',
  'UpSampling1D',
  'UpSampling2D',
  'ZeroPadding1D',
]);
const optimizers: ReadonlySet<string> = new Set([
  'Adadelta',
  'Adagrad',
  'Adam',
  'AdamW',
  'Adamax',
  'Nadam',
  'RMSprop',
  'SGD',
]);
const losses: ReadonlySet<string> = new Set([
  'binary_crossentropy',
  'binary_focal_crossentropy',
  'categorical_crossentropy',
  'categorical_focal_crossentropy',
  'categorical_hinge',
  'contrastive',
  'cosine_similarity',
  'hinge',
  'huber',
  'kl_divergence',
  'log_cosh',
  'mean_absolute_error',
  'mean_absolute_percentage_error',
  'mean_squared_error',
  'mean_squared_logarithmic_error',
  'poisson',
  'sparse_categorical_crossentropy',
  'squared_hinge',
  'triplet',
]);

export interface TracedParts {
  readonly root: BuiltLayer;
  readonly optimizer: string;
  readonly losses: readonly string[];
}

/** The first part that is not on the list, by its name; null: all are. */
export function unlisted({ root, optimizer, losses: used }: TracedParts): string | null {
  if (!optimizers.has(optimizer)) return `optimizer ${optimizer}`;
  const loss = used.find((name) => !losses.has(name));
  return loss === undefined ? unlistedLayer(root) : `loss ${loss}`;
}

/** The same for layers alone. */
export function unlistedLayer(layer: BuiltLayer): string | null {
  if (!layers.has(layer.className)) return layer.className;
  for (const child of layer.children) {
    const found = unlistedLayer(child.layer);
    if (found !== null) return found;
  }
  return null;
}
