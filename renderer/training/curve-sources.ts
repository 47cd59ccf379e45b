/** Curves of a run as a chart reads them: views of the growing series, made anew only when there is something new. */
import type { CurveSource } from '../charts/CurveChart.tsx';
import type { RunMetrics } from './run-metrics.ts';

let numbered = new Float64Array(0);
/** 1, 2, 3 … `length`; one array serves every chart. */
function oneTo(length: number): Float64Array {
  if (numbered.length < length)
    numbered = Float64Array.from({ length: Math.max(1024, length * 2) }, (_, index) => index + 1);
  return numbered.subarray(0, length);
}

/** One figure for every training step. */
export function batchSource(metrics: RunMetrics, figure: string): CurveSource {
  return {
    read() {
      const values = metrics.batches.get(figure)?.view() ?? new Float64Array(0);
      return [oneTo(values.length), values];
    },
    subscribe: (listener) => metrics.subscribe(listener),
  };
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
