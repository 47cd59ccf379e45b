/** Trains one run from its job: prepares data, builds the model, loops over epochs, reports, keeps checkpoints. */
import type { Job } from '../../shared/contract/engine.ts';
import { toFigure } from '../../shared/contract/figures.ts';
import { problem } from '../../shared/problem.ts';
import type { Samples } from '../data/prepare.ts';
import { batchesOf, epochOrder } from './epoch-order.ts';
import { disposeBatch, makeBatch } from './batch-tensors.ts';
import { epochTexts } from './epoch-texts.ts';
import type { EventChannel } from './event-channel.ts';
import { findNonFiniteLayer } from './find-non-finite.ts';
import { createMonitor, type Monitor } from './monitor.ts';
import { openRun, type OpenRun } from './open-run.ts';
import type { RunControl } from './run-control.ts';
import { createStepClock } from './step-clock.ts';
import { type Progress, restoreRun, saveBest, saveLast } from './run-checkpoints.ts';
import type { BatchFigures, PendingFigures } from './training/train-step.ts';

/** Other work of this process (messages, control) gets its turn at least this often. */
const breatheMs = 10;
/** Figures stay on the device at most this long: reading them one by one would slow short steps down. */
const readMs = 40;
const progressMs = 250;
/** Epochs shorter than this do not each write a checkpoint. */
const checkpointMs = 2000;

export interface TrainRunInput {
  readonly runFolder: string;
  readonly dataFolder: string;
  readonly job: Job;
  readonly from: { readonly checkpoint: string; readonly mode: 'continue' | 'resume' } | null;
  readonly control: RunControl;
  readonly events: EventChannel;
}

type EpochEnd =
  | { readonly end: 'complete' | 'stopped'; readonly figures: readonly BatchFigures[] }
  | { readonly end: 'diverged'; readonly step: number };

export async function trainRun({ runFolder, dataFolder, job, from, control, events }: TrainRunInput): Promise<void> {
  events.emit({ kind: 'status', status: 'preparing' });
  const run = await openRun({ runFolder, dataFolder, job });
  const { settings } = job;
  const { train, validation } = run.data;
  if (train.count === 0) {
    events.emit({ kind: 'status', status: 'failed', problem: problem('training/no-data', {}) });
    return;
  }
  const best = settings.keepBest ? createMonitor(settings.keepBest.monitor, settings.keepBest.mode) : null;
  const stopping = settings.earlyStopping;
  const early = stopping ? createMonitor(stopping.monitor, stopping.mode, stopping.minDelta) : null;
  const progress: Progress = from
    ? await restoreRun(run, from.checkpoint, from.mode)
    : { epoch: 0, step: 0, best: null };
  best?.restore(progress.best);
  let savedAt = performance.now();
  events.emit({
    kind: 'started',
    engine: run.engine.kind,
    device: run.engine.device,
    reason: run.engine.reason,
    samples: train.count,
    validationSamples: validation?.count ?? 0,
    stepsPerEpoch: run.stepsPerEpoch,
    epochs: settings.epochs,
    params: run.model.countParams().total,
    counts: { ...run.data.counts },
  });
  events.emit({ kind: 'status', status: 'running' });
  const clock = createStepClock(() => performance.now(), progress.epoch / settings.epochs);
  try {
    while (progress.epoch < settings.epochs) {
      const startedAt = performance.now();
      run.model.resetStates();
      const outcome = await trainEpoch(run, progress, { control, events, clock });
      if (outcome.end === 'diverged') {
        const layer = await findNonFiniteLayer(run.model);
        const details = { layer, step: outcome.step, epoch: progress.epoch + 1 };
        events.emit({ kind: 'status', status: 'failed', problem: problem('training/stopped-on-nan', details) });
        return;
      }
      if (outcome.end === 'stopped') break;
      progress.epoch += 1;
      const isDue = progress.epoch % settings.validation.everyEpochs === 0 || progress.epoch === settings.epochs;
      const figures = {
        ...run.trainer.mean(outcome.figures),
        ...(validation && validation.count > 0 && isDue ? await validate(run, validation, settings.batchSize) : {}),
      };
      events.emit({
        kind: 'epoch',
        epoch: progress.epoch,
        step: progress.step,
        figures: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, toFigure(value)])),
        seconds: (performance.now() - startedAt) / 1000,
      });
      if (best?.offer(figures[best.name], progress.epoch)) {
        progress.best = best.best;
        await saveBest(run, progress);
        events.emit({
          kind: 'best',
          epoch: progress.epoch,
          monitor: best.name,
          value: toFigure(best.best?.value ?? Number.NaN),
        });
      }
      const texts = await epochTexts(run, progress.epoch, () => control.isStopped);
      if (texts) events.emit(texts);
      if (performance.now() - savedAt > checkpointMs) {
        await saveLast(run, progress);
        savedAt = performance.now();
      }
      if (early && stopping && hasStalled(early, figures, progress.epoch, stopping.patience)) {
        events.emit({
          kind: 'note',
          problem: {
            ...problem('training/stopped-early', {
              epoch: progress.epoch,
              monitor: early.name,
              patience: stopping.patience,
            }),
            severity: 'note',
          },
        });
        break;
      }
    }
    await saveLast(run, progress);
    events.emit({ kind: 'status', status: control.isStopped ? 'stopped' : 'finished' });
  } finally {
    run.close();
  }
}

