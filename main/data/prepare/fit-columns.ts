/** Missing values, classes and scales: learnt from the training positions, applied to all, written as one matrix. */
import { scaleSteps, stepOf } from '../../../shared/data/recipe.ts';
import { columnWidth, type FittedColumn } from '../../../shared/data/fitted.ts';
import { sortClasses } from '../../../shared/data/parts/classes.ts';
import { fitScale, scaleValue } from '../../../shared/data/parts/scaler.ts';
import { createMatrixBuilder } from './build-matrix.ts';
import type { FitContext } from './fit-context.ts';
import type { FittedUse } from './fit-image.ts';
import { fitWords, writeWords } from './fit-words.ts';
import type { Matrix } from './matrix.ts';
import { refuse } from './trace.ts';
import { isMissingAt, isNumberColumn, type UsedColumn } from './used-columns.ts';

const lineAt = ({ data, sequences }: FitContext, position: number): number => data.line(sequences.rows[position] ?? 0);

/** Replaces missing values as the column's policy says; refuses what it may not replace. Returns the column and its fill. */
export function fillMissing(
  column: UsedColumn,
  context: FitContext,
): { readonly column: UsedColumn; readonly fill?: number | string } {
  const { sequences, data, fitted, trace } = context;
  const total = sequences.rows.length;
  let count = 0;
  let first = -1;
  for (let at = 0; at < total; at++) {
    if (!isMissingAt(column, at)) continue;
    if (first < 0) first = at;
    count += 1;
  }
  const { policy } = column;
  const known = fitted?.find((entry) => entry.column === column.name)?.fill;
  const reports = trace.begin('missing').summary;
  if (count > 0 || policy !== 'refuse')
    reports[column.name] = { missing: count, policy: typeof policy === 'string' ? policy : policy.constant };
  const where = { file: data.file, row: first < 0 ? 1 : lineAt(context, first), column: column.name };
  if (count === total && total > 0 && fitted === null) refuse('data/all-missing', { count }, where);
  if (policy === 'mean' && !isNumberColumn(column)) refuse('recipe/mean-of-text', { name: column.name }, where);

  let fill = known;
  if (typeof policy === 'object') fill = policy.constant;
  else if (policy === 'mean' && fill === undefined) fill = meanOf(column, context.training);
  if (count === 0) return fill === undefined ? { column } : { column, fill };
  if (policy === 'previous') return { column: fillPrevious(column, context) };
  if (fill === undefined || policy === 'refuse' || policy === 'drop') {
    refuse(column.role === 'target' ? 'data/missing-target' : 'data/missing-value', { count, policy: 'refuse' }, where);
  }
  return { column: fillWith(column, fill, where), fill };
}

