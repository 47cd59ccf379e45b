/**
 * What each sample counts in the loss, as Keras' `fit(class_weight, sample_weight)` takes it: the weight of its class times
 * the table's own weight.
 */
import { type BatchSlots, freshSlots } from '../data/prepare/batch-buffers.ts';
import type { Batch as PreparedBatch, Prepared } from '../data/prepare.ts';
import type { ClassWeights } from '../../shared/training/training-settings.ts';
import { StudioError } from '../../shared/problem.ts';

/** Weights of a batch: [batch], or [batch, time] where each step has a class or a weight of its own; null: all count 1. */
export type WeighBatch = (
  batch: PreparedBatch,
  slots?: BatchSlots,
) => { readonly values: Float32Array; readonly shape: readonly number[] } | null;

/** Weights of classes by number; a class that is not named counts 1. */
export interface Weighing {
  /** For training; validation takes the table's weights alone, as Keras does. */
  readonly train: WeighBatch;
  readonly validation: WeighBatch;
  /** What the classes count, in their order, with their names; null without weights of classes. */
  readonly classes: readonly { readonly name: string; readonly weight: number }[] | null;
}

/** Samples that are looked at in one go while classes are counted. */
const countBatch = 1024;

/** Throws `training/invalid` where the target has no classes, or there are several targets. */
export function createWeighing(data: Pick<Prepared, 'spec' | 'train'>, setting: ClassWeights | null): Weighing {
  const own: WeighBatch = ({ weights, yShapes }) =>
    weights
      ? { values: weights, shape: (yShapes[0] ?? []).slice(0, weights.length === yShapes[0]?.[0] ? 1 : 2) }
      : null;
  if (setting === null) return { train: own, validation: own, classes: null };
  const [target, ...others] = data.spec.targets;
  if (!target || others.length > 0 || (target.kind !== 'class' && target.kind !== 'classSequence'))
    throw new StudioError('training/class-weights', { received: target?.kind ?? '' }, { param: 'classWeights' });
  const count = target.classes?.length ?? target.shape.at(-1)?.size ?? 2;
  const name = (index: number): string => target.classes?.[index] ?? String(index);
  const isOneHot = target.encoding !== 'label';
  const weights =
    setting.kind === 'balanced'
      ? balancedWeights(countClasses(data, isOneHot, count))
      : Array.from(
          { length: count },
          (_, index) => setting.weights[name(index)] ?? setting.weights[String(index)] ?? 1,
        );
  return {
    classes: weights.map((weight, index) => ({ name: name(index), weight })),
    validation: own,
    train: (batch, slots = freshSlots) => {
      const classes = classesOf(batch, isOneHot, slots);
      const values = slots.floats('classWeights', classes.length);
      for (let at = 0; at < classes.length; at++) values[at] = weights[classes[at] ?? -1] ?? 1;
      const given = own(batch);
      const shape = (batch.yShapes[0] ?? []).slice(0, target.kind === 'classSequence' ? 2 : 1);
      if (given === null) return { values, shape };
      // A weight of the whole sample holds for each of its steps.
      const steps = values.length / Math.max(1, given.values.length);
      for (let at = 0; at < values.length; at++)
        values[at] = (values[at] ?? 1) * (given.values[Math.floor(at / steps)] ?? 1);
      return { values, shape };
    },
  };
}

/** samples / (classes × samples of the class); a class that does not occur counts 1, and is never asked for. */
export function balancedWeights(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : total / (present * count)));
}

function countClasses({ train }: Pick<Prepared, 'train'>, isOneHot: boolean, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (let start = 0; start < train.count; start += countBatch) {
    const size = Math.min(countBatch, train.count - start);
    const indices = Int32Array.from({ length: size }, (_, index) => start + index);
    for (const index of classesOf(train.batch(indices), isOneHot, freshSlots))
      if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/** Numbers of the classes of a batch; −1 where a one-hot vector is all zeros, as in padding. */
function classesOf({ y, yShapes }: PreparedBatch, isOneHot: boolean, slots: BatchSlots): Int32Array {
  const values = y[0] ?? new Float32Array(0);
  const width = isOneHot ? (yShapes[0]?.at(-1) ?? 1) : 1;
  const classes = slots.ints('classes', values.length / width);
  for (let row = 0; row < classes.length; row++) {
    if (width === 1) {
      classes[row] = Math.round(values[row] ?? 0);
      continue;
    }
    let largest = 0;
    let place = -1;
    for (let k = 0; k < width; k++) {
      const value = values[row * width + k] ?? 0;
      if (value <= largest) continue;
      largest = value;
      place = k;
    }
    classes[row] = place;
  }
  return classes;
}
