/**
 * How long each layer of a trained run takes in a training step, forward and backward, on a batch of the run's own.
 *
 * The batch passes through the model once; then every layer is called again by itself with what came to it, and the
 * gradients of its trained weights, and of inputs that trained weights stand behind, are computed from gradients of ones.
 * Layers take turns, and the median of several blocks counts. So it is the time of a step op by op: loss, metrics and the
 * optimizer's update have no share, and a replayed step (traced/replays.ts) takes less, above all of layers made of many
 * small operations, whose calls it saves. What wraps a layer (TimeDistributed, Bidirectional) is timed as a whole; what is
 * inside such a wrapper, or a block, is timed as well.
 */
import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import type { CallTimes } from '../../../shared/contract/layer-times.ts';
import { StudioError } from '../../../shared/problem.ts';
import { stopIfLeft } from '../../inspect/left.ts';
import { loadCheckpoint } from '../../keras-file/checkpoint.ts';
import { disposeBatch, makeBatch } from '../batch-tensors.ts';
import { buildModel, createContext } from '../model/build-model.ts';
import type { Tensor, Tf } from '../model/layer.ts';
import { readJob } from '../open-run.ts';
import { type OpenedJob, openProbedJob } from '../probe/probed-job.ts';
import { type Stepper, takeTurns, timesOf, warmUp, type Warm } from '../probe/time-steps.ts';
import { weightsFile } from '../trained-model.ts';
import { leafCalls, type LeafCall } from './leaf-calls.ts';

export interface LayerTimesInput {
  readonly dataFolder: string;
  readonly runFolder: string;
  readonly engine: EngineChoice;
  /** Milliseconds for the timed blocks of all layers together; every layer is timed once at least. */
  readonly budgetMs?: number;
}

const defaultBudgetMs = 6_000;
const warmupSteps = 2;

/** Throws `run/no-weights` before the first checkpoint, `training/no-data`, and `call/invalid` once `signal` has aborted. */
export async function timeLayers(
  { dataFolder, runFolder, engine, budgetMs = defaultBudgetMs }: LayerTimesInput,
  signal?: AbortSignal,
): Promise<CallTimes> {
  const job = await readJob(runFolder);
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
      try {
        return await timed(found.calls, opened, { batchSize: order.length, budgetMs }, signal);
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

async function timed(
  calls: readonly LeafCall[],
  { engine: { tf, kind, device } }: OpenedJob,
  { batchSize, budgetMs }: { readonly batchSize: number; readonly budgetMs: number },
  signal: AbortSignal | undefined,
): Promise<CallTimes> {
  const now = (): number => performance.now();
  const isCancelled = (): boolean => signal?.aborted === true;
  const contestants: { readonly call: LeafCall; readonly warm: Warm }[] = [];
  const steppers: CallStepper[] = [];
  try {
    for (const call of calls) {
      stopIfLeft(signal);
      const stepper = stepperOf(tf, call);
      steppers.push(stepper);
      const warm = await warmUp(stepper, warmupSteps, { now, deadline: Number.POSITIVE_INFINITY, isCancelled });
      contestants.push({ call, warm });
    }
    await takeTurns(
      contestants.map(({ warm }) => warm),
      { now, deadline: now() + budgetMs, isCancelled },
    );
    stopIfLeft(signal);
  } finally {
    for (const one of steppers) one.dispose();
  }
  const times = contestants.map(({ call, warm }) => ({ call, ...timesOf(warm) }));
  return {
    engine: kind,
    device,
    batchSize,
    settled: times.every(({ settled }) => settled),
    calls: times.map(({ call, stepMs }) => ({ path: call.path, ms: stepMs * call.times })),
  };
}

interface CallStepper extends Stepper {
  dispose(): void;
}

/** One step is the layer's part of a training step. Its last number is read to know that all of it was computed. */
function stepperOf(tf: Tf, { layer, input, constants, followed }: LeafCall): CallStepper {
  let last: Tensor | undefined;
  const dispose = (): void => {
    last?.dispose();
    last = undefined;
  };
  return {
    step() {
      dispose();
      last = tf.tidy(() => {
        const context = createContext({ training: true });
        for (const tensor of constants) context.constants.add(tensor);
        const forward = (): Tensor => {
          const outputs = layer.call(input, context).outputs.filter(({ dtype }) => dtype === 'float32');
          const [only] = outputs;
          if (only !== undefined && outputs.length === 1) return only;
          return tf.addN([tf.scalar(0), ...outputs.map((output) => tf.sum(output))]);
        };
        const end = followed.length === 0 ? forward() : backward(tf, forward, followed);
        for (const noted of [context.gradientSquares, context.gradientSizes])
          for (const tensor of noted?.values() ?? []) tensor.dispose();
        return tf.slice(tf.reshape(end, [-1]), [0], [1]);
      });
    },
    settle: async () => void (await last?.data()),
    dispose,
  };
}

/** Computes the gradients as a step does; gives one of them. What is computed before it stands in a queue before it. */
function backward(tf: Tf, forward: () => Tensor, followed: readonly Tensor[]): Tensor {
  // As the optimizer's steps ask for them: where a layer has no gradient for one (an integer's), it has none.
  const { value, grads } = tf.engine().gradients(forward, [...followed], undefined, true);
  return grads.findLast((gradient) => gradient !== null && gradient !== undefined) ?? value;
}
