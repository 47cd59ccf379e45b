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

/** Class numbers [batch, ...], written with or without a last axis of size 1. */
export function labelsOf({ tf, truth, prediction }: LossInput): Tensor {
  return truth.rank === prediction.rank ? tf.squeeze(truth, [-1]) : truth;
}
