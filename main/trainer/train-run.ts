/** Trains one run from its job: prepares data, builds the model, loops over epochs, reports, keeps checkpoints. */
import type { Job } from '../../shared/contract/engine.ts';
import { toFigure } from '../../shared/contract/figures.ts';
import { problem } from '../../shared/problem.ts';
import { type BatchBuffers, createBatchBuffers } from '../data/prepare/batch-buffers.ts';
import type { Samples } from '../data/prepare.ts';
import { type EpochPlan, trainingPlan, validationPlan } from './epoch-order.ts';
import { batchTensors, disposeBatch } from './batch-tensors.ts';
import { paddingFacts } from './padding-facts.ts';
import { feedBatches } from './feed-batches.ts';
import { epochTexts } from './epoch-texts.ts';
import type { EventChannel } from './event-channel.ts';
import { createEpochEnd } from './epoch-end.ts';
import { findNonFinite, type ReplayStep } from './find-non-finite.ts';
import { openRun, type OpenRun } from './open-run.ts';
import { asFigures, createFigureSum, partialEpoch } from './partial-epoch.ts';
import type { RunControl } from './run-control.ts';
import { createStatePolicy, type StatePolicy } from './state-policy.ts';
import { createStepClock } from './step-clock.ts';
import { type Progress, restoreRun, saveLast, startOfRun } from './run-checkpoints.ts';
import { areFinite, createSnapshots, type Snapshot, type Snapshots } from './snapshots.ts';
import type { BatchFigures, PendingFigures } from './training/train-step.ts';

/** Other work of this process (messages, control) gets its turn at least this often. */
const breatheMs = 10;
/** Figures stay on the device at most this long: reading them one by one would slow short steps down. */
const readMs = 40;
const progressMs = 250;

export interface TrainRunInput {
  readonly runFolder: string;
  readonly dataFolder: string;
  readonly job: Job;
  readonly from: { readonly checkpoint: string; readonly mode: 'continue' | 'resume' } | null;
  readonly control: RunControl;
  readonly events: EventChannel;
}

type EpochOutcome =
  | { readonly end: 'complete' | 'stopped'; readonly figures: readonly BatchFigures[] }
  | { readonly end: 'diverged'; readonly step: number };

export async function trainRun({ runFolder, dataFolder, job, from, control, events }: TrainRunInput): Promise<void> {
  events.emit({ kind: 'status', status: 'preparing' });
  const run = await openRun({ runFolder, dataFolder, job });
  const { settings } = job;
  const { train, validation } = run.data;
  if (train.count === 0 || run.stepsPerEpoch === 0) {
    events.emit({ kind: 'status', status: 'failed', problem: problem('training/no-data', {}) });
    return;
  }
  const progress: Progress = from ? await restoreRun(run, from.checkpoint, from.mode) : { ...startOfRun };
  const epochEnd = await createEpochEnd(run, progress, events);
  const states = createStatePolicy(run.model, settings);
  const snapshots = createSnapshots(() => performance.now());
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
    machine: run.machine,
    counts: {
      ...run.data.counts,
      ...(run.weighing.classes ? { classWeights: run.weighing.classes } : {}),
      ...paddingFacts(train, settings),
    },
  });
  for (const note of run.differences) events.emit({ kind: 'note', problem: note });
  events.emit({ kind: 'status', status: 'running' });
  const clock = createStepClock(() => performance.now(), progress.epoch / settings.epochs);
  const tools = { control, events, clock, snapshots, states, buffers: createBatchBuffers() };
  try {
    await snapshots.take(run, progress, 0);
    while (progress.epoch < settings.epochs) {
      const startedAt = performance.now();
      const outcome = await trainEpoch(run, progress, tools);
      if (outcome.end === 'diverged') return await reportDiverged(run, snapshots, outcome.step, events);
      if (outcome.end === 'stopped') break;
      progress.epoch += 1;
      const isDue = progress.epoch % settings.validation.everyEpochs === 0 || progress.epoch === settings.epochs;
      const figures = {
        ...run.trainer.mean(outcome.figures),
        ...(validation && validation.count > 0 && isDue
          ? await states.aside(() => validate(run, validation, tools))
          : {}),
        ...rateFigure(run),
      };
      events.emit({
        kind: 'epoch',
        epoch: progress.epoch,
        step: progress.step,
        figures: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, toFigure(value)])),
        seconds: (performance.now() - startedAt) / 1000,
      });
      const stop = await epochEnd.after(figures);
      const texts = await epochTexts(run, progress.epoch, () => control.isStopped);
      if (texts) events.emit(texts);
      if (stop) break;
      await snapshots.take(run, progress, 0);
    }
    // The last update has no loss after it that would tell.
    if (!areFinite(await run.model.getWeights()))
      return await reportDiverged(run, snapshots, progress.step + 1, events);
    if (!control.isStopped) await epochEnd.restoreBest();
    await epochEnd.save();
    events.emit({ kind: 'status', status: control.isStopped ? 'stopped' : 'finished' });
  } finally {
    run.close();
  }
}

