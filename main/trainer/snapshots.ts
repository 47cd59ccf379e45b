/**
 * Copies of a run's state in memory. A step shows only in the next loss that it broke something, and losses are read late:
 * going back to a copy and doing the same steps again finds where. The newest copy at the end of an epoch is also what is
 * kept of a run that diverged.
 */
import type { WeightValues } from './model/build-model.ts';
import type { Progress } from './run-checkpoints.ts';
import type { OptimizerState } from './training/optimizer.ts';

/** Taking copies may cost this share of the time; at the latest one is due when steps of that long would be repeated. */
const costShare = 0.05;
const longestMs = 2000;

export interface Snapshot {
  readonly weights: readonly WeightValues[];
  readonly optimizer: OptimizerState;
  readonly progress: Progress;
  /** Steps of the epoch that are done. */
  readonly stepInEpoch: number;
}

/** What a copy is made of. */
export interface CopiedRun {
  readonly model: { getWeights(): Promise<readonly WeightValues[]> };
  readonly trainer: { readonly optimizer: { getState(): Promise<OptimizerState> } };
}

export interface Snapshots {
  /** The newest at the end of an epoch, with weights that are numbers; null before the first. */
  readonly epochEnd: Snapshot | null;
  /** Copies if it is time to, or none is there yet, or no end of an epoch. Everything up to here was read and is finite. */
  take(run: CopiedRun, progress: Progress, stepInEpoch: number): Promise<void>;
  /** The newest copy before the given step (from 1) is done. */
  before(step: number): Snapshot | null;
}

export function createSnapshots(now: () => number): Snapshots {
  let recent: readonly Snapshot[] = [];
  let epochEnd: Snapshot | null = null;
  let dueAt = Number.NEGATIVE_INFINITY;
  return {
    get epochEnd() {
      return epochEnd;
    },
    take: async (run, progress, stepInEpoch) => {
      const startedAt = now();
      const isEpochEnd = stepInEpoch === 0 && progress.epoch > 0;
      if (startedAt < dueAt && !(isEpochEnd && !epochEnd)) return;
      const snapshot: Snapshot = {
        weights: await run.model.getWeights(),
        optimizer: await run.trainer.optimizer.getState(),
        progress: { ...progress },
        stepInEpoch,
      };
      dueAt = now() + Math.min(longestMs, (now() - startedAt) / costShare);
      // The two newest: the last step before a copy may be the one that broke it.
      // Two of one step (the end of an epoch follows its last step) would both be broken.
      recent = [...recent.filter((one) => one.progress.step < snapshot.progress.step).slice(-1), snapshot];
      if (isEpochEnd && areFinite(snapshot.weights)) epochEnd = snapshot;
    },
    before: (step) => recent.findLast((one) => one.progress.step < step - 1) ?? recent[0] ?? null,
  };
}

export const areFinite = (weights: readonly WeightValues[]): boolean =>
  weights.every(({ values }) => values.every((value) => Number.isFinite(value)));
