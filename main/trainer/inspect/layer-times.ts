/**
 * How long each layer of a trained run takes in a training step, forward and backward, on a batch of the run's own, in the
 * way the run was computed: replayed where its steps were, else op by op.
 *
 * The batch passes through the model once; then every layer is done again by itself with what came to it, and the
 * gradients of its trained weights, and of inputs that trained weights stand behind, are computed from gradients of ones.
 * Layers take turns, and the quickest of several blocks counts, which what else the computer does disturbs least; of a
 * replay, what feeding it takes is taken off. Loss, metrics and the optimizer's update have no share. What only a whole
 * replay saves (ops of two layers in one) is not seen, so the sum is not the time of the run's step. What wraps a layer
 * (TimeDistributed, Bidirectional) is timed as a whole; what is inside such a wrapper, or a block, is timed as well.
 */
import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import type { CallTimes } from '../../../shared/contract/layer-times.ts';
import type { StepMode } from '../../../shared/contract/machine.ts';
import { StudioError } from '../../../shared/problem.ts';
import { stopIfLeft } from '../../inspect/left.ts';
import { loadCheckpoint } from '../../keras-file/checkpoint.ts';
import { disposeBatch, makeBatch } from '../batch-tensors.ts';
import { buildModel } from '../model/build-model.ts';
import { readJob } from '../open-run.ts';
import { type OpenedJob, openProbedJob } from '../probe/probed-job.ts';
import { takeTurns, timesOf, warmUp, type Warm } from '../probe/time-steps.ts';
import { loadRunEngine } from '../run-machine.ts';
import { weightsFile } from '../trained-model.ts';
import { eagerPass, type PassStepper, replayedPasses } from './layer-pass.ts';
import { leafCalls, type LeafCall } from './leaf-calls.ts';

export interface LayerTimesInput {
  readonly dataFolder: string;
  readonly runFolder: string;
  readonly engine: EngineChoice;
  /** Milliseconds for the timed blocks of all layers together; every layer is timed once at least. */
  readonly budgetMs?: number;
}

interface HowTimed {
  readonly batchSize: number;
  readonly budgetMs: number;
  readonly mode: StepMode;
  readonly threads: number;
}

const defaultBudgetMs = 6_000;
const warmupSteps = 2;

/** Throws `run/no-weights` before the first checkpoint, `training/no-data`, and `call/invalid` once `signal` has aborted. */
export async function timeLayers(
  { dataFolder, runFolder, engine, budgetMs = defaultBudgetMs }: LayerTimesInput,
  signal?: AbortSignal,
): Promise<CallTimes> {
  const job = await readJob(runFolder);
  // Loads what the run was computed with, so that the job finds it loaded.
  const { record, mode } = await loadRunEngine(runFolder, engine);
  const opened = await openProbedJob(job, dataFolder, engine, null);
  try {
    stopIfLeft(signal);
    const { tf } = opened.engine;
    const model = buildModel(tf, job.model, { seed: job.settings.seed });
    try {
      const { path } = await weightsFile(runFolder, undefined);
      model.setWeights((await loadCheckpoint(path)).weights);
      const [order] = opened.batches;
      if (order === undefined) throw new StudioError('training/no-data', {});
      const batch = makeBatch(tf, opened.data.train, order);
      const found = leafCalls(model, batch.x, job.settings.seed);
      const how = { batchSize: order.length, budgetMs, mode, threads: record?.threads ?? opened.engine.threads };
      try {
        return await timed(found.calls, opened, how, signal);
      } finally {
        found.dispose();
        disposeBatch(batch);
      }
    } finally {
      model.dispose();
    }
  } finally {
    await opened.close();
  }
}

/** A call with what is timed of it; `feeding` is taken off again. */
interface Timed {
  readonly call: LeafCall;
  readonly whole: Warm;
  readonly feeding: Warm | null;
}

async function timed(
  calls: readonly LeafCall[],
  { engine: { tf, kind, device } }: OpenedJob,
  { batchSize, budgetMs, mode: asked, threads }: HowTimed,
  signal: AbortSignal | undefined,
): Promise<CallTimes> {
  const now = (): number => performance.now();
  const isCancelled = (): boolean => signal?.aborted === true;
  const warm = (stepper: PassStepper): Promise<Warm> =>
    warmUp(stepper, warmupSteps, { now, deadline: Number.POSITIVE_INFINITY, isCancelled });
  const replayed = asked === 'traced' ? replayedPasses(tf, calls, threads) : null;
  const steppers: PassStepper[] = [];
  const all: Timed[] = [];
  try {
    for (const [index, call] of calls.entries()) {
      stopIfLeft(signal);
      const replay = replayed?.passes[index];
      const whole = replay?.whole ?? eagerPass(tf, call);
      steppers.push(whole);
      all.push({ call, whole: await warm(whole), feeding: replay ? await warm(replay.feeding) : null });
    }
    await takeTurns(
      all.flatMap(({ whole, feeding }) => (feeding ? [whole, feeding] : [whole])),
      { now, deadline: now() + budgetMs, isCancelled },
    );
    stopIfLeft(signal);
  } finally {
    for (const one of steppers) one.dispose();
    replayed?.dispose();
  }
  const times = all.map(({ call, whole, feeding }) => {
    const { leastMs, settled } = timesOf(whole);
    return {
      path: call.path,
      ms: Math.max(0, leastMs - (feeding ? timesOf(feeding).leastMs : 0)) * call.times,
      settled,
    };
  });
  return {
    engine: kind,
    device,
    mode: replayed ? 'traced' : 'eager',
    batchSize,
    settled: times.every(({ settled }) => settled),
    calls: times.map(({ path, ms }) => ({ path, ms })),
  };
}
