/** A batch of a training step: as tensors, or as plain arrays that become tensors only where a step runs op by op. */
import type { Tensor, Tf } from '../model/tf.ts';

export interface Batch {
  /** One tensor an input of the model, [samples, ...]. */
  readonly x: readonly Tensor[];
  /** One tensor an output of the model. */
  readonly y: readonly Tensor[];
  /** [samples] or [samples, time]; weighs the loss and the weighted metrics. Keras' plain `metrics` count every sample alike. */
  readonly sampleWeight?: Tensor | null;
}

/** The same on the host, row-major. The arrays are read before the step returns. */
export interface HostBatch {
  readonly x: readonly (Float32Array | Int32Array)[];
  readonly xShapes: readonly (readonly number[])[];
  readonly y: readonly (Float32Array | Int32Array)[];
  readonly yShapes: readonly (readonly number[])[];
  readonly sampleWeight?: { readonly values: Float32Array; readonly shape: readonly number[] } | null;
}

/** Values of one tensor on the host. */
export interface Feed {
  readonly values: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** Inputs, then targets, then the sample weights where there are any. */
export interface BatchFeeds {
  readonly feeds: readonly Feed[];
  readonly inputs: number;
  readonly targets: number;
}

const isHost = (batch: Batch | HostBatch): batch is HostBatch => 'xShapes' in batch;

export function samplesOf(batch: Batch | HostBatch): number {
  return (isHost(batch) ? batch.xShapes[0]?.[0] : batch.x[0]?.shape[0]) ?? 0;
}

export function batchFeeds(batch: Batch | HostBatch): BatchFeeds {
  const weight = batch.sampleWeight ?? null;
  const feeds = isHost(batch)
    ? [
        ...batch.x.map((values, index) => arrayFeed(values, batch.xShapes[index])),
        ...batch.y.map((values, index) => arrayFeed(values, batch.yShapes[index])),
        ...(batch.sampleWeight ? [arrayFeed(batch.sampleWeight.values, batch.sampleWeight.shape)] : []),
      ]
    : [...batch.x, ...batch.y, ...(weight === null ? [] : [batch.sampleWeight as Tensor])].map(tensorFeed);
  return { feeds, inputs: batch.x.length, targets: batch.y.length };
}

/** The batch that the tensors of `feeds` are, in the same order; others may follow. */
export function feedsBatch({ feeds, inputs, targets }: BatchFeeds, tensors: readonly Tensor[]): Batch {
  return {
    x: tensors.slice(0, inputs),
    y: tensors.slice(inputs, inputs + targets),
    sampleWeight: feeds.length > inputs + targets ? (tensors[inputs + targets] ?? null) : null,
  };
}

/** Calls `work` with the batch as tensors; those made for it are freed afterwards. */
export function withTensors<T>(tf: Tf, batch: Batch | HostBatch, work: (batch: Batch) => T): T {
  if (!isHost(batch)) return work(batch);
  const shape = batchFeeds(batch);
  const tensors = shape.feeds.map((feed) => feedTensor(tf, feed));
  try {
    return work(feedsBatch(shape, tensors));
  } finally {
    for (const tensor of tensors) tensor.dispose();
  }
}

export function arrayFeed(values: Float32Array | Int32Array, shape: readonly number[] = []): Feed {
  return { values, shape, dtype: values instanceof Int32Array ? 'int32' : 'float32' };
}

export const feedTensor = (tf: Tf, { values, shape, dtype }: Feed): Tensor => tf.tensor(values, [...shape], dtype);

/** What was read of tensors that are used again, such as one batch for many steps. */
const known = new WeakMap<object, Feed>();

export function tensorFeed(tensor: Tensor): Feed {
  const before = known.get(tensor.dataId);
  if (before !== undefined)
    return before.shape.join() === tensor.shape.join() ? before : { ...before, shape: tensor.shape };
  const { dtype } = tensor;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
    throw new TypeError(`a batch of ${dtype}: expected float32, int32 or bool`);
  const feed: Feed = { values: tensor.dataSync(), shape: tensor.shape, dtype };
  known.set(tensor.dataId, feed);
  return feed;
}
