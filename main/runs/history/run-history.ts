/** The figures of a run as rows: what CSV and TensorBoard files are written from. Pure. */
import { fromFigure } from '../../../shared/contract/figures.ts';
import type { RunEvent } from '../../../shared/contract/run-events.ts';

export interface HistoryRow {
  /** Both from 1; of an epoch its last step. */
  readonly epoch: number;
  readonly step: number;
  /** When it was told, milliseconds since 1970. */
  readonly at: number;
  /** How long the epoch took; undefined for a step. */
  readonly seconds?: number;
  readonly figures: Readonly<Record<string, number>>;
}
export interface RunHistory {
  readonly epochs: readonly HistoryRow[];
  readonly steps: readonly HistoryRow[];
}

/** Of two events about one step or epoch (a resumed run repeats some) the later counts. */
export function runHistory(events: Iterable<RunEvent>): RunHistory {
  const epochs = new Map<number, HistoryRow>();
  const steps = new Map<number, HistoryRow>();
  for (const { at, event } of events) {
    if (event.kind === 'epoch') {
      const figures = Object.fromEntries(
        Object.entries(event.figures).map(([name, value]) => [name, fromFigure(value)]),
      );
      epochs.set(event.epoch, { epoch: event.epoch, step: event.step, at, seconds: event.seconds, figures });
    }
    if (event.kind !== 'batches') continue;
    const names = Object.keys(event.figures);
    const count = Math.max(0, ...names.map((name) => event.figures[name]?.length ?? 0));
    for (let index = 0; index < count; index++) {
      const figures = Object.fromEntries(
        names.map((name) => [name, fromFigure(event.figures[name]?.[index] ?? 'nan')]),
      );
      const step = event.firstStep + index;
      steps.set(step, { epoch: event.epoch, step, at, figures });
    }
  }
  const byStep = (a: HistoryRow, b: HistoryRow): number => a.step - b.step;
  return { epochs: [...epochs.values()].sort(byStep), steps: [...steps.values()].sort(byStep) };
}

/** Names of all figures, in the order in which they first came. */
export const figureNames = (rows: readonly HistoryRow[]): readonly string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row.figures))),
];
