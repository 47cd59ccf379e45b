/** A table through its recipe: loaded, checked, fitted on the training part, ready as samples. */
import type { Fitted } from '../../../shared/data/fitted.ts';
import { fromRanges, partNames, type Parts, timeBorders, toRanges } from '../../../shared/data/parts/split.ts';
import { type Recipe, recipeProblems, stepOf } from '../../../shared/data/recipe.ts';
import { inputSpec, type KnownColumns } from '../../../shared/data/sample-spec.ts';
import type { Source } from '../../../shared/data/source.ts';
import { sampleSizesOf } from './sizes.ts';
import type { MatrixPlace } from './build-matrix.ts';
import { featureMatrix } from './feature-matrix.ts';
import { type FittedUse, rowSizes } from './fit-image.ts';
import { matrixOf } from './fit-columns.ts';
import { fitOne } from './fit-one.ts';
import type { FitContext } from './fit-context.ts';
import { laneParts } from './lane-parts.ts';
import { type Matrix, memoryMatrix } from './matrix.ts';
import { pairParts, pairTargets, refuseWrongPairs } from './pair-parts.ts';
import type { Counts, Prepared } from './prepared.ts';
import { subset } from './samples.ts';
import { keptRows, makeSequences, type Sequences } from './sequences.ts';
import { splitUnits } from './parts.ts';
import { columnType, type TableData } from './table-data.ts';
import { tableSamples } from './table-samples.ts';
import { createTrace, orderedSteps, refuse, type Trace } from './trace.ts';
import { baselineOf } from './text-baseline.ts';
import { makeUnits, type Units } from './units.ts';
import { type ColumnPlan, gather, planColumns, planWeight, targetEncoding, type UsedColumn } from './used-columns.ts';

export interface PrepareTableOptions {
  readonly data: TableData;
  readonly source: Source;
  readonly recipe: Recipe;
  readonly seed?: number | undefined;
  /** Fitted values of a run. */
  readonly fitted?: Fitted | undefined;
  /** true: samples to predict; targets may be missing or lie beyond the end, nothing is split. */
  readonly apply?: boolean | undefined;
  readonly trace?: Trace | undefined;
  /** Where features go that are too many for memory; absent: nowhere. */
  readonly place?: MatrixPlace | undefined;
}

const noPad = { side: 'pre', truncate: 'pre', value: 0 } as const;

