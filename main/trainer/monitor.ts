/** Watches one figure over the epochs, as Keras' ModelCheckpoint and EarlyStopping do. */
import { betterWhen } from '../../shared/training/metrics.ts';

export type MonitorMode = 'auto' | 'min' | 'max';

export interface Monitor {
  readonly name: string;
  /** Best value and its epoch so far; null before the first. */
  readonly best: { readonly value: number; readonly epoch: number } | null;
  /** True when `value` is the best so far by more than `minDelta`; a value that is not a number never is. */
  offer(value: number | undefined, epoch: number): boolean;
  /** Goes on from an earlier process' best. */
  restore(best: { readonly value: number; readonly epoch: number } | null): void;
}

/** For `auto` the metric's record says whether more of it is better; losses and unknown figures: less. */
export function isLargerBetter(name: string, mode: MonitorMode): boolean {
  if (mode !== 'auto') return mode === 'max';
  return betterWhen(name) === 'max';
}

export function createMonitor(name: string, mode: MonitorMode, minDelta = 0): Monitor {
  const sign = isLargerBetter(name, mode) ? 1 : -1;
  let best: { readonly value: number; readonly epoch: number } | null = null;
  return {
    name,
    get best() {
      return best;
    },
    offer: (value, epoch) => {
      if (value === undefined || !Number.isFinite(value)) return false;
      if (best !== null && sign * (value - best.value) <= minDelta) return false;
      best = { value, epoch };
      return true;
    },
    restore: (earlier) => {
      best = earlier;
    },
  };
}
