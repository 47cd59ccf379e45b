/** What a side can be asked for: one JSON object a line, answered by one. */
import type { StepMode } from './start-sides.ts';
import type { Workload } from './workloads.ts';

export interface ArrayPlace {
  readonly shape: readonly number[];
}

/** Arrays that lie in a file one after the other, as little-endian float32. */
export interface ArrayFile {
  readonly file: string;
  readonly arrays: readonly ArrayPlace[];
}

export type WorkerRequest =
  /** Trains that many steps on one batch, making the model at the first request. */
  | { readonly ask: 'train'; readonly workload: Workload; readonly steps: number }
  /** Predicts that many times from numbers in memory to numbers in memory. `direct`: without Keras' `predict`. */
  | {
      readonly ask: 'predict';
      readonly workload: Workload;
      readonly batch: number;
      readonly calls: number;
      readonly direct: boolean;
    }
  /** Trains some steps from the weights, x and y of the file; a model of its own. */
  | { readonly ask: 'losses'; readonly workload: Workload; readonly from: ArrayFile; readonly steps: number }
  /** One epoch of S7 with x, y and validation x, y of the file. */
  | { readonly ask: 'epoch'; readonly workload: Workload; readonly from: ArrayFile }
  /** The largest memory that the process ever held. */
  | { readonly ask: 'memory' }
  /** Ours only: writes first weights, x and y to the file, and trains as `losses`. */
  | { readonly ask: 'firstLosses'; readonly workload: Workload; readonly file: string; readonly steps: number }
  /** Ours only: the samples of the template's first epoch, written to the file. */
  | { readonly ask: 'epochData'; readonly file: string }
  /** Ours only: the fastest matrix product that this engine makes. */
  | { readonly ask: 'peak' }
  /** Ours only: where the time of an eager step goes. */
  | { readonly ask: 'profile'; readonly workload: Workload; readonly steps: number }
  /** Ours only: a block of steps on one batch that is used again, or on batches as training assembles them. */
  | { readonly ask: 'feed'; readonly template: string; readonly steps: number; readonly fresh: boolean };

export interface Timing {
  readonly seconds: number;
  /** Trainable parameters, counted as Keras does. */
  readonly parameters: number;
  /** Loss of the last step; not finite means that the side computed nothing useful. */
  readonly loss: number;
  /** Ours: whether steps ran op by op or were replayed. */
  readonly mode?: StepMode;
}

export interface PredictTiming {
  readonly seconds: number;
  readonly parameters: number;
}

export interface Losses {
  /** Before each step. */
  readonly losses: readonly number[];
}

export type FirstLosses = Losses & ArrayFile;

export interface EpochAnswer {
  /** Training and validation of the epoch, compiling included. */
  readonly seconds: number;
  readonly parameters: number;
  /** Share of right characters among the validation samples. */
  readonly accuracy: number;
  readonly steps: number;
}

export interface Memory {
  readonly bytes: number;
}

export interface Peak {
  /** Floating-point operations a second. */
  readonly flopPerSecond: number;
}

export interface Profile {
  /** Milliseconds of a whole eager step. */
  readonly step: number;
  /** Milliseconds of a step by kind of operation; what is left is JavaScript and the calls themselves. */
  readonly recurrent: number;
  readonly products: number;
  readonly update: number;
  readonly others: number;
  /** Operations of a step. */
  readonly operations: number;
}

export interface FeedTiming {
  readonly seconds: number;
  /** As many as were asked for, or as the data have. */
  readonly steps: number;
}
