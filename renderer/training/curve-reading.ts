/** Reads learning curves in words: what an experienced eye would say about them, as a catalogue key with its details. */
import type { EpochRow } from './run-metrics.ts';

export interface Reading {
  readonly key:
    | 'reading.tooEarly'
    | 'reading.oneEpoch'
    | 'reading.diverged'
    | 'reading.flat'
    | 'reading.overfitting'
    | 'reading.learning'
    | 'reading.learnt';
  readonly details: Readonly<Record<string, string | number>>;
}

/** Rises of the validation loss below this share of its lowest value are noise. */
const noise = 0.02;
/** Epochs that the validation loss must have risen for before it is called overfitting. */
const patience = 3;

/** Undefined without any epoch. */
export function readCurves(epochs: readonly EpochRow[], finished: boolean): Reading | undefined {
  const last = epochs.at(-1);
  const first = epochs[0];
  if (!first || !last) return undefined;
  const losses = epochs.map((row) => row.figures['loss'] ?? Number.NaN);
  const validation = epochs
    .map((row) => row.figures['val_loss'])
    .filter((value): value is number => value !== undefined);
  const lastLoss = losses.at(-1) ?? Number.NaN;
  if (!Number.isFinite(lastLoss)) return { key: 'reading.diverged', details: { epoch: last.epoch } };
  if (epochs.length < 2)
    return { key: finished ? 'reading.oneEpoch' : 'reading.tooEarly', details: { loss: rounded(lastLoss) } };
  const overfitting = overfittingSince(epochs, losses, validation);
  if (overfitting) return { key: 'reading.overfitting', details: overfitting };
  const firstLoss = losses[0] ?? Number.NaN;
  const share = (firstLoss - Math.min(...losses)) / Math.abs(firstLoss);
  if (!(share > 0.05)) return { key: 'reading.flat', details: { epochs: epochs.length, loss: rounded(lastLoss) } };
  return {
    key: finished ? 'reading.learnt' : 'reading.learning',
    details: { from: rounded(firstLoss), to: rounded(lastLoss), percent: Math.round(share * 100) },
  };
}

function overfittingSince(
  epochs: readonly EpochRow[],
  losses: readonly number[],
  validation: readonly number[],
): Reading['details'] | undefined {
  if (validation.length !== epochs.length) return undefined;
  const lowest = Math.min(...validation);
  const at = validation.indexOf(lowest);
  const since = epochs.length - 1 - at;
  const risen = (validation.at(-1) ?? lowest) - lowest;
  const trainFalls = (losses.at(-1) ?? 0) < (losses[at] ?? 0);
  if (since < patience || !trainFalls || risen <= noise * Math.abs(lowest)) return undefined;
  return { epoch: epochs[at]?.epoch ?? 0, lowest: rounded(lowest), now: rounded(validation.at(-1) ?? lowest) };
}

/** Four significant digits: enough to compare, short enough to read. */
export const rounded = (value: number): number => Number(value.toPrecision(4));
