/**
 * The features of all positions: one column after the other is loaded, fitted, encoded and let go of, so that a table needs
 * the memory of a column, not of all of them.
 */
import { createHash } from 'node:crypto';
import { columnWidth, type FittedColumn } from '../../../shared/data/fitted.ts';
import { type Recipe, stepOf } from '../../../shared/data/recipe.ts';
import type { Source } from '../../../shared/data/source.ts';
import { createMatrixBuilder, type MatrixPlace, preparedFile } from './build-matrix.ts';
import { encodeColumn, matrixOf } from './fit-columns.ts';
import type { FitContext } from './fit-context.ts';
import { type FittedUse, fitImage } from './fit-image.ts';
import { fitOne } from './fit-one.ts';
import type { Matrix } from './matrix.ts';
import { type ColumnPlan, type UsedColumn, withoutValues } from './used-columns.ts';

export interface FeatureInput {
  readonly plans: readonly ColumnPlan[];
  /** Loads a column in the order of positions. */
  readonly take: (plan: ColumnPlan) => Promise<UsedColumn>;
  readonly context: FitContext;
  readonly source: Source;
  readonly apply: boolean;
  /** Where a matrix goes that is too large for memory; null: nowhere. */
  readonly place: MatrixPlace | null;
}

export interface Features {
  /** Columns of numbers have let go of their values. */
  readonly uses: readonly FittedUse[];
  readonly matrix: Matrix;
}

export async function featureMatrix({ plans, take, context, source, apply, place }: FeatureInput): Promise<Features> {
  const { recipe, fitted } = context;
  const rows = context.sequences.rows.length;
  const nameOf = (fits: readonly FittedColumn[]): string => matrixName(source, recipe, fits, apply);
  const stored =
    place && fitted && storedFeatures(plans, fitted, (fits, width) => preparedFile(place, nameOf(fits), rows, width));
  if (stored) return stored;
  if (stepOf(recipe, 'image')) {
    // Pixels share a scale that all of them decide.
    const loaded: FittedUse[] = [];
    for (const plan of plans) loaded.push(fitOne(await take(plan), context, apply));
    const uses = fitImage(loaded, context);
    return { uses, matrix: matrixOf(uses, context) };
  }
  const builder = createMatrixBuilder(rows, place);
  try {
    const uses: FittedUse[] = [];
    for (const plan of plans) {
      const use = fitOne(await take(plan), context, apply);
      builder.add(encodeColumn(use.column, use.fit, context), columnWidth(use.fit));
      uses.push(use.fit.words ? use : { ...use, column: withoutValues(use.column) });
    }
    return { uses, matrix: builder.finish(nameOf(uses.map(({ fit }) => fit))) };
  } finally {
    builder.discard();
  }
}

/** The features as an earlier preparation with the same fitted values left them, without loading a column. */
function storedFeatures(
  plans: readonly ColumnPlan[],
  fitted: readonly FittedColumn[],
  find: (fits: readonly FittedColumn[], width: number) => Matrix | undefined,
): Features | undefined {
  const uses = plans.flatMap((plan): FittedUse[] => {
    const fit = fitted.find(({ column }) => column === plan.name);
    return fit ? [{ column: withoutValues(plan), fit }] : [];
  });
  if (uses.length < plans.length) return undefined;
  const fits = uses.map(({ fit }) => fit);
  const matrix = find(
    fits,
    fits.reduce((sum, fit) => sum + columnWidth(fit), 0),
  );
  return matrix && { uses, matrix };
}

/** Steps that cut samples out of the matrix, and change nothing in it. */
const cutting: readonly string[] = ['split', 'window', 'pad', 'lanes', 'pairs'];

/** The same name for the same numbers: the data, the steps that make rows and values of them, and what was learnt. */
function matrixName(source: Source, recipe: Recipe, fits: readonly FittedColumn[], apply: boolean): string {
  const steps = recipe.steps.filter(({ step }) => !cutting.includes(step));
  return createHash('sha256')
    .update(JSON.stringify({ version: 1, source, steps, fits, apply }))
    .digest('hex')
    .slice(0, 40);
}