/** Throws StudioError for the first problem that ends preparation; `trace` then tells in which step. */
export async function prepareTable(options: PrepareTableOptions): Promise<Prepared> {
  const { data, recipe, fitted, apply = false } = options;
  const trace = options.trace ?? createTrace(data.file);
  const [invalid] = recipeProblems(recipe, 'table');
  if (invalid) refuse(invalid.code, invalid.details, { file: data.file });
  const select = stepOf(recipe, 'select');
  if (!select) return refuse('recipe/invalid', { step: 'select', reason: '' }, { file: data.file });
  Object.assign(trace.begin('select').summary, { features: select.features, target: select.target, rows: data.rows });

  const withTargets =
    select.target.length > 0 && (!apply || select.target.every((name) => columnType(data, name) !== undefined));
  const encoding = fitted?.targets[0]?.encoding ?? (withTargets ? targetEncoding(recipe, data) : 'number');
  const plans = [
    ...planColumns(data, recipe, withTargets, encoding),
    ...(withTargets && !apply ? planWeight(data, recipe) : []),
  ];
  const ofRole = (role: UsedColumn['role']): readonly ColumnPlan[] => plans.filter((plan) => plan.role === role);
  if (stepOf(recipe, 'missing')) trace.begin('missing');
  const kept = await keptRows(data, apply ? ofRole('feature') : plans, trace);
  if (kept.length === 0) refuse('data/no-samples', { rows: data.rows }, { file: data.file });
  const sequences = await makeSequences(data, recipe, kept, trace);
  const take = async (plan: ColumnPlan): Promise<UsedColumn> => gather(await plan.load(), sequences.rows);
  const targetColumns = await Promise.all(ofRole('target').map(take));
  const [weight] = await Promise.all(ofRole('weight').map(take));
  const units = makeUnits(data, recipe, sequences, apply, trace);
  const [target] = targetColumns;
  if (!apply) refuseWrongPairs(recipe, target, data);
  if (!apply) refuseVaryingTargets(data, recipe, sequences, targetColumns);
  const parts = await partsOf(options, sequences, units, target, trace);

  const context: FitContext = {
    data,
    recipe,
    sequences,
    training: trainingPositions(recipe, sequences, units, parts.train),
    fitted: fitted ? [...fitted.features, ...fitted.targets] : null,
    trace,
  };
  if (weight) refuseWrongWeights(data, sequences, weight);
  if (weight && stepOf(recipe, 'pairs'))
    refuse('recipe/invalid', { step: 'pairs', reason: 'pairs of samples have no weights' }, { column: weight.name });
  const { uses: features, matrix: featureNumbers } = await featureMatrix({
    plans: ofRole('feature'),
    take,
    context,
    source: options.source,
    apply,
    place: options.place ?? null,
  });
  const targets = targetColumns.map((column) => fitOne(column, context, apply));
  const pairs = stepOf(recipe, 'pairs');
  const targetNumbers = targets.length > 0 && !pairs ? matrixOf(targets, context) : null;

  const longest = fitted && fitted.length !== null ? fitted.length : paddedLength(data, recipe, sequences, units);
  const pad = stepOf(recipe, 'pad') ?? noPad;
  reportPadding(recipe, units, longest, featureNumbers, trace);
  const nowFitted: Fitted = fitted ?? {
    version: 1,
    kind: 'table',
    features: features.map((entry) => entry.fit),
    targets: pairs ? pairTargets(select.target) : targets.map((entry) => entry.fit),
    length: longest,
    split: { train: toRanges(parts.train), validation: toRanges(parts.validation), test: toRanges(parts.test) },
  };
  const spec = inputSpec(recipe, options.source, {
    columns: knownColumns(data, nowFitted),
    ...(longest === null ? {} : { longest }),
  });
  const single = tableSamples({
    data,
    sequences,
    units,
    features: featureNumbers,
    rowSizes: rowSizes(recipe, featureNumbers.width),
    dtype: spec.inputs[0]?.dtype ?? 'float32',
    targets: targetNumbers,
    weights: weight ? memoryMatrix(Float32Array.from(weight.numbers), 1) : null,
    length: units.kind === 'window' ? (units.length[0] ?? 1) : longest,
    pad,
    targetShape: sampleSizesOf(spec.targets[0]?.shape ?? []),
  });
  const paired = pairs ? pairParts({ step: pairs, samples: single, parts, units, target, apply, trace }, data) : null;
  const samples = paired?.samples ?? single;
  const shown = paired?.parts ?? parts;
  const lanes = apply || paired ? {} : laneParts(recipe, units, parts, trace);
  const baseline = fitted ? undefined : wordsBaseline(features, target, units, parts, trace);
  const counts = {
    ...(baseline === undefined ? {} : { baseline }),
    ...countsOf(data, sequences, units, shown, trace),
    samples: samples.count,
  };
  const part = (name: 'validation' | 'test') =>
    shown[name].length > 0 ? { [name]: subset(samples, shown[name], lanes[name]) } : {};
  return {
    spec,
    all: samples,
    train: subset(samples, shown.train, lanes.train),
    ...part('validation'),
    ...part('test'),
    fitted: nowFitted,
    counts,
    steps: orderedSteps(
      trace,
      recipe.steps.map((step) => step.step),
    ),
    problems: trace.steps.flatMap((step) => step.problems),
  };
}

