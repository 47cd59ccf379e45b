/** The batches of an epoch as plain arrays, ready for a training step: assembled, padded and weighed. */
import { limitOf } from '../../shared/data/parts/buckets.ts';
import { type BatchBuffers, createBatchBuffers } from '../data/prepare/batch-buffers.ts';
import type { Batch as PreparedBatch, Samples } from '../data/prepare.ts';
import type { EpochPlan } from './epoch-order.ts';
import type { WeighBatch } from './sample-weights.ts';

/** One batch on the host. Its arrays are written over by the batch after the next. */
export interface HostBatch extends PreparedBatch {
  /** What each sample or step counts in the loss; absent: all alike. */
  readonly sampleWeight?: { readonly values: Float32Array; readonly shape: readonly number[] };
}

export interface FeedOptions {
  /** Epoch counted from 0: which samples an endless generator makes. */
  readonly epoch?: number;
  readonly weigh?: WeighBatch;
  /** Batches at the beginning that were trained already. */
  readonly skip?: number;
  /** Of an earlier epoch, to be used again. */
  readonly buffers?: BatchBuffers;
}

/** The batches of `plan` in its order; the last may be smaller. Two batches at a time are valid: the newest and the one before. */
export function* feedBatches(
  samples: Samples,
  plan: Pick<EpochPlan, 'order' | 'limits'>,
  batchSize: number,
  options: FeedOptions = {},
): Generator<HostBatch> {
  const { epoch = 0, skip = 0, buffers = createBatchBuffers() } = options;
  for (let start = skip * batchSize; start < plan.order.length; start += batchSize) {
    buffers.turn();
    yield hostBatch(samples, plan.order.subarray(start, start + batchSize), plan.limits, {
      ...options,
      epoch,
      buffers,
    });
  }
}

/** The samples `indices` as one batch, padded as the plan says. */
export function hostBatch(
  samples: Samples,
  indices: Int32Array,
  limits: EpochPlan['limits'],
  { epoch = 0, weigh, buffers }: FeedOptions = {},
): HostBatch {
  const batch = samples.batch(indices, {
    epoch,
    ...(limits && samples.lengths ? { steps: paddedSteps(samples.lengths, indices, limits) } : {}),
    ...(buffers ? { slots: buffers } : {}),
  });
  const sampleWeight = weigh?.(batch, buffers) ?? null;
  return sampleWeight === null ? batch : { ...batch, sampleWeight };
}

function paddedSteps(lengths: Int32Array, indices: Int32Array, limits: readonly number[]): number {
  let longest = 1;
  for (let at = 0; at < indices.length; at++) longest = Math.max(longest, lengths[indices[at] ?? 0] ?? 1);
  return limitOf(limits, longest);
}
