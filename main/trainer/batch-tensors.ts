/** Host samples become tensors of one batch. */
import type { Samples } from '../data/prepare.ts';
import { type HostBatch, hostBatch } from './feed-batches.ts';
import type { Tensor, Tf } from './model/layer.ts';
import type { WeighBatch } from './sample-weights.ts';
import type { Batch } from './training/train-step.ts';

/**
 * The samples of `indices` as tensors `[indices.length, …]`; the caller disposes them with `disposeBatch`. `epoch` counts
 * from 0 and decides which samples an endless generator makes.
 */
export const makeBatch = (tf: Tf, samples: Samples, indices: Int32Array, epoch = 0, weigh?: WeighBatch): Batch =>
  batchTensors(tf, hostBatch(samples, indices, null, { epoch, ...(weigh ? { weigh } : {}) }));

/** The arrays of `batch` as tensors `[batch, …]`; the caller disposes them with `disposeBatch`, before the arrays change. */
export function batchTensors(tf: Tf, batch: HostBatch): Batch {
  const { x, xShapes, y, yShapes, sampleWeight } = batch;
  const tensor = (values: Float32Array | Int32Array, shape: readonly number[] | undefined): Tensor =>
    tf.tensor(values, [...(shape ?? [])], values instanceof Int32Array ? 'int32' : 'float32');
  return {
    x: x.map((values, port) => tensor(values, xShapes[port])),
    y: y.map((values, port) => tensor(values, yShapes[port])),
    ...(sampleWeight ? { sampleWeight: tensor(sampleWeight.values, sampleWeight.shape) } : {}),
  };
}

export function disposeBatch(batch: Batch): void {
  for (const tensor of [...batch.x, ...batch.y]) tensor.dispose();
  batch.sampleWeight?.dispose();
}
