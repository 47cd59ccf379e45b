/**
 * A run's checkpoints: `last` to go on from, with the optimizer's state; `best` to use and export; `stopping`, the best of
 * early stopping while it waits; one for every n-th epoch.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type CheckpointFile, checkpointOf, epochFile, runFiles } from '../../shared/contract/checkpoints.ts';
import { StudioError } from '../../shared/problem.ts';
import { loadCheckpoint, saveCheckpoint } from '../keras-file/checkpoint.ts';
import type { WeightValues } from './model/build-model.ts';
import { readStates, writeStates } from './model/carried-states.ts';
import type { OpenRun } from './open-run.ts';
import { partialEpochSchema } from './partial-epoch.ts';
import { earlyStoppingStateSchema, plateauStateSchema } from './training/callbacks.ts';

const progressSchema = z.object({
  /** Complete epochs. */
  epoch: z.number().int(),
  /** Training steps since the run began: keys every random draw. */
  step: z.number().int(),
  best: z.object({ value: z.number(), epoch: z.number() }).nullable().default(null),
  early: earlyStoppingStateSchema.nullable().default(null),
  plateau: plateauStateSchema.nullable().default(null),
  /** What was done of the epoch in which the run was stopped. */
  partial: partialEpochSchema.nullable().default(null),
});
export type Progress = z.infer<typeof progressSchema>;

export const startOfRun: Progress = { epoch: 0, step: 0, best: null, early: null, plateau: null, partial: null };

export async function saveLast(run: OpenRun, progress: Progress): Promise<void> {
  await saveState(run, runFiles.last, progress);
}

export async function saveBest(run: OpenRun, progress: Progress): Promise<void> {
  // With the optimizer's state: an export of the best epoch goes on training in Keras where that epoch ended.
  await saveCheckpoint(join(run.runFolder, runFiles.best), {
    weights: await run.model.getWeights(),
    optimizer: await run.trainer.optimizer.getState(),
    meta: { ...progress },
  });
}

/** The weights that early stopping will go back to. */
export async function saveStopping(run: OpenRun, weights: readonly WeightValues[], progress: Progress): Promise<void> {
  await saveWeights(run, runFiles.stopping, weights, progress);
}

export async function loadStopping(run: OpenRun): Promise<readonly WeightValues[] | null> {
  const path = join(run.runFolder, runFiles.stopping);
  return (await stat(path).catch(() => undefined)) ? (await loadCheckpoint(path)).weights : null;
}

/** A checkpoint of the epoch under its own name; of all such the newest `keep` stay. */
export async function saveEpoch(run: OpenRun, progress: Progress, keep: number | null): Promise<void> {
  await saveState(run, epochFile(progress.epoch), progress);
  if (keep === null) return;
  const epochs = (await readdir(run.runFolder))
    .map(checkpointOf)
    .filter(
      (found): found is CheckpointFile & { kind: 'epoch' } => found?.kind === 'epoch' && found.epoch <= progress.epoch,
    )
    .sort((a, b) => b.epoch - a.epoch);
  for (const { name } of epochs.slice(keep)) await rm(join(run.runFolder, name), { force: true });
}

async function saveState(run: OpenRun, name: string, progress: Progress): Promise<void> {
  await saveCheckpoint(join(run.runFolder, name), {
    weights: await run.model.getWeights(),
    optimizer: await run.trainer.optimizer.getState(),
    states: await readStates(run.model),
    meta: { ...progress },
  });
}

async function saveWeights(
  run: OpenRun,
  name: string,
  weights: readonly WeightValues[],
  progress: Progress,
): Promise<void> {
  await saveCheckpoint(join(run.runFolder, name), { weights, optimizer: null, meta: { ...progress } });
}

/**
 * Restores weights and optimizer state. `resume` also goes on with the counts of the checkpoint: epoch, step, the best so
 * far, patience and the rate that a plateau brought down. `continue` is a new run that starts where the earlier one ended.
 */
export async function restoreRun(run: OpenRun, checkpoint: string, mode: 'continue' | 'resume'): Promise<Progress> {
  const { weights, optimizer, states = [], meta } = await loadCheckpoint(checkpoint);
  run.model.setWeights(weights);
  if (optimizer) run.trainer.optimizer.setState(optimizer);
  if (mode === 'continue') return startOfRun;
  const progress = progressSchema.safeParse(meta);
  if (!progress.success) throw new StudioError('model/unreadable', { expected: 'epoch and step', received: 'nothing' });
  writeStates(run.model, states);
  return progress.data;
}
