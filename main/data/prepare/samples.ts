/** Prepared samples as plain typed arrays, made batch by batch: no tensors, nothing expanded before it is needed. */
import type { Lanes } from '../../../shared/data/parts/lanes.ts';
import { type BatchSlots, freshSlots } from './batch-buffers.ts';

export interface Batch {
  readonly count: number;
  /** One array per input, row-major, first axis the batch; `xShapes` includes the batch. */
  readonly x: readonly (Float32Array | Int32Array)[];
  readonly xShapes: readonly (readonly number[])[];
  /** One array per target; empty when there is no target. NaN where the truth is not known (rows beyond the end of a new file). */
  readonly y: readonly Float32Array[];
  readonly yShapes: readonly (readonly number[])[];
  /** How much each sample counts in the loss, [batch], or [batch, time] where each step has a target; absent: all alike. */
  readonly weights?: Float32Array;
}

export interface BatchOptions {
  /** Matters to generators with fresh samples only; 0 when absent. */
  readonly epoch?: number;
  /** Steps that samples of different length are padded to, at least those of the longest; absent: just those. */
  readonly steps?: number;
  /** Arrays to write into, which the next batch but one takes again; absent: new ones. */
  readonly slots?: BatchSlots;
}

/** Where a sample comes from. */
export interface Origin {
  /** Value of the group column, or null. */
  readonly group: string | null;
  /** 1-based lines of the file (characters of a text, numbers of a generator's samples). */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Lines of the rows that are predicted, if they exist. */
  readonly targetLines: readonly number[];
}

export interface Samples {
  readonly count: number;
  /** Without the batch; null differs between batches. */
  readonly inputs: readonly { readonly shape: readonly (number | null)[]; readonly dtype: 'float32' | 'int32' }[];
  readonly targets: readonly { readonly shape: readonly (number | null)[] }[];
  /** `indices` are sample numbers 0 … count−1 in any order. */
  batch(indices: ArrayLike<number>, options?: BatchOptions): Batch;
  origin(index: number): Origin;
  /** Steps of each sample, where batches are padded to their own longest; absent: all samples have one length. */
  readonly lengths?: Int32Array;
  /** In which order stateful training takes them; absent: in their own. */
  readonly lanes?: Lanes;
}

/** A part of samples under their own numbers 0 …, in which `lanes` count. */
export function subset(samples: Samples, indices: Int32Array, lanes?: Lanes): Samples {
  return {
    ...samples,
    ...(lanes ? { lanes } : {}),
    count: indices.length,
    ...(samples.lengths ? { lengths: pick(samples.lengths, indices, new Int32Array(indices.length)) } : {}),
    batch: (wanted, options) =>
      samples.batch(pick(indices, wanted, (options?.slots ?? freshSlots).ints('subset', wanted.length)), options),
    origin: (index) => samples.origin(indices[index] ?? 0),
  };
}

/** `values[at]` for every `at`, written into `into`. */
export function pick<Values extends Int32Array | Float32Array>(
  values: ArrayLike<number>,
  at: ArrayLike<number>,
  into: Values,
): Values {
  for (let index = 0; index < at.length; index++) into[index] = values[at[index] ?? 0] ?? 0;
  return into;
}
