/** Keras' dropout of recurrent layers: one mask for all steps of a sequence, one a gate where gates are computed apart. */
import { drawUniform } from '../draws.ts';
import type { CallContext, Tensor, Tf } from '../layer.ts';

/** `count` masks of `shape`: 0 with probability `rate`, else 1 / (1 - rate). */
export function dropoutMasks(
  tf: Tf,
  context: CallContext,
  layerSeed: number,
  rate: number,
  shape: readonly number[],
  count: number,
): Tensor[] {
  return Array.from({ length: count }, () => dropoutMask(tf, context, layerSeed, rate, shape));
}

export function dropoutMask(
  tf: Tf,
  context: CallContext,
  layerSeed: number,
  rate: number,
  shape: readonly number[],
): Tensor {
  return tf.mul(keptPlaces(tf, context, layerSeed, rate, shape), rate >= 1 ? 0 : 1 / (1 - rate));
}

/** 0 with probability `rate`, else 1. */
export function keptPlaces(
  tf: Tf,
  context: CallContext,
  layerSeed: number,
  rate: number,
  shape: readonly number[],
): Tensor {
  return tf.cast(tf.greaterEqual(drawUniform(tf, context, layerSeed, shape), rate), 'float32');
}
