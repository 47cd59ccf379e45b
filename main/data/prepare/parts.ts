/** The split of a table's samples into training, validation and test part. */
import { type Recipe, stepOf, type StepOf } from '../../../shared/data/recipe.ts';
import {
  type PartName,
  partNames,
  partOfRows,
  type Parts,
  splitByShare,
  splitStratified,
  timeBorders,
} from '../../../shared/data/parts/split.ts';
import type { Sequences } from './sequences.ts';
import { columnType, type TableData, unknownColumn } from './table-data.ts';
import { refuse, type Trace } from './trace.ts';
import { coveredBy, type Units } from './units.ts';
import type { UsedColumn } from './used-columns.ts';

export async function splitUnits(
  data: TableData,
  recipe: Recipe,
  sequences: Sequences,
  units: Units,
  target: UsedColumn | undefined,
  seed: number | undefined,
  trace: Trace,
): Promise<Parts> {
  const step = stepOf(recipe, 'split');
  const all = Int32Array.from({ length: units.count }, (_, i) => i);
  const none = new Int32Array(0);
  if (!step) return { train: all, validation: none, test: none };
  const report = trace.begin('split');
  const parts = await choose(data, { ...step, seed: seed ?? step.seed }, recipe, sequences, units, target);
  Object.assign(report.summary, {
    by: step.by,
    train: parts.train.length,
    validation: parts.validation.length,
    test: parts.test.length,
  });
  refuseEmpty(data, step, parts);
  return parts;
}

function refuseEmpty(data: TableData, step: StepOf<'split'>, parts: Parts): void {
  const wanted: Record<PartName, boolean> = {
    train: true,
    validation: step.validation > 0 || (step.values?.length ?? 0) > 0,
    test: step.test > 0 || (step.testValues?.length ?? 0) > 0,
  };
  for (const part of partNames) {
    if (wanted[part] && parts[part].length === 0) {
      const total = parts.train.length + parts.validation.length + parts.test.length;
      refuse('data/split-empty', { part, samples: total, by: step.by }, { file: data.file });
    }
  }
}

async function choose(
  data: TableData,
  step: StepOf<'split'>,
  recipe: Recipe,
  sequences: Sequences,
  units: Units,
  target: UsedColumn | undefined,
): Promise<Parts> {
  if (step.validation + step.test >= 1)
    refuse(
      'recipe/invalid',
      { step: 'split', reason: `validation + test = ${step.validation + step.test}; < 1` },
      { file: data.file },
    );
  if (step.by === 'time') return splitByTime(step, sequences, units);
  if (step.by === 'group') return splitByGroup(data, step, recipe, sequences, units);
  if (!step.stratify) return splitByShare(units.count, step);
  if (!target || target.encoding === 'number')
    refuse('recipe/stratify-number', { target: target?.name ?? '' }, { file: data.file });
  return splitStratified(
    units.target.map((position) => target.labels.codes[position] ?? -1),
    step,
  );
}

/** Windows: by the rows they predict, within each sequence. Sequences and rows: the last ones of the file. */
function splitByTime(step: StepOf<'split'>, { starts }: Sequences, units: Units): Parts {
  const found: Record<PartName, number[]> = { train: [], validation: [], test: [] };
  const borders = units.kind === 'window' ? null : timeBorders(units.count, step);
  for (let i = 0; i < units.count; i++) {
    if (borders) {
      found[partOfRows(i, i, borders) ?? 'train'].push(i);
      continue;
    }
    const sequence = units.sequence[i] ?? 0;
    const first = starts[sequence] ?? 0;
    const own = timeBorders((starts[sequence + 1] ?? 0) - first, step);
    const from = (units.target[i] ?? 0) - first;
    const part = partOfRows(from, from + units.targets - 1, own);
    if (part) found[part].push(i);
  }
  return toParts(found);
}

async function splitByGroup(
  data: TableData,
  step: StepOf<'split'>,
  recipe: Recipe,
  sequences: Sequences,
  units: Units,
): Promise<Parts> {
  const column = step.column ?? stepOf(recipe, 'group')?.by;
  if (column === undefined) refuse('recipe/split-column', {}, { file: data.file });
  if (columnType(data, column) === undefined) throw unknownColumn(column, data.file, data.columns);
  const labels = await data.labels(column);
  const groupOf = units.start.map((first, i) => {
    const code = labels.codes[sequences.rows[first] ?? 0] ?? -1;
    const last = first + coveredBy(units, i) - 1;
    for (let position = first; position <= last; position++) {
      const row = sequences.rows[position] ?? 0;
      const other = labels.codes[row] ?? -1;
      if (other < 0)
        refuse('data/missing-value', { count: 1, policy: 'split' }, { file: data.file, row: data.line(row), column });
      if (other !== code) {
        const details = {
          first: labels.values[code] ?? '',
          second: labels.values[other] ?? '',
          group: sequences.keys?.[units.sequence[i] ?? 0] ?? '',
        };
        refuse('data/split-varies', details, { file: data.file, row: data.line(row), column });
      }
    }
    return code;
  });
  const partOf = groupParts([...new Set(groupOf)], labels.values, step, data, column);
  const found: Record<PartName, number[]> = { train: [], validation: [], test: [] };
  groupOf.forEach((code, i) => found[partOf.get(code) ?? 'train'].push(i));
  return toParts(found);
}

function groupParts(
  codes: readonly number[],
  values: readonly string[],
  step: StepOf<'split'>,
  data: TableData,
  column: string,
): Map<number, PartName> {
  const parts = new Map<number, PartName>();
  if (step.values || step.testValues) {
    const assign = (wanted: readonly (string | number)[] | undefined, part: PartName): void => {
      for (const value of wanted ?? []) {
        const code = codes.find((entry) => values[entry] === String(value));
        if (code === undefined)
          refuse(
            'data/unseen-label',
            {
              value: String(value),
              known: codes
                .slice(0, 20)
                .map((entry) => values[entry] ?? '')
                .join(', '),
            },
            { file: data.file, column },
          );
        parts.set(code, part);
      }
    };
    assign(step.values, 'validation');
    assign(step.testValues, 'test');
    return parts;
  }
  // At least one whole group where a share is wanted, otherwise a small number of groups would give an empty part.
  const atLeastOne = (share: number): number => (share > 0 ? Math.max(share, 0.5 / codes.length) : 0);
  const drawn = splitByShare(codes.length, {
    validation: atLeastOne(step.validation),
    test: atLeastOne(step.test),
    seed: step.seed,
  });
  for (const part of partNames) for (const index of drawn[part]) parts.set(codes[index] ?? -1, part);
  return parts;
}

const toParts = (found: Record<PartName, number[]>): Parts => ({
  train: Int32Array.from(found.train),
  validation: Int32Array.from(found.validation),
  test: Int32Array.from(found.test),
});
