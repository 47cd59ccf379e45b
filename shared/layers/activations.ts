/** Keras' names of activation functions, as its configs write them; texts under `choice.<id>`. */
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
] as const;
export type ActivationId = (typeof activationIds)[number];
