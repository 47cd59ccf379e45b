/** What is learnt of one column, and the column as it is encoded then. */
import { stepOf } from '../../../shared/data/recipe.ts';
import { fillMissing, fitColumn } from './fit-columns.ts';
import type { FitContext } from './fit-context.ts';
import type { FittedUse } from './fit-image.ts';
import type { UsedColumn } from './used-columns.ts';

/** `apply`: samples to predict, whose targets may be missing. */
export function fitOne(column: UsedColumn, context: FitContext, apply: boolean): FittedUse {
  // Truth is not needed to predict: where a new file lacks it, or has a class of its own, it is simply unknown.
  if (stepOf(context.recipe, 'pairs') && column.role === 'target')
    return { column, fit: { column: column.name, encoding: 'label' } };
  if (apply && column.role === 'target')
    return { column: onlyKnownClasses(column, context), fit: fitColumn(column, undefined, context) };
  const filled = fillMissing(column, context);
  return { column: filled.column, fit: fitColumn(filled.column, filled.fill, context) };
}

function onlyKnownClasses(column: UsedColumn, { fitted }: FitContext): UsedColumn {
  const classes = fitted?.find((entry) => entry.column === column.name)?.classes;
  if (column.encoding === 'number' || !classes) return column;
  const known = column.labels.values.map((value) => classes.includes(value));
  return {
    ...column,
    labels: { ...column.labels, codes: column.labels.codes.map((code) => (code >= 0 && known[code] ? code : -1)) },
  };
}
