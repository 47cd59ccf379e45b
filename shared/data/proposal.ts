import type { Proposal, TargetKind, TargetSpec } from './spec-types.ts';

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

/**
 * A proposal made before the data were read, once they tell how many classes or numbers there are. Classes as labels are
 * one number in the data and one unit for each class in the model (two classes: one unit).
 */
export function proposeExactly(before: Proposal, target: TargetSpec | undefined): Proposal {
  if (!target) return before;
  const isClass = target.kind === 'class' || target.kind === 'classSequence';
  const isLabel = before.loss === 'sparse_categorical_crossentropy' || before.loss === 'binary_crossentropy';
  const classes = isClass ? target.classes?.length : undefined;
  // The last axis is as wide as there are classes only where they are one-hot.
  const width = isClass && isLabel ? null : (target.shape.at(-1)?.size ?? null);
  const size = classes ?? width;
  return size === null ? before : proposeFor(target.kind, isLabel ? 'label' : 'oneHot', size);
}
