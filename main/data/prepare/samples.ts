/** Prepared samples as plain typed arrays, made batch by batch: no tensors, nothing expanded before it is needed. */
import type { Lanes } from '../../../shared/data/parts/lanes.ts';

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
  /** `indices` are sample numbers 0 … count−1 in any order. `epoch` matters to generators with fresh samples only. */
  batch(indices: ArrayLike<number>, epoch?: number): Batch;
  origin(index: number): Origin;
  /** In which order stateful training takes them; absent: in their own. */
  readonly lanes?: Lanes;
}

/** A part of samples under their own numbers 0 …, in which `lanes` count. */
export function subset(samples: Samples, indices: Int32Array, lanes?: Lanes): Samples {
  return {
    ...samples,
    ...(lanes ? { lanes } : {}),
    count: indices.length,
    batch: (wanted, epoch) =>
      samples.batch(
        Int32Array.from(wanted, (index) => indices[index] ?? 0),
        epoch,
      ),
    origin: (index) => samples.origin(indices[index] ?? 0),
  };
}
