/** The columns a recipe reads, and what it does about their missing values. */
import type { FittedColumn } from '../../../shared/data/fitted.ts';
import { type Recipe, stepOf, type StepOf } from '../../../shared/data/recipe.ts';
import { targetIsClass } from '../../../shared/data/sample-spec.ts';
import type { MissingPolicy } from '../../../shared/data/steps/missing.ts';
import { StudioError } from '../../../shared/problem.ts';
import { columnType, type Labels, type TableData, unknownColumn } from './table-data.ts';
import { refuse } from './trace.ts';

/** Values of one column, by row of the file at first, by position in the ordered rows after `gather`. */
export interface UsedColumn {
  readonly name: string;
  readonly role: 'feature' | 'target' | 'weight';
  readonly encoding: FittedColumn['encoding'];
  readonly policy: MissingPolicy;
  /** `encoding` number: the values; NaN is missing. */
  readonly numbers: Float64Array;
  /** Otherwise: number of the text in `values`; −1 is missing. */
  readonly labels: Labels;
}

const noNumbers = new Float64Array(0);
const noLabels: Labels = { codes: new Int32Array(0), values: [] };

export const isNumberColumn = (column: UsedColumn): boolean => column.encoding === 'number';
export const isMissingAt = (column: UsedColumn, at: number): boolean =>
  column.encoding === 'number' ? Number.isNaN(column.numbers[at] ?? Number.NaN) : (column.labels.codes[at] ?? -1) < 0;

/** How each target is encoded: all numbers, or one class. */
export function targetEncoding(recipe: Recipe, data: TableData): FittedColumn['encoding'] {
  const name = stepOf(recipe, 'select')?.target[0] ?? '';
  if (!targetIsClass(recipe, columnType(data, name))) return 'number';
  return stepOf(recipe, 'encode')?.columns[name] ?? 'oneHot';
}

/** A column that is used, before its values are in memory. */
export interface ColumnPlan extends Pick<UsedColumn, 'name' | 'role' | 'encoding' | 'policy'> {
  load(): Promise<UsedColumn>;
}

/** Features, and targets where `withTargets`. Throws for unknown columns and types that do not fit. */
export function planColumns(
  data: TableData,
  recipe: Recipe,
  withTargets: boolean,
  targetType: FittedColumn['encoding'],
): ColumnPlan[] {
  const select = stepOf(recipe, 'select');
  if (!select) return [];
  const targets = withTargets ? select.target : [];
  if (targetType !== 'number' && targets.length > 1) {
    refuse('recipe/one-class-target', { targets: targets.join(', ') }, { file: data.file, column: targets[1] ?? '' });
  }
  const encode = stepOf(recipe, 'encode')?.columns ?? {};
  for (const name of Object.keys(encode)) {
    // Rows to predict need not have the target.
    if (!withTargets && select.target.includes(name)) continue;
    if (!data.columns.some((column) => column.name === name)) throw unknownColumn(name, data.file, data.columns);
  }
  const columns: ColumnPlan[] = [];
  const words = stepOf(recipe, 'words');
  if (words) refuseWrongWords(data, words, select.features);
  const encodingOf = (name: string): FittedColumn['encoding'] =>
    words?.column === name ? 'words' : (encode[name] ?? 'number');
  for (const name of select.features) columns.push(plan(data, recipe, name, 'feature', encodingOf(name)));
  for (const name of targets) columns.push(plan(data, recipe, name, 'target', targetType));
  return columns;
}

/** What each sample counts, where the recipe says so. */
export function planWeight(data: TableData, recipe: Recipe): ColumnPlan[] {
  const name = stepOf(recipe, 'select')?.weight;
  return name === undefined ? [] : [plan(data, recipe, name, 'weight', 'number')];
}

/** The column of texts must be a feature; numbers of words mean nothing among measured values. */
function refuseWrongWords(data: TableData, { column, output }: StepOf<'words'>, features: readonly string[]): void {
  const where = { file: data.file, column };
  if (columnType(data, column) === undefined) throw unknownColumn(column, data.file, data.columns);
  if (!features.includes(column)) refuse('recipe/words-column', { name: column, features: features.join(', ') }, where);
  if (output === 'indices' && features.length > 1) {
    const others = features.filter((name) => name !== column).join(', ');
    refuse('recipe/words-alone', { name: column, others }, where);
  }
}

function plan(
  data: TableData,
  recipe: Recipe,
  name: string,
  role: UsedColumn['role'],
  encoding: UsedColumn['encoding'],
): ColumnPlan {
  const type = columnType(data, name);
  if (type === undefined) throw unknownColumn(name, data.file, data.columns);
  const policy = policyOf(recipe, name);
  const own = { name, role, encoding, policy };
  if (encoding !== 'number')
    return { ...own, load: async () => ({ ...own, numbers: noNumbers, labels: await data.labels(name) }) };
  if (type === 'text' || type === 'date' || type === 'timestamp') throw notNumeric(data, name, type);
  return { ...own, load: async () => ({ ...own, numbers: await data.numbers(name), labels: noLabels }) };
}

export function policyOf(recipe: Recipe, name: string): MissingPolicy {
  const step = stepOf(recipe, 'missing');
  if (!step) return 'refuse';
  return Object.hasOwn(step.columns, name) ? (step.columns[name] ?? step.default) : step.default;
}

/** Names the first value that keeps a column from being numbers, if the import found it. */
function notNumeric(data: TableData, name: string, type: string): StudioError {
  const culprit = data.notes.find(
    (note) =>
      note.column === name &&
      ['data/not-a-number', 'data/not-finite', 'data/too-precise', 'data/all-missing'].includes(note.code),
  );
  if (culprit)
    return new StudioError(culprit.code, culprit.details, {
      file: data.file,
      column: name,
      ...(culprit.row === undefined ? {} : { row: culprit.row }),
    });
  return new StudioError(
    'data/column-type',
    { value: type, expected: 'number', count: 0 },
    { file: data.file, column: name },
  );
}

/** The column with its values in the order of `rows`. */
export function gather(column: UsedColumn, rows: Int32Array): UsedColumn {
  if (column.encoding === 'number') {
    const numbers = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) numbers[i] = column.numbers[rows[i] ?? 0] ?? Number.NaN;
    return { ...column, numbers };
  }
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = column.labels.codes[rows[i] ?? 0] ?? -1;
  return { ...column, labels: { codes, values: column.labels.values } };
}

/** What a column is, without its values. */
export const withoutValues = ({
  name,
  role,
  encoding,
  policy,
}: Omit<UsedColumn, 'numbers' | 'labels'>): UsedColumn => ({
  name,
  role,
  encoding,
  policy,
  numbers: noNumbers,
  labels: noLabels,
});
