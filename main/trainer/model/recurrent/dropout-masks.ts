/** Keras' dropout of recurrent layers: one mask for all steps of a sequence, one a gate where gates are computed apart. */
import type { CallContext, Tensor, Tf } from '../layer.ts';
import { uniform } from '../random.ts';

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
  const size = shape.reduce((product, axis) => product * axis, 1);
  const draws = uniform(context.randomSeed(layerSeed), size);
  const kept = rate >= 1 ? 0 : 1 / (1 - rate);
  for (let index = 0; index < size; index += 1) draws[index] = (draws[index] ?? 0) >= rate ? kept : 0;
  return tf.tensor(draws, [...shape], 'float32');
}
