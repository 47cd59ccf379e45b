import type { Proposal, TargetKind } from './spec-types.ts';

/**
 * Activation, loss and metric that fit a target. `size` is the number of classes, or of numbers to predict. Two classes
 * as labels make a sigmoid with binary cross-entropy, more a softmax with the sparse one; one-hot makes a softmax.
 */
export function proposeFor(kind: TargetKind, encoding: 'oneHot' | 'label' | undefined, size: number | null): Proposal {
  if (kind === 'number' || kind === 'numberSequence') {
    return { units: size, activation: 'linear', loss: 'mean_squared_error', metric: 'mean_absolute_error' };
  }
  if (encoding === 'label' && size === 2)
    return { units: 1, activation: 'sigmoid', loss: 'binary_crossentropy', metric: 'accuracy' };
  const loss = encoding === 'label' ? 'sparse_categorical_crossentropy' : 'categorical_crossentropy';
  return { units: size, activation: 'softmax', loss, metric: 'accuracy' };
}