function meanOf(column: UsedColumn, training: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < column.numbers.length; at++) {
    const value = column.numbers[at] ?? Number.NaN;
    if (training[at] !== 1 || Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

function fillWith(column: UsedColumn, fill: number | string, where: Parameters<typeof refuse>[2]): UsedColumn {
  if (isNumberColumn(column)) {
    const value = Number(fill);
    if (!Number.isFinite(value))
      refuse('data/not-a-number', { value: String(fill), expected: 'number', count: 1 }, { ...where });
    return { ...column, numbers: column.numbers.map((number) => (Number.isNaN(number) ? value : number)) };
  }
  const text = String(fill);
  const values = column.labels.values.includes(text) ? column.labels.values : [...column.labels.values, text];
  const code = values.indexOf(text);
  return { ...column, labels: { values, codes: column.labels.codes.map((old) => (old < 0 ? code : old)) } };
}

function fillPrevious(column: UsedColumn, context: FitContext): UsedColumn {
  const { starts } = context.sequences;
  const numbers = column.numbers.slice();
  const codes = column.labels.codes.slice();
  for (let s = 0; s + 1 < starts.length; s++) {
    for (let at = starts[s] ?? 0; at < (starts[s + 1] ?? 0); at++) {
      if (!isMissingAt(column, at)) continue;
      if (at === starts[s]) {
        const where = { file: context.data.file, row: lineAt(context, at), column: column.name };
        refuse(
          column.role === 'target' ? 'data/missing-target' : 'data/missing-value',
          { count: 1, policy: 'previous' },
          where,
        );
      }
      if (isNumberColumn(column)) numbers[at] = numbers[at - 1] ?? Number.NaN;
      else codes[at] = codes[at - 1] ?? -1;
      // The filled value may itself be the previous one of the next gap.
      column = { ...column, numbers, labels: { ...column.labels, codes } };
    }
  }
  return column;
}

/** Classes and scale of a column, learnt from the training positions or taken from `fitted`. */
export function fitColumn(column: UsedColumn, fill: number | string | undefined, context: FitContext): FittedColumn {
  const { recipe, training, trace, data } = context;
  const known = context.fitted?.find((entry) => entry.column === column.name);
  if (known) return known;
  const base = { column: column.name, encoding: column.encoding, ...(fill === undefined ? {} : { fill }) };
  if (column.encoding === 'words') return { ...base, words: fitWords(column, context) };
  if (!isNumberColumn(column)) {
    const used = new Set<string>();
    column.labels.codes.forEach((code, at) => {
      if (training[at] === 1 && code >= 0) used.add(column.labels.values[code] ?? '');
    });
    const classes = sortClasses(used);
    if (column.role === 'target' && classes.length === 1)
      refuse('data/one-class', { value: classes[0] ?? '' }, { file: data.file, column: column.name });
    const report = trace.begin('encode').summary;
    report[column.name] = { encoding: column.encoding, classes: classes.slice(0, 100), count: classes.length };
    return { ...base, classes };
  }
  const range = fitScale(column.numbers, { method: 'minmax', range: [0, 1] }, training);
  // The corners of many pictures are always empty, and belong to them all the same.
  if (range.method === 'minmax' && range.min === range.max && !stepOf(recipe, 'image')) {
    trace.begin('select');
    trace.warn('data/constant-column', { value: range.min }, { column: column.name });
  }
  const step = scaleSteps(recipe).filter(({ columns }) => {
    if (Array.isArray(columns)) return columns.includes(column.name);
    return columns === 'all' || columns === (column.role === 'feature' ? 'features' : 'targets');
  });
  if (step.length > 1)
    refuse(
      'recipe/order',
      { step: 'scale', after: 'scale', rule: 'once', column: column.name },
      { file: data.file, column: column.name },
    );
  const settings = step[0];
  if (!settings) return base;
  const scale = fitScale(column.numbers, settings, training);
  trace.begin('scale').summary[column.name] = scale;
  return { ...base, scale };
}

/** Class number per position; a value that the training part does not have is refused with its line (−1 where there is no value). */
function classNumbers(column: UsedColumn, fitted: FittedColumn, context: FitContext): Int32Array {
  const classes = fitted.classes ?? [];
  const places = new Map(classes.map((name, index) => [name, index]));
  const numbers = column.labels.values.map((value) => places.get(value) ?? -1);
  return column.labels.codes.map((code, at) => {
    if (code < 0) return -1;
    const place = numbers[code] ?? -1;
    if (place < 0) {
      const details = { value: column.labels.values[code] ?? '', known: classes.slice(0, 20).join(', ') };
      refuse('data/unseen-label', details, { file: context.data.file, row: lineAt(context, at), column: column.name });
    }
    return place;
  });
}

/** Numbers that one array may hold. */
const largestArray = 2 ** 31;

/** One column encoded and scaled, (positions × its width). */
export function encodeColumn(column: UsedColumn, fit: FittedColumn, context: FitContext): Float32Array {
  const rows = context.sequences.rows.length;
  const width = columnWidth(fit);
  if (rows * width > largestArray)
    refuse('data/too-large', { received: rows * width, limit: largestArray }, { file: context.data.file });
  const values = new Float32Array(rows * width);
  if (column.encoding === 'number') {
    for (let at = 0; at < rows; at++) {
      const value = column.numbers[at] ?? Number.NaN;
      values[at] = fit.scale ? scaleValue(value, fit.scale) : value;
    }
    return values;
  }
  if (fit.words) {
    writeWords(column, fit.words, context, { values, width, offset: 0 });
    return values;
  }
  const numbers = classNumbers(column, fit, context);
  for (let at = 0; at < rows; at++) {
    const place = numbers[at] ?? -1;
    if (fit.encoding === 'label') values[at] = place < 0 ? Number.NaN : place;
    else if (place >= 0) values[at * width + place] = 1;
    else for (let k = 0; k < width; k++) values[at * width + k] = Number.NaN;
  }
  return values;
}

/** A few columns as one matrix in memory. */
export function matrixOf(uses: readonly FittedUse[], context: FitContext): Matrix {
  const rows = context.sequences.rows.length;
  const size = rows * uses.reduce((sum, { fit }) => sum + columnWidth(fit), 0);
  if (size > largestArray)
    refuse('data/too-large', { received: size, limit: largestArray }, { file: context.data.file });
  const builder = createMatrixBuilder(rows, null);
  for (const { column, fit } of uses) builder.add(encodeColumn(column, fit, context), columnWidth(fit));
  return builder.finish('');
}