/** Says where it began, and leaves the newest state that was sound to use, export and go on from. */
async function reportDiverged(
  run: OpenRun,
  snapshots: Snapshots,
  failing: number,
  events: EventChannel,
): Promise<void> {
  const snapshot = snapshots.before(failing);
  const { where, layer, step } = await findNonFinite(run, snapshot, replay(run, snapshot, failing), failing);
  const { epochEnd } = snapshots;
  if (epochEnd) {
    run.model.setWeights(epochEnd.weights);
    run.trainer.optimizer.setState(epochEnd.optimizer);
    await saveLast(run, epochEnd.progress);
  }
  const epoch = Math.ceil(step / run.stepsPerEpoch);
  const details = { where, layer, step, epoch };
  events.emit({ kind: 'status', status: 'failed', problem: problem('training/stopped-on-nan', details) });
}

/** The steps after a snapshot, as they were done, up to the step that failed (from 1). */
function* replay(run: OpenRun, snapshot: Snapshot | null, failing: number): Generator<ReplayStep> {
  if (!snapshot) return;
  let { epoch, step } = snapshot.progress;
  for (let skip = snapshot.stepInEpoch; step < failing; skip = 0, epoch += 1) {
    run.model.resetStates();
    const { data, job, weighing } = run;
    const options = { epoch, weigh: weighing.train, skip };
    for (const host of feedBatches(data.train, planOf(run, epoch + 1), job.settings.batchSize, options)) {
      if (step >= failing) return;
      const batch = batchTensors(run.engine.tf, host);
      try {
        yield { batch, stepIndex: step };
      } finally {
        disposeBatch(batch);
      }
      step += 1;
    }
  }
}

/** The rate that the epoch ended with, where it changes. */
function rateFigure({ job, trainer }: OpenRun): Record<string, number> {
  const { optimizer, reduceOnPlateau } = job.settings;
  const isConstant = optimizer.schedule.kind === 'constant' && optimizer.warmup === null && reduceOnPlateau === null;
  return isConstant ? {} : { learning_rate: trainer.optimizer.learningRate };
}

interface EpochTools {
  readonly control: RunControl;
  readonly events: EventChannel;
  readonly clock: ReturnType<typeof createStepClock>;
  readonly snapshots: Snapshots;
  readonly states: StatePolicy;
  readonly buffers: BatchBuffers;
}

async function trainEpoch(
  run: OpenRun,
  progress: Progress,
  { control, events, clock, snapshots, states, buffers }: EpochTools,
): Promise<EpochOutcome> {
  const { settings } = run.job;
  const { train } = run.data;
  const epoch = progress.epoch + 1;
  const { partial } = progress;
  const sum = createFigureSum(partial ? [asFigures(partial)] : []);
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
    sum.add(figures);
    return diverged;
  };

  const plan = planOf(run, epoch);
  const done = partial?.batches ?? 0;
  let stepInEpoch = done;
  if (done === 0) states.beforeEpoch();
  const feeding = { epoch: progress.epoch, weigh: run.weighing.train, skip: done, buffers };
  for (const host of feedBatches(train, plan, settings.batchSize, feeding)) {
    if (control.isPaused) {
      await read();
      events.emit({ kind: 'status', status: 'paused' });
      clock.pause();
      await control.untilRunning();
      clock.resume();
      if (!control.isStopped) events.emit({ kind: 'status', status: 'running' });
    }
    if (control.isStopped) {
      await read();
      progress.partial = partialEpoch(stepInEpoch, sum.figures);
      return { end: 'stopped', figures: sum.figures };
    }
    states.beforeBatch(stepInEpoch, plan.starts);
    pending.push(run.trainer.step(host, { stepIndex: progress.step, seed: settings.seed }));
    progress.step += 1;
    stepInEpoch += 1;
    clock.tick(host.count);
    const now = performance.now();
    if (now - lastRead >= readMs) {
      const diverged = await read();
      if (diverged !== undefined) return { end: 'diverged', step: diverged };
      await snapshots.take(run, progress, stepInEpoch);
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
  progress.partial = null;
  events.flush();
  return diverged === undefined ? { end: 'complete', figures: sum.figures } : { end: 'diverged', step: diverged };
}

/** `epoch` counts from 1. */
function planOf({ job, data }: OpenRun, epoch: number): EpochPlan {
  const isEndless = job.source?.kind === 'generator' && job.source.fresh;
  return trainingPlan(data.train, job.settings, isEndless, epoch);
}

async function validate(
  run: OpenRun,
  samples: Samples,
  { states, buffers }: Pick<EpochTools, 'states' | 'buffers'>,
): Promise<Record<string, number>> {
  const { settings } = run.job;
  const plan = validationPlan(samples, settings);
  function* batches() {
    let index = 0;
    for (const host of feedBatches(samples, plan, settings.batchSize, { weigh: run.weighing.validation, buffers })) {
      states.beforeBatch(index, plan.starts);
      yield host;
      index += 1;
    }
  }
  const figures = await run.trainer.evaluate(batches());
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`val_${name}`, value]));
}