/** True when the monitored figure has not improved for `patience` epochs (Keras: at least one epoch without improvement). */
function hasStalled(
  monitor: Monitor,
  figures: Readonly<Record<string, number>>,
  epoch: number,
  patience: number,
): boolean {
  if (monitor.offer(figures[monitor.name], epoch)) return false;
  return epoch - (monitor.best?.epoch ?? 0) >= Math.max(1, patience);
}

async function trainEpoch(
  run: OpenRun,
  progress: Progress,
  { control, events, clock }: { control: RunControl; events: EventChannel; clock: ReturnType<typeof createStepClock> },
): Promise<EpochEnd> {
  const { settings } = run.job;
  const { train } = run.data;
  const epoch = progress.epoch + 1;
  const all: BatchFigures[] = [];
  let pending: PendingFigures[] = [];
  let firstPending = progress.step + 1;
  let lastRead = performance.now();
  let lastBreath = lastRead;
  let lastProgress = 0;

  /** Reads what is pending; the step at which the loss stopped being a number, if it did. */
  const read = async (): Promise<number | undefined> => {
    const figures = await run.trainer.read(pending);
    pending = [];
    lastRead = performance.now();
    let diverged: number | undefined;
    figures.forEach((one, index) => {
      events.emitBatch(firstPending + index, epoch, run.trainer.named(one));
      if (diverged === undefined && !Number.isFinite(one.loss)) diverged = firstPending + index;
    });
    firstPending += figures.length;
    all.push(...figures);
    return diverged;
  };

  let stepInEpoch = 0;
  for (const indices of batchesOf(orderOf(run, train, epoch), settings.batchSize)) {
    if (control.isPaused) {
      await read();
      events.emit({ kind: 'status', status: 'paused' });
      clock.pause();
      await control.untilRunning();
      clock.resume();
      if (!control.isStopped) events.emit({ kind: 'status', status: 'running' });
    }
    if (control.isStopped) return { end: 'stopped', figures: all };
    const batch = makeBatch(run.engine.tf, train, indices, progress.epoch);
    pending.push(run.trainer.step(batch, { stepIndex: progress.step, seed: settings.seed }));
    disposeBatch(batch);
    progress.step += 1;
    stepInEpoch += 1;
    clock.tick(indices.length);
    const now = performance.now();
    if (now - lastRead >= readMs) {
      const diverged = await read();
      if (diverged !== undefined) return { end: 'diverged', step: diverged };
    }
    if (now - lastProgress >= progressMs) {
      lastProgress = now;
      const share = (progress.epoch + stepInEpoch / run.stepsPerEpoch) / settings.epochs;
      events.emit({ kind: 'progress', epoch, step: progress.step, ...clock.pace(share) });
    }
    if (now - lastBreath >= breatheMs) {
      await new Promise((resolve) => setImmediate(resolve));
      lastBreath = performance.now();
    }
  }
  const diverged = await read();
  events.flush();
  return diverged === undefined ? { end: 'complete', figures: all } : { end: 'diverged', step: diverged };
}

/** A shuffled pass over the samples; an endless source gives as many new ones as the settings ask for, in order. */
function orderOf(run: OpenRun, train: Samples, epoch: number): Int32Array {
  const { shuffle, seed, batchSize, stepsPerEpoch } = run.job.settings;
  const { source } = run.job;
  const wanted = stepsPerEpoch === null ? train.count : stepsPerEpoch * batchSize;
  if (source.kind === 'generator' && source.fresh) return epochOrder(wanted, false, seed, epoch);
  return epochOrder(train.count, shuffle, seed, epoch).subarray(0, wanted);
}

async function validate(run: OpenRun, samples: Samples, batchSize: number): Promise<Record<string, number>> {
  const { steps } = run.job.settings.validation;
  const order = epochOrder(samples.count, false, 0, 0).subarray(0, steps === null ? undefined : steps * batchSize);
  function* batches() {
    for (const indices of batchesOf(order, batchSize)) yield makeBatch(run.engine.tf, samples, indices);
  }
  run.model.resetStates();
  const figures = await run.trainer.evaluate(batches(), { disposeBatches: true });
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`val_${name}`, value]));
}
