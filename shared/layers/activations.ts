/**
 * Keras' names of activation functions, as its configs write them; texts under `choice.<id>`. Two are left out: `glu`
 * halves its axis, which no layer's shape knows of, and `threshold` takes arguments that a config cannot carry.
 */
export const activationIds = [
  'linear',
  'relu',
  'tanh',
  'sigmoid',
  'softmax',
  'elu',
  'selu',
  'gelu',
  'silu',
  'softplus',
  'softsign',
  'leaky_relu',
  'relu6',
  'hard_sigmoid',
  'exponential',
  'mish',
  'log_softmax',
  'celu',
  'hard_tanh',
  'hard_silu',
  'hard_shrink',
  'soft_shrink',
  'tanh_shrink',
  'log_sigmoid',
  'sparse_plus',
  'sparse_sigmoid',
  'sparsemax',
  'squareplus',
] as const;
/** Other names that Keras reads for the same functions. */
export const activationAliases: Readonly<Record<string, string>> = { swish: 'silu', hard_swish: 'hard_silu' };
export type ActivationId = (typeof activationIds)[number];
