/** Curves of a run as a chart reads them, made anew only when there is something new. */
import type { Outline } from '../../shared/figures/outline.ts';
import type { CurveSource } from '../charts/CurveChart.tsx';
import type { RunMetrics } from './run-metrics.ts';

/** Asks the core for a part of a stored curve that the page does not hold. */
export type AskOutline = (range: {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
}) => Promise<Outline>;

const noSteps = new Float64Array(0);
const usualColumns = 1000;

/**
 * One figure for every training step: each of them where there is room, otherwise the smallest and the largest of every
 * column. Steps before those that the page holds are asked for when they are to be seen, and drawn when they come.
 */
export function batchSource(metrics: RunMetrics, figure: string, ask?: AskOutline): CurveSource {
  const listeners = new Set<() => void>();
  let stored: { readonly key: string; readonly outline: Outline } | null = null;
  let asked = '';

  const storedPart = (from: number, to: number, columns: number): Outline | null => {
    // Powers of two, so that a curve that grows beside it does not ask anew for every step.
    const rounded = 2 ** Math.ceil(Math.log2(Math.max(16, columns)));
    const key = `${from} ${to} ${rounded}`;
    if (ask && stored?.key !== key && asked !== key) {
      asked = key;
      ask({ from, to, columns: rounded }).then(
        (outline) => {
          if (asked !== key) return;
          stored = { key, outline };
          for (const listener of listeners) listener();
        },
        () => {
          asked = '';
        },
      );
    }
    return stored?.outline ?? null;
  };

  return {
    read({ range, columns } = { range: null, columns: usualColumns }) {
      const curve = metrics.batches.get(figure);
      if (!curve) return [noSteps, noSteps];
      const from = Math.max(1, Math.floor(range?.from ?? 1));
      const to = Math.min(curve.length, Math.ceil(range?.to ?? curve.length));
      const parts: Part[] = [];
      if (from <= curve.base) {
        const end = Math.min(to, curve.base);
        const share = (end - from + 1) / Math.max(1, to - from + 1);
        const before = storedPart(from, end, columns * share);
        if (before) parts.push({ outline: before, from, to: end });
      }
      if (to > curve.base)
        parts.push({ outline: curve.outline(from, to, columns), from: Math.max(from, curve.base + 1), to });
      return pointsOf(parts);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      const unsubscribe = metrics.subscribe(listener);
      return () => {
        listeners.delete(listener);
        unsubscribe();
      };
    },
  };
}

interface Part {
  readonly outline: Outline;
  /** Steps that it is drawn over: its first and last stretch may reach beyond. */
  readonly from: number;
  readonly to: number;
}

/** Steps and values of a line: a point a step, or two a stretch, from its smallest to its largest value. */
function pointsOf(parts: readonly Part[]): [Float64Array, Float64Array] {
  const count = parts.reduce((sum, { outline: { stride, low } }) => sum + (stride === 1 ? 1 : 2) * low.length, 0);
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  let at = 0;
  for (const { outline, from, to } of parts) {
    const { first, stride, low, high } = outline;
    for (let column = 0; column < low.length; column++) {
      const step = first + column * stride + 1;
      x[at] = Math.min(to, Math.max(from, step));
      y[at++] = low[column] ?? Number.NaN;
      if (stride === 1) continue;
      x[at] = Math.min(to, Math.max(from, step + stride / 2));
      y[at++] = high[column] ?? Number.NaN;
    }
  }
  return [x, y];
}

/** Some figures for every epoch, such as `loss` and `val_loss`. */
export function epochSource(metrics: RunMetrics, figures: readonly string[]): CurveSource {
  return {
    read: () => [
      metrics.epochs.map((row) => row.epoch),
      ...figures.map((figure) => metrics.epochs.map((row) => row.figures[figure] ?? Number.NaN)),
    ],
    subscribe: (listener) => metrics.subscribe(listener),
  };
}

/** Figures of the training part in the order in which they first came: `loss`, then the metrics. */
export function figureNames(metrics: RunMetrics): readonly string[] {
  const names = new Set<string>(metrics.batches.keys());
  for (const name of Object.keys(metrics.epochs.at(-1)?.figures ?? {})) if (!name.startsWith('val_')) names.add(name);
  return [...names].sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
}

export const hasValidation = (metrics: RunMetrics): boolean =>
  Object.keys(metrics.epochs[0]?.figures ?? {}).some((name) => name.startsWith('val_'));
