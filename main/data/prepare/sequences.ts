/** Rows become sequences: grouped by a column, ordered within each group. */
import { type Recipe, stepOf } from '../../../shared/data/recipe.ts';
import { sortClasses } from '../../../shared/data/parts/classes.ts';
import { columnType, type Labels, type TableData, unknownColumn } from './table-data.ts';
import { refuse, type Trace } from './trace.ts';
import { type ColumnPlan, isMissingAt, policyOf } from './used-columns.ts';

export interface Sequences {
  /** Rows of the file in the order of positions: sequence after sequence. */
  readonly rows: Int32Array;
  /** First position of each sequence, and one more: the number of positions. */
  readonly starts: Int32Array;
  /** Value of the group column per sequence; null where rows are not grouped. */
  readonly keys: readonly string[] | null;
}

/** Rows that are used: those with a missing value in a column of policy `drop` are left out and reported. */
export async function keptRows(data: TableData, columns: readonly ColumnPlan[], trace: Trace): Promise<Int32Array> {
  const dropped = new Uint8Array(data.rows);
  for (const plan of columns) {
    if (plan.policy !== 'drop') continue;
    const column = await plan.load();
    const lines: number[] = [];
    let count = 0;
    for (let row = 0; row < data.rows; row++) {
      if (!isMissingAt(column, row) || dropped[row]) continue;
      dropped[row] = 1;
      count += 1;
      if (lines.length < 20) lines.push(data.line(row));
    }
    if (count > 0) trace.dropped.push({ reason: 'missing', column: column.name, count, lines });
  }
  const kept = new Int32Array(data.rows);
  let count = 0;
  for (let row = 0; row < data.rows; row++) if (!dropped[row]) kept[count++] = row;
  return kept.slice(0, count);
}

/** Applies `group` and `order`. Throws for missing or repeated keys. */
export async function makeSequences(
  data: TableData,
  recipe: Recipe,
  kept: Int32Array,
  trace: Trace,
): Promise<Sequences> {
  const grouped = await groupRows(data, recipe, kept, trace);
  const order = stepOf(recipe, 'order');
  if (!order) {
    await warnIfTimeRunsBack(data, recipe, grouped, trace);
    return grouped;
  }
  const report = trace.begin('order');
  const keys = await orderKeys(data, order.by);
  const sign = order.direction === 'descending' ? -1 : 1;
  const rows = grouped.rows.slice();
  let moved = 0;
  for (let s = 0; s + 1 < grouped.starts.length; s++) {
    const part = rows.subarray(grouped.starts[s], grouped.starts[s + 1]);
    for (const row of part) {
      if (Number.isNaN(keys[row]))
        refuse(
          'data/missing-value',
          { count: 1, policy: 'order' },
          { file: data.file, row: data.line(row), column: order.by },
        );
    }
    const before = part.slice();
    part.sort((a, b) => sign * ((keys[a] ?? 0) - (keys[b] ?? 0)) || a - b);
    for (let i = 0; i < part.length; i++) {
      if (part[i] !== before[i]) moved += 1;
      const previous = i > 0 ? part[i - 1] : undefined;
      const row = part[i] ?? 0;
      if (previous !== undefined && keys[previous] === keys[row]) {
        const labels = await data.labels(order.by);
        const group = grouped.keys?.[s] ?? '';
        refuse(
          'data/duplicate-keys',
          { value: labels.values[labels.codes[row] ?? 0] ?? '', first: data.line(previous), group },
          { file: data.file, row: data.line(row), column: order.by },
        );
      }
    }
  }
  Object.assign(report.summary, { by: order.by, direction: order.direction, moved });
  return { ...grouped, rows };
}