/** Said with the step that makes words of texts. */
function wordsBaseline(
  features: readonly FittedUse[],
  target: UsedColumn | undefined,
  units: Units,
  parts: Parts,
  trace: Trace,
): number | undefined {
  const texts = features.find(({ fit }) => fit.words);
  const baseline = texts?.fit.words && baselineOf(texts.column, texts.fit.words, target, units, parts);
  if (baseline !== undefined) trace.begin('words').summary['baseline'] = baseline;
  return baseline;
}

/** Columns with the classes that fitting found; those of a target count also where rows to predict lack the column. */
function knownColumns(data: TableData, { features, targets }: Fitted): KnownColumns['columns'] {
  const classesOf = (name: string): readonly string[] | undefined => {
    const entry = [...features, ...targets].find(({ column }) => column === name);
    return entry?.words?.vocabulary ?? entry?.classes;
  };
  const absent = targets
    .filter((target) => columnType(data, target.column) === undefined)
    .map(({ column, encoding }) => ({ name: column, type: encoding === 'number' ? 'number' : 'text' }) as const);
  return [...data.columns, ...absent].map((column) => {
    const classes = classesOf(column.name);
    return { ...column, ...(classes ? { classes } : {}) };
  });
}

async function partsOf(
  options: PrepareTableOptions,
  sequences: Sequences,
  units: Units,
  target: UsedColumn | undefined,
  trace: Trace,
): Promise<Parts> {
  const { data, recipe, fitted } = options;
  const all = Int32Array.from({ length: units.count }, (_, i) => i);
  if (options.apply) return { train: all, validation: new Int32Array(0), test: new Int32Array(0) };
  if (units.count === 0) refuse('data/no-samples', { rows: data.rows }, { file: data.file });
  if (!fitted?.split) return splitUnits(data, recipe, sequences, units, target, options.seed, trace);
  const stored = fitted.split;
  const parts = {
    train: fromRanges(stored.train),
    validation: fromRanges(stored.validation),
    test: fromRanges(stored.test),
  };
  const highest = Math.max(...partNames.map((name) => parts[name].at(-1) ?? -1));
  if (highest >= units.count)
    refuse('data/file-changed', { expected: highest + 1, received: units.count }, { file: data.file });
  return parts;
}

/**
 * Rows that statistics are taken from: those of the training samples. Windows that follow each other in time train on
 * every row before the border, also on those that the stride steps over.
 */
function trainingPositions(recipe: Recipe, { rows, starts }: Sequences, units: Units, train: Int32Array): Uint8Array {
  const used = new Uint8Array(rows.length);
  const split = stepOf(recipe, 'split');
  if (units.kind === 'window' && (!split || split.by === 'time')) {
    for (let sequence = 0; sequence + 1 < starts.length; sequence++) {
      const [first = 0, end = 0] = starts.subarray(sequence, sequence + 2);
      const [border] = timeBorders(end - first, split ?? { validation: 0, test: 0 });
      used.fill(1, first, first + border);
    }
    return used;
  }
  for (const unit of train) {
    const start = units.start[unit] ?? 0;
    for (let step = 0; step < (units.length[unit] ?? 0); step++) used[start + step * units.sampling] = 1;
    const target = units.target[unit] ?? 0;
    used.fill(1, target, Math.min(rows.length, target + units.targets));
  }
  return used;
}

/** A sample cannot count less than nothing. */
function refuseWrongWeights(data: TableData, { rows }: Sequences, { name, numbers }: UsedColumn): void {
  const at = numbers.findIndex((value) => !(value >= 0));
  if (at < 0) return;
  const where = { file: data.file, row: data.line(rows[at] ?? 0), column: name };
  const value = numbers[at] ?? Number.NaN;
  if (value < 0) refuse('data/negative-weight', { value }, where);
  refuse('data/missing-value', { count: numbers.filter(Number.isNaN).length, policy: 'refuse' }, where);
}

