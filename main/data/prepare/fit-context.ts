import type { FittedColumn } from '../../../shared/data/fitted.ts';
import type { Recipe } from '../../../shared/data/recipe.ts';
import type { Sequences } from './sequences.ts';
import type { TableData } from './table-data.ts';
import type { Trace } from './trace.ts';

/** What fitting a column needs to know beside the column. */
export interface FitContext {
  readonly data: TableData;
  readonly recipe: Recipe;
  readonly sequences: Sequences;
  /** 1 where a position belongs to a training sample. */
  readonly training: Uint8Array;
  /** Fitted values to apply instead of fitting. */
  readonly fitted: readonly FittedColumn[] | null;
  readonly trace: Trace;
}
