/** One way to compute a job's steps, ready to be timed: threads, and op by op or replayed. The model is thrown away. */
import type { Job } from '../../../shared/contract/engine.ts';
import type { StepMode } from '../../../shared/contract/machine.ts';
import { compileConfig } from '../../../shared/training/compile-config.ts';
import type { Samples } from '../../data/prepare.ts';
import { disposeBatch, makeBatch } from '../batch-tensors.ts';
import { buildModel } from '../model/build-model.ts';
import type { WeighBatch } from '../sample-weights.ts';
import { createTrainStep, type Batch, type PendingFigures } from '../training/train-step.ts';
import type { OpenedJob } from './probed-job.ts';
import type { Stepper } from './time-steps.ts';

export interface OpenWay {
  readonly mode: StepMode;
  readonly threads: number;
  readonly params: number;
  readonly trainableParams: number;
  readonly training: Stepper;
  /** null without a validation part. */
  readonly validating: Stepper | null;
  /** Loss of the second training step; null before it was done. */
  secondLoss(): number | null;
  /** Why steps that were to be replayed ran op by op, empty without a reason; null where all goes as asked for. */
  untraced(): string | null;
  close(): void;
}

export function openWay(opened: OpenedJob, job: Job, mode: StepMode, threads: number): OpenWay {
  const { engine, data, weighing, batches, validationBatches, counts } = opened;
  const { tf } = engine;
  const { seed } = job.settings;
  const model = buildModel(tf, job.model, { seed });
  const compiled = compileConfig(job.settings, { stepsPerEpoch: counts.stepsPerEpoch, outputs: model.outputs.length });
  const trainer = createTrainStep({
    tf,
    model,
    loss: compiled.loss,
    lossWeights: compiled.loss_weights,
    optimizer: compiled.optimizer,
    metrics: compiled.metrics,
    mode,
    threads,
  });
  let pending: PendingFigures[] = [];
  const losses: number[] = [];
  const settle = async (): Promise<readonly number[]> => {
    const waiting = pending;
    pending = [];
    const figures = await trainer.read(waiting);
    return figures.map(({ loss }) => loss);
  };
  /** Steps over the batches in turns, each assembled anew as in training. */
  const stepper = (
    order: readonly Int32Array[],
    samples: Samples,
    weigh: WeighBatch,
    work: (batch: Batch, index: number) => PendingFigures,
    keep: (losses: readonly number[]) => void = () => {},
  ): Stepper => {
    let index = 0;
    return {
      settle: async () => keep(await settle()),
      step: () => {
        const batch = makeBatch(tf, samples, order[index % order.length] ?? Int32Array.of(0), 0, weigh);
        pending.push(work(batch, index));
        disposeBatch(batch);
        index += 1;
      },
    };
  };
  const { total, trainable } = model.countParams();
  const hasValidation = data.validation !== null && validationBatches.length > 0;
  return {
    mode,
    threads,
    params: total,
    trainableParams: trainable,
    training: stepper(
      batches,
      data.train,
      weighing.train,
      (batch, stepIndex) => trainer.step(batch, { stepIndex, seed }),
      (some) => losses.push(...some.slice(0, 2 - losses.length)),
    ),
    validating:
      data.validation && hasValidation
        ? stepper(validationBatches, data.validation, weighing.validation, (batch) => trainer.evaluateBatch(batch))
        : null,
    secondLoss: () => losses[1] ?? null,
    untraced: () => {
      const ran = trainer.mode();
      return mode === 'traced' && ran.mode === 'eager' ? (ran.reason ?? '') : null;
    },
    close: () => {
      for (const one of pending) one.dispose();
      trainer.dispose();
      model.dispose();
    },
  };
}
