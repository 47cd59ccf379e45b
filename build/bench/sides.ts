/** Who is compared: the product, and the libraries that do the same. */

/** `tfjs` is TensorFlow.js' own layers on the same native library as ours, as published. */
export type PeerName = 'pytorch' | 'keras' | 'tfjs';
/** `kerasDirect` is Keras' model called without `predict`, which costs much for a small batch. */
export type Side = 'ours' | PeerName | 'kerasDirect';

export const sides: readonly Side[] = ['ours', 'pytorch', 'keras', 'kerasDirect', 'tfjs'];

export const sideNames: Readonly<Record<Side, string>> = {
  ours: 'ours',
  pytorch: 'PyTorch',
  keras: 'Keras',
  kerasDirect: 'Keras, predict_on_batch',
  tfjs: 'stock tfjs',
};

/**
 * Steps or calls that a block has at the least. Ours: the trainer compares its recording with the plain step at step 2
 * and 100. Keras: what `fit` prepares has to be shared by many steps, as in a real epoch.
 */
export const leastCounts: Readonly<Record<Side, number>> = {
  ours: 120,
  pytorch: 20,
  keras: 100,
  kerasDirect: 20,
  tfjs: 1,
};
