import type { Tensor, Tf } from '../model/tf.ts';

export interface LossInput {
  readonly tf: Tf;
  readonly truth: Tensor;
  readonly prediction: Tensor;
  /** What went into the softmax or sigmoid that made the prediction, where the model ends in one. */
  readonly logits: Tensor | undefined;
}
/** Values without the last axis. */
export type LossFunction = (input: LossInput) => Tensor;

/** Whether two shapes are the same, or one of them has a last axis of size 1 more. */
export const alikeButLastOne = (a: readonly number[], b: readonly number[]): boolean =>
  a.join() === b.join() || [...a, 1].join() === b.join() || a.join() === [...b, 1].join();

/** Class numbers [batch, ...], written with or without a last axis of size 1. */
export function labelsOf({ tf, truth, prediction }: LossInput): Tensor {
  return truth.rank === prediction.rank ? tf.squeeze(truth, [-1]) : truth;
}
