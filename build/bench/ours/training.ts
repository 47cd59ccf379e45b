/** Our side's training: the trainer's own step. */
import type { Engine } from '../../../main/engine/backend.ts';
import { buildModel } from '../../../main/trainer/model/build-model.ts';
import {
  createTrainStep,
  type HostBatch,
  type PendingFigures,
  type TrainStep,
} from '../../../main/trainer/training/train-step.ts';
import { writeArrays } from '../array-file.ts';
import type { FirstLosses, Timing } from '../requests.ts';
import type { StepMode } from '../start-sides.ts';
import type { Workload } from '../workloads.ts';
import { type HostData, makeData } from './data.ts';
import { modelConfig } from './model.ts';

export interface Prepared {
  readonly trainer: TrainStep;
  readonly data: HostData;
  /** On the host, as the training loop has it. */
  readonly batch: HostBatch;
  readonly parameters: number;
  done: number;
  dispose(): void;
}

/** A model of the workload, its trainer and one batch. `mode`: how steps run; the trainer's own choice when absent. */
export function prepareTraining({ tf }: Engine, workload: Workload, mode?: StepMode): Prepared {
  const model = buildModel(tf, modelConfig(workload), { seed: 1 });
  const { name, rate, clipnorm } = workload.optimizer;
  const trainer = createTrainStep({
    tf,
    model,
    loss: workload.loss,
    optimizer: {
      module: 'keras.optimizers',
      class_name: { adam: 'Adam', rmsprop: 'RMSprop', sgd: 'SGD' }[name],
      config: { learning_rate: rate, ...(clipnorm === null ? {} : { clipnorm }) },
      registered_name: null,
    },
    ...(mode === undefined ? {} : { mode }),
  });
  const data = makeData(workload);
  const { x, y } = data;
  return {
    trainer,
    data,
    batch: { x: [x.values], xShapes: [x.shape], y: [y.values], yShapes: [y.shape] },
    parameters: model.countParams().trainable,
    done: 0,
    dispose: () => {
      trainer.dispose();
      model.dispose();
    },
  };
}

/** Figures stay on the device until the block ends, as in the training loop, which reads many steps' at once. */
export async function timeSteps(one: Prepared, steps: number): Promise<Timing> {
  const pending: PendingFigures[] = [];
  const begin = performance.now();
  for (let step = 0; step < steps; step += 1) {
    pending.push(one.trainer.step(one.batch, { stepIndex: one.done, seed: 1 }));
    one.done += 1;
  }
  const figures = await one.trainer.read(pending);
  const seconds = (performance.now() - begin) / 1000;
  return {
    seconds,
    parameters: one.parameters,
    loss: figures.at(-1)?.loss ?? Number.NaN,
    mode: one.trainer.mode().mode,
  };
}

/** Writes a new model's weights and its batch for the peers, and trains it a few steps. */
export async function firstLosses(
  engine: Engine,
  workload: Workload,
  file: string,
  steps: number,
): Promise<FirstLosses> {
  const one = prepareTraining(engine, workload);
  try {
    const weights = await one.trainer.model.getWeights();
    const written = writeArrays(file, [...weights, one.data.x, one.data.y]);
    const losses: number[] = [];
    for (let step = 0; step < steps; step += 1) losses.push((await timeSteps(one, 1)).loss);
    return { ...written, losses };
  } finally {
    one.dispose();
  }
}
