/**
 * Keras' EarlyStopping and ReduceLROnPlateau on the figures of the epochs. Both are pure counters over what they are
 * offered, and their state is plain JSON: a resumed run goes on with the same patience.
 */
import { z } from 'zod';
import { figureSchema, fromFigure, toFigure } from '../../../shared/contract/figures.ts';
import type { EarlyStoppingSetting, ReduceOnPlateauSetting } from '../../../shared/training/training-settings.ts';
import { isLargerBetter } from '../monitor.ts';

const countSchema = z.number().int().min(0);
const bestSchema = figureSchema.nullable();

export const earlyStoppingStateSchema = z.object({ best: bestSchema, bestEpoch: countSchema, wait: countSchema });
export type EarlyStoppingState = z.infer<typeof earlyStoppingStateSchema>;

export const plateauStateSchema = z.object({
  best: bestSchema,
  wait: countSchema,
  cooldown: countSchema,
  /** The learning rate it has come down to; null: still the optimizer's own. */
  rate: z.number().min(0).nullable(),
});
export type PlateauState = z.infer<typeof plateauStateSchema>;

/**
 * Whether `value` beats `reference` by more than `minDelta`. Keras subtracts in double precision and compares in single
 * precision; not a number never wins, except as the very first value.
 */
function improvement(setting: {
  readonly monitor: string;
  readonly mode: 'auto' | 'min' | 'max';
  readonly minDelta: number;
}) {
  const isLarger = isLargerBetter(setting.monitor, setting.mode);
  const delta = isLarger ? setting.minDelta : -setting.minDelta;
  return (value: number, reference: number | null): boolean => {
    if (reference === null) return true;
    const [ours, theirs] = [Math.fround(value - delta), Math.fround(reference)];
    return isLarger ? ours > theirs : ours < theirs;
  };
}

const number = (figure: EarlyStoppingState['best']): number | null => (figure === null ? null : fromFigure(figure));

export interface EarlyStopping {
  readonly monitor: string;
  readonly state: EarlyStoppingState;
  /**
   * The figures of one epoch, counted from 1; undefined where the epoch has no such figure (it is then as if the epoch had
   * not been). `keep`: its weights are the best so far. `stop`: the patience is over.
   */
  offer(value: number | undefined, epoch: number): { readonly keep: boolean; readonly stop: boolean };
}

/** Keras 3's `EarlyStopping.on_epoch_end`. */
export function createEarlyStopping(
  setting: EarlyStoppingSetting,
  restored: EarlyStoppingState = { best: null, bestEpoch: 0, wait: 0 },
): EarlyStopping {
  const isBetter = improvement(setting);
  let state = restored;
  return {
    monitor: setting.monitor,
    get state() {
      return state;
    },
    offer: (value, epoch) => {
      if (value === undefined || epoch <= setting.startFromEpoch) return { keep: false, stop: false };
      const wait = state.wait + 1;
      if (!isBetter(value, number(state.best))) {
        state = { ...state, wait };
        // Keras never stops after the first epoch.
        return { keep: false, stop: wait >= setting.patience && epoch > 1 };
      }
      // A best that does not beat the baseline is kept, but does not buy more patience.
      const starts = setting.baseline === null || isBetter(value, setting.baseline);
      state = { best: toFigure(value), bestEpoch: epoch, wait: starts ? 0 : wait };
      return { keep: true, stop: false };
    },
  };
}

export interface Plateau {
  readonly monitor: string;
  readonly state: PlateauState;
  /** The figure of one epoch and the rate it was trained with; the rate from now on where it comes down. */
  offer(value: number | undefined, rate: number): number | undefined;
}

/** Keras 3's `ReduceLROnPlateau.on_epoch_end`. Rates are single precision, as the optimizer's variable is. */
export function createPlateau(
  setting: ReduceOnPlateauSetting,
  restored: PlateauState = { best: null, wait: 0, cooldown: 0, rate: null },
): Plateau {
  const isBetter = improvement(setting);
  let state = restored;
  return {
    monitor: setting.monitor,
    get state() {
      return state;
    },
    offer: (value, rate) => {
      if (value === undefined) return undefined;
      if (state.cooldown > 0) state = { ...state, cooldown: state.cooldown - 1, wait: 0 };
      if (isBetter(value, number(state.best))) {
        state = { ...state, best: toFigure(value), wait: 0 };
        return undefined;
      }
      if (state.cooldown > 0) return undefined;
      state = { ...state, wait: state.wait + 1 };
      const old = Math.fround(rate);
      if (state.wait < setting.patience || old <= Math.fround(setting.minRate)) return undefined;
      const next = Math.fround(Math.max(old * setting.factor, setting.minRate));
      state = { ...state, wait: 0, cooldown: setting.cooldown, rate: next };
      return next;
    },
  };
}
