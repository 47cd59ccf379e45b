/** Watches one figure over the epochs, as Keras' ModelCheckpoint and EarlyStopping do. */

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

/** Keras' rule for `auto`: metrics that measure correctness are better when larger, everything else when smaller. */
export function isLargerBetter(name: string, mode: MonitorMode): boolean {
  if (mode !== 'auto') return mode === 'max';
  return /acc|auc|precision|recall|f1|r2|top_k/.test(name);
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
