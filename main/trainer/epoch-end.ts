/** What happens between two epochs: the best is kept, the rate comes down, training stops early, checkpoints are written. */
import { toFigure } from '../../shared/contract/figures.ts';
import { type Problem, problem } from '../../shared/problem.ts';
import type { EventChannel } from './event-channel.ts';
import { createMonitor } from './monitor.ts';
import type { OpenRun } from './open-run.ts';
import { loadStopping, type Progress, saveBest, saveEpoch, saveLast, saveStopping } from './run-checkpoints.ts';
import { createEarlyStopping, createPlateau } from './training/callbacks.ts';

/** Epochs shorter than this do not each write a checkpoint. */
const checkpointMs = 2000;

export interface EpochEnd {
  /** Everything that follows an epoch; true when training is to stop. `figures` are those of the epoch that `progress` counts. */
  after(figures: Readonly<Record<string, number>>): Promise<boolean>;
  /** Writes the state to go on from. */
  save(): Promise<void>;
  /** The end of a training that nobody broke off: early stopping goes back to its best weights where it is told to. */
  restoreBest(): Promise<void>;
}

/** `progress` of a resumed run goes on with its patience and its rate. */
export async function createEpochEnd(run: OpenRun, progress: Progress, events: EventChannel): Promise<EpochEnd> {
  const { settings } = run.job;
  const { optimizer } = run.trainer;
  const best = settings.keepBest ? createMonitor(settings.keepBest.monitor, settings.keepBest.mode) : null;
  best?.restore(progress.best);
  const stopping = settings.earlyStopping;
  const early = stopping && createEarlyStopping(stopping, progress.early ?? undefined);
  const plateau = settings.reduceOnPlateau && createPlateau(settings.reduceOnPlateau, progress.plateau ?? undefined);
  optimizer.setLearningRate(progress.plateau?.rate ?? null);
  let kept = stopping?.restoreBest && progress.early ? await loadStopping(run) : null;
  /** Weights on disk are those in `kept`. */
  let isKeptSaved = kept !== null;
  let savedAt = performance.now();

  const note = (code: 'training/stopped-early' | 'training/restored-best', details: Problem['details']): void =>
    events.emit({ kind: 'note', problem: { ...problem(code, details), severity: 'note' } });

  /** Before anything is written that a resumed run goes on from: it must go on as this one did. */
  async function tellMachine(): Promise<void> {
    const machine = await run.changedMachine();
    if (machine) events.emit({ kind: 'machine', machine });
  }

  async function keepBest(figures: Readonly<Record<string, number>>): Promise<void> {
    if (!best?.offer(figures[best.name], progress.epoch)) return;
    progress.best = best.best;
    await saveBest(run, progress);
    const value = toFigure(best.best?.value ?? Number.NaN);
    events.emit({ kind: 'best', epoch: progress.epoch, monitor: best.name, value });
  }

  async function stopsEarly(figures: Readonly<Record<string, number>>): Promise<boolean> {
    if (!early || !stopping) return false;
    const { keep, stop } = early.offer(figures[early.monitor], progress.epoch);
    progress.early = early.state;
    if (keep && stopping.restoreBest) {
      kept = await run.model.getWeights();
      isKeptSaved = false;
    }
    if (stop) {
      const { epoch } = progress;
      note('training/stopped-early', { epoch, monitor: early.monitor, patience: stopping.patience });
    }
    return stop;
  }

  async function save(): Promise<void> {
    await tellMachine();
    if (kept && !isKeptSaved) await saveStopping(run, kept, progress);
    isKeptSaved = true;
    await saveLast(run, progress);
    savedAt = performance.now();
  }

  return {
    save,
    after: async (figures) => {
      await tellMachine();
      await keepBest(figures);
      const rate = plateau?.offer(figures[plateau.monitor], optimizer.learningRate);
      if (rate !== undefined) optimizer.setLearningRate(rate);
      if (plateau) progress.plateau = plateau.state;
      const stop = await stopsEarly(figures);
      const { checkpoints } = settings;
      if (checkpoints && progress.epoch % checkpoints.everyEpochs === 0)
        await saveEpoch(run, progress, checkpoints.keep);
      if (!stop && performance.now() - savedAt > checkpointMs) await save();
      return stop;
    },
    restoreBest: async () => {
      if (!kept || !early) return;
      // What is left for predicting and going on is what Keras leaves: the best weights, the optimizer as it is.
      await saveStopping(run, kept, progress);
      run.model.setWeights(kept);
      note('training/restored-best', { epoch: early.state.bestEpoch, monitor: early.monitor });
    },
  };
}
