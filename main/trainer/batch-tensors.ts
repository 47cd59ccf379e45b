/** Host samples become tensors of one batch. */
import type { Samples } from '../data/samples.ts';
import type { Tensor, Tf } from './model/layer.ts';
import type { Batch } from './training/train-step.ts';

/** The samples of `indices` as tensors `[indices.length, …]`; the caller disposes them with `disposeBatch`. */
export function makeBatch(tf: Tf, samples: Samples, indices: Int32Array): Batch {
  const { x, y } = samples.batch(indices);
  const tensor = (values: Float32Array | Int32Array, shape: readonly number[], dtype: 'float32' | 'int32'): Tensor =>
    tf.tensor(values, [indices.length, ...shape], dtype);
  return {
    x: x.map((values, port) => tensor(values, samples.inputs[port]?.shape ?? [], samples.inputs[port]?.dtype ?? 'float32')),
    y: y.map((values, port) => tensor(values, samples.targets[port]?.shape ?? [], 'float32')),
  };
}

export function disposeBatch(batch: Batch): void {
  for (const tensor of [...batch.x, ...batch.y]) tensor.dispose();
  batch.sampleWeight?.dispose();
}
