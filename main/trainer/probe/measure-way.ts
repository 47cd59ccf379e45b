/** Times the training step of a job in one way: threads, and op by op or replayed. The model is new and thrown away. */
import type { Job } from '../../../shared/contract/engine.ts';
import type { StepMode } from '../../../shared/contract/machine.ts';
import type { MeasuredWay } from '../../../shared/contract/probe.ts';
import { compileConfig } from '../../../shared/training/compile-config.ts';
import type { Samples } from '../../data/prepare.ts';
import { disposeBatch, makeBatch } from '../batch-tensors.ts';
import { buildModel } from '../model/build-model.ts';
import type { WeighBatch } from '../sample-weights.ts';
import { createTrainStep, type PendingFigures } from '../training/train-step.ts';
import type { OpenedJob } from './probed-job.ts';
import { timeSteps, type StepTiming } from './time-steps.ts';

/** Op by op only the first call is slow. */
const eagerWarmup = 2;
/** A shape is recorded when it comes again, and compared with op by op once. */
const tracedWarmup = 5;

export interface WayInput {
  readonly mode: StepMode;
  readonly threads: number;
  readonly timing: Omit<StepTiming, 'warmupSteps'>;
}

export interface Measurement {
  readonly way: MeasuredWay;
  readonly params: number;
  readonly trainableParams: number;
}

export async function measureWay(
  { engine, data, weighing, batches, validationBatches, counts }: OpenedJob,
  job: Job,
  { mode, threads, timing }: WayInput,
): Promise<Measurement> {
  const { tf } = engine;
  const { settings } = job;
  const model = buildModel(tf, job.model, { seed: settings.seed });
  const compiled = compileConfig(settings, { stepsPerEpoch: counts.stepsPerEpoch, outputs: model.outputs.length });
  const trainer = createTrainStep({
    tf,
    model,
    loss: compiled.loss,
    lossWeights: compiled.loss_weights,
    optimizer: compiled.optimizer,
    metrics: compiled.metrics,
  });
  const warmupSteps = mode === 'traced' ? tracedWarmup : eagerWarmup;
  let pending: PendingFigures[] = [];
  const settle = async (): Promise<void> => {
    const waiting = pending;
    pending = [];
    await trainer.read(waiting);
  };
  /** Calls `work` with the batch whose turn it is. */
  const over =
    (order: readonly Int32Array[], samples: Samples, weigh: WeighBatch, work: typeof trainer.evaluateBatch) =>
    (index: number): void => {
      const batch = makeBatch(tf, samples, order[index % order.length] ?? Int32Array.of(0), 0, weigh);
      pending.push(work(batch));
      disposeBatch(batch);
    };
  try {
    let stepIndex = 0;
    const train = over(batches, data.train, weighing.train, (batch) => {
      stepIndex += 1;
      return trainer.step(batch, { stepIndex: stepIndex - 1, seed: settings.seed });
    });
    const times = await timeSteps(train, settle, { ...timing, warmupSteps });
    const { validation } = data;
    const evaluated =
      validation && validationBatches.length > 0
        ? await timeSteps(
            over(validationBatches, validation, weighing.validation, (batch) => trainer.evaluateBatch(batch)),
            settle,
            { ...timing, warmupSteps },
          )
        : null;
    const { total, trainable } = model.countParams();
    const way = { engine: engine.kind, threads, mode, ...times, evaluateMs: evaluated?.stepMs ?? null };
    return { way, params: total, trainableParams: trainable };
  } finally {
    for (const one of pending) one.dispose();
    trainer.dispose();
    model.dispose();
  }
}
