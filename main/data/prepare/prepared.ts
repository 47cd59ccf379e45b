import type { Fitted } from '../../../shared/data/fitted.ts';
import type { SampleSpec } from '../../../shared/data/sample-spec.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { Samples } from './samples.ts';
import type { DroppedRows, StepReport } from './trace.ts';

export interface Counts {
  readonly rowsIn: number;
  readonly rowsUsed: number;
  readonly rowsDropped: readonly DroppedRows[];
  /** null: rows are not grouped. */
  readonly sequences: number | null;
  readonly windows: number | null;
  readonly samples: number;
  /** Texts with classes: accuracy of a logistic regression on TF-IDF over the validation part. */
  readonly baseline?: number;
  readonly perSplit: { readonly train: number; readonly validation: number; readonly test: number };
}

export interface Prepared {
  /** Exact shapes, classes and proposals. */
  readonly spec: SampleSpec;
  readonly train: Samples;
  readonly validation?: Samples;
  readonly test?: Samples;
  /** Every sample, in the order of the file. */
  readonly all: Samples;
  readonly fitted: Fitted;
  readonly counts: Counts;
  readonly steps: readonly StepReport[];
  /** Warnings and notes; errors are thrown. */
  readonly problems: readonly Problem[];
}
