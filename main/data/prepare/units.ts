/** What one sample is: a row, a sequence, or a window of a sequence; which rows it reads and which it predicts. */
import { type Recipe, stepOf, type StepOf } from '../../../shared/data/recipe.ts';
import { targetOffset, windowRows, windowSpan, windowStarts } from '../../../shared/data/parts/windows.ts';
import type { Sequences } from './sequences.ts';
import type { TableData } from './table-data.ts';
import { refuse, type Trace } from './trace.ts';

export interface Units {
  readonly kind: 'row' | 'sequence' | 'window';
  readonly count: number;
  /** Sequence of each sample. */
  readonly sequence: Int32Array;
  /** First position that a sample reads, and how many steps from there. */
  readonly start: Int32Array;
  readonly length: Int32Array;
  /** Positions from one step to the next. */
  readonly sampling: number;
  /** First position that a sample predicts, and how many from there. */
  readonly target: Int32Array;
  readonly targets: number;
  /** Targets for every step of the sequence. */
  readonly each: boolean;
}

/** `open`: rows to predict may lie beyond the end (forecasts on a new file). */
export function makeUnits(data: TableData, recipe: Recipe, sequences: Sequences, open: boolean, trace: Trace): Units {
  const window = stepOf(recipe, 'window');
  if (window) return makeWindows(data, window, sequences, open, trace);
  const { starts, rows, keys } = sequences;
  if (!keys) {
    const all = Int32Array.from(rows, (_, position) => position);
    return {
      kind: 'row',
      count: rows.length,
      sequence: new Int32Array(rows.length),
      start: all,
      length: new Int32Array(rows.length).fill(1),
      sampling: 1,
      target: all,
      targets: 1,
      each: false,
    };
  }
  const mode = stepOf(recipe, 'group')?.target ?? 'constant';
  const count = keys.length;
  const start = starts.slice(0, count);
  const length = start.map((first, s) => (starts[s + 1] ?? 0) - first);
  const target = start.map((first, s) => (mode === 'last' ? first + (length[s] ?? 1) - 1 : first));
  return {
    kind: 'sequence',
    count,
    sequence: start.map((_, s) => s),
    start,
    length,
    sampling: 1,
    target,
    targets: 1,
    each: mode === 'each',
  };
}

function makeWindows(
  data: TableData,
  window: StepOf<'window'>,
  { starts, keys, rows }: Sequences,
  open: boolean,
  trace: Trace,
): Units {
  const report = trace.begin('window');
  const sequence: number[] = [];
  const start: number[] = [];
  const tooShort: number[] = [];
  for (let s = 0; s + 1 < starts.length; s++) {
    const first = starts[s] ?? 0;
    const steps = (starts[s + 1] ?? 0) - first;
    const found = windowStarts(steps, window, open);
    if (found.length === 0) tooShort.push(s);
    for (const at of found) {
      sequence.push(s);
      start.push(first + at);
    }
  }
  const needed = open ? windowRows(window) : windowSpan(window);
  const shortRows = tooShort.reduce((sum, s) => sum + (starts[s + 1] ?? 0) - (starts[s] ?? 0), 0);
  const [short] = tooShort;
  if (short !== undefined) {
    const steps = (starts[short + 1] ?? 0) - (starts[short] ?? 0);
    const row = data.line(rows[starts[short] ?? 0] ?? 0);
    const details = { needed, received: steps, group: keys?.[short] ?? '', count: tooShort.length };
    if (start.length === 0) refuse('data/too-short', details, { file: data.file, row });
    trace.dropped.push({ reason: 'too-short', count: shortRows, lines: [row] });
    trace.warn('data/too-short', details, { row });
  }
  Object.assign(report.summary, {
    windows: start.length,
    length: window.length,
    horizon: window.horizon,
    tooShort: tooShort.length,
  });
  const begins = Int32Array.from(start);
  return {
    kind: 'window',
    count: start.length,
    sequence: Int32Array.from(sequence),
    start: begins,
    length: new Int32Array(start.length).fill(window.length),
    sampling: window.sampling,
    target: begins.map((at) => at + targetOffset(window)),
    targets: Math.max(1, window.horizon),
    each: false,
  };
}

/** Positions from a sample's first step to its last, both included. */
export const coveredBy = (units: Units, index: number): number =>
  windowRows({ length: units.length[index] ?? 1, sampling: units.sampling });