async function groupRows(data: TableData, recipe: Recipe, kept: Int32Array, trace: Trace): Promise<Sequences> {
  const group = stepOf(recipe, 'group');
  if (!group) return { rows: kept, starts: Int32Array.of(0, kept.length), keys: null };
  if (columnType(data, group.by) === undefined) throw unknownColumn(group.by, data.file, data.columns);
  const report = trace.begin('group');
  const labels = await data.labels(group.by);
  const usable = dropMissingKeys(data, recipe, group.by, labels, kept, trace);
  const places = new Map<number, number>();
  const codes: number[] = [];
  const counts: number[] = [];
  let scattered = -1;
  let previous = -1;
  for (const row of usable) {
    const code = labels.codes[row] ?? -1;
    let place = places.get(code);
    if (place === undefined) {
      place = codes.length;
      places.set(code, place);
      codes.push(code);
      counts.push(0);
    } else if (place !== previous && scattered < 0) scattered = row;
    previous = place;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  if (scattered >= 0) {
    const key = labels.values[labels.codes[scattered] ?? 0] ?? '';
    trace.warn('data/group-not-contiguous', { group: key }, { row: data.line(scattered), column: group.by });
  }
  const starts = new Int32Array(codes.length + 1);
  counts.forEach((count, i) => {
    starts[i + 1] = (starts[i] ?? 0) + count;
  });
  const next = starts.slice();
  const rows = new Int32Array(usable.length);
  for (const row of usable) {
    const place = places.get(labels.codes[row] ?? -1) ?? 0;
    rows[next[place] ?? 0] = row;
    next[place] = (next[place] ?? 0) + 1;
  }
  const lengths = counts.slice().sort((a, b) => a - b);
  Object.assign(report.summary, {
    by: group.by,
    sequences: codes.length,
    shortest: lengths[0] ?? 0,
    longest: lengths.at(-1) ?? 0,
    mean: codes.length > 0 ? usable.length / codes.length : 0,
    lengths: lengthHistogram(lengths),
  });
  return { rows, starts, keys: codes.map((code) => labels.values[code] ?? '') };
}

function dropMissingKeys(
  data: TableData,
  recipe: Recipe,
  by: string,
  labels: Labels,
  kept: Int32Array,
  trace: Trace,
): Int32Array {
  const without = kept.filter((row) => (labels.codes[row] ?? -1) < 0);
  if (without.length === 0) return kept;
  const lines = [...without.slice(0, 20)].map((row) => data.line(row));
  if (policyOf(recipe, by) !== 'drop')
    refuse(
      'data/missing-value',
      { count: without.length, policy: 'group' },
      { file: data.file, row: lines[0] ?? 1, column: by },
    );
  trace.dropped.push({ reason: 'missing', column: by, count: without.length, lines });
  return kept.filter((row) => (labels.codes[row] ?? -1) >= 0);
}

/** Up to 20 bars: [shortest length of the bar, number of sequences]. */
function lengthHistogram(sorted: readonly number[]): [number, number][] {
  const shortest = sorted[0] ?? 0;
  const longest = sorted.at(-1) ?? 0;
  const width = Math.max(1, Math.ceil((longest - shortest + 1) / 20));
  const bars = Array.from({ length: Math.floor((longest - shortest) / width) + 1 }, (_, i): [number, number] => [
    shortest + i * width,
    0,
  ]);
  for (const length of sorted) {
    const bar = bars[Math.floor((length - shortest) / width)];
    if (bar) bar[1] += 1;
  }
  return bars;
}

/** Numbers and dates by value, texts by their place among the sorted texts. */
async function orderKeys(data: TableData, by: string): Promise<Float64Array> {
  const type = columnType(data, by);
  if (type === undefined) throw unknownColumn(by, data.file, data.columns);
  if (type !== 'text') return data.numbers(by);
  const { codes, values } = await data.labels(by);
  const places = new Map(sortClasses(values).map((value, index) => [value, index]));
  const ranks = values.map((value) => places.get(value) ?? 0);
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : (ranks[code] ?? 0)));
}

/** Without `order`, sequences follow the file; where a date column runs backwards that is hardly meant. */
async function warnIfTimeRunsBack(
  data: TableData,
  recipe: Recipe,
  { rows, starts }: Sequences,
  trace: Trace,
): Promise<void> {
  if (!stepOf(recipe, 'group') && !stepOf(recipe, 'window')) return;
  const column = data.columns.find(({ type }) => type === 'date' || type === 'timestamp');
  if (!column) return;
  const times = await data.numbers(column.name);
  for (let s = 0; s + 1 < starts.length; s++) {
    for (let at = (starts[s] ?? 0) + 1; at < (starts[s + 1] ?? 0); at++) {
      if ((times[rows[at] ?? 0] ?? 0) < (times[rows[at - 1] ?? 0] ?? 0)) {
        trace.warn('data/not-ordered', {}, { row: data.line(rows[at] ?? 0), column: column.name });
        return;
      }
    }
  }
}