/** With target `constant`, every row of a group must say the same. */
function refuseVaryingTargets(
  data: TableData,
  recipe: Recipe,
  { rows, starts, keys }: Sequences,
  columns: readonly UsedColumn[],
): void {
  const group = stepOf(recipe, 'group');
  if (!group || !keys || group.target !== 'constant' || stepOf(recipe, 'window')) return;
  for (const column of columns) {
    if (column.role !== 'target') continue;
    const value = (at: number): number =>
      column.encoding === 'number' ? (column.numbers[at] ?? Number.NaN) : (column.labels.codes[at] ?? -1);
    const shown = (at: number): string =>
      column.encoding === 'number' ? String(value(at)) : (column.labels.values[value(at)] ?? '');
    for (let s = 0; s < keys.length; s++) {
      const first = starts[s] ?? 0;
      for (let at = first + 1; at < (starts[s + 1] ?? 0); at++) {
        if (value(at) === value(first) || (Number.isNaN(value(at)) && Number.isNaN(value(first)))) continue;
        const details = { group: keys[s] ?? '', first: shown(first), second: shown(at) };
        refuse('data/target-varies', details, { file: data.file, row: data.line(rows[at] ?? 0), column: column.name });
      }
    }
  }
}

/** Steps of every sample after padding; null for single rows and for padding by batch. */
function paddedLength(data: TableData, recipe: Recipe, { keys, rows }: Sequences, units: Units): number | null {
  if (units.kind !== 'sequence') return null;
  const pad = stepOf(recipe, 'pad');
  if (typeof pad?.length === 'number') return pad.length;
  if (pad?.length === 'batch') return null;
  let shortest = 0;
  let longest = 0;
  units.length.forEach((length, i) => {
    if (length < (units.length[shortest] ?? 0)) shortest = i;
    if (length > (units.length[longest] ?? 0)) longest = i;
  });
  const most = units.length[longest] ?? 0;
  const least = units.length[shortest] ?? 0;
  if (!pad && most !== least) {
    const details = { shortest: least, longest: most, group: keys?.[shortest] ?? '', other: keys?.[longest] ?? '' };
    refuse('data/unequal-lengths', details, { file: data.file, row: data.line(rows[units.start[shortest] ?? 0] ?? 0) });
  }
  return most;
}

/** Rows that are looked at in one go. */
const rowsAtOnce = 1024;

function reportPadding(recipe: Recipe, units: Units, length: number | null, features: Matrix, trace: Trace): void {
  const pad = stepOf(recipe, 'pad');
  if (!pad || units.kind !== 'sequence') return;
  const report = trace.begin('pad');
  const real = units.length.reduce((sum, steps) => sum + Math.min(steps, length ?? steps), 0);
  const truncated = length === null ? 0 : units.length.filter((steps) => steps > length).length;
  Object.assign(report.summary, {
    length,
    value: pad.value,
    side: pad.side,
    truncated,
    filledShare: length === null ? null : 1 - real / Math.max(1, units.count * length),
  });
  const { rows, width } = features;
  const value = Math.fround(pad.value);
  let occurs = 0;
  const block = new Float32Array(Math.min(rows, rowsAtOnce) * width);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const size = Math.min(rowsAtOnce, rows - first) * width;
    features.copy(first * width, size, block, 0);
    for (let at = 0; at < size; at += width) {
      let k = 0;
      while (k < width && block[at + k] === value) k += 1;
      if (k === width) occurs += 1;
    }
  }
  if (occurs > 0 && width > 0) trace.warn('data/mask-value-occurs', { value: pad.value, count: occurs });
}

function countsOf(data: TableData, sequences: Sequences, units: Units, parts: Parts, trace: Trace): Counts {
  return {
    rowsIn: data.rows,
    rowsUsed: data.rows - trace.dropped.reduce((sum, entry) => sum + entry.count, 0),
    rowsDropped: trace.dropped,
    sequences: sequences.keys ? sequences.keys.length : null,
    windows: units.kind === 'window' ? units.count : null,
    samples: units.count,
    perSplit: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
  };
}
