/** A run's checkpoints: `last` to go on from, with the optimizer's state; `best` to use and export. */
import { join } from 'node:path';
import { runFiles } from '../../shared/contract/engine.ts';
import { StudioError } from '../../shared/problem.ts';
import { loadCheckpoint, saveCheckpoint } from '../keras-file/checkpoint.ts';
import type { OpenRun } from './open-run.ts';

export interface Progress {
  /** Complete epochs. */
  epoch: number;
  /** Training steps since the run began: keys every random draw. */
  step: number;
  best: { readonly value: number; readonly epoch: number } | null;
}

export async function saveLast(run: OpenRun, progress: Progress): Promise<void> {
  await saveCheckpoint(join(run.runFolder, runFiles.last), {
    weights: await run.model.getWeights(),
    optimizer: await run.trainer.optimizer.getState(),
    meta: { ...progress },
  });
}

export async function saveBest(run: OpenRun, progress: Progress): Promise<void> {
  await saveCheckpoint(join(run.runFolder, runFiles.best), {
    weights: await run.model.getWeights(),
    optimizer: null,
    meta: { ...progress },
  });
}

/**
 * Restores weights and optimizer state. `resume` also goes on with the epoch and step counts of the checkpoint;
 * `continue` is a new run that starts where the earlier one ended.
 */
export async function restoreRun(run: OpenRun, checkpoint: string, mode: 'continue' | 'resume'): Promise<Progress> {
  const { weights, optimizer, meta } = await loadCheckpoint(checkpoint);
  run.model.setWeights(weights);
  if (optimizer) run.trainer.optimizer.setState(optimizer);
  if (mode === 'continue') return { epoch: 0, step: 0, best: null };
  return readProgress(meta);
}

function readProgress(meta: Readonly<Record<string, unknown>>): Progress {
  const { epoch, step, best } = meta;
  if (typeof epoch !== 'number' || typeof step !== 'number')
    throw new StudioError('model/unreadable', { expected: 'epoch and step', received: 'nothing' });
  const isBest = typeof best === 'object' && best !== null && 'value' in best && 'epoch' in best;
  return {
    epoch,
    step,
    best:
      isBest && typeof best.value === 'number' && typeof best.epoch === 'number'
        ? { value: best.value, epoch: best.epoch }
        : null,
  };
}
