/** Our side of the comparison: the trainer's own step on the engine, on request from standard input (see worker.ts). */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { createInterface } from 'node:readline';
import { loadEngine, type Engine } from '../../main/engine/backend.ts';
import { buildModel } from '../../main/trainer/model/build-model.ts';
import {
  createTrainStep,
  type Batch,
  type PendingFigures,
  type TrainStep,
} from '../../main/trainer/training/train-step.ts';
import { modelConfig } from './our-model.ts';
import type { Greeting, Timing } from './worker.ts';
import type { Workload } from './workloads.ts';

interface Prepared {
  readonly trainer: TrainStep;
  readonly batch: Batch;
  readonly parameters: number;
  done: number;
}

const engine = await loadEngine((process.argv[2] ?? 'cpu') as EngineChoice);
const prepared = new Map<string, Prepared>();
const greeting: Greeting = {
  versions: {
    engine: engine.kind,
    library: engine.version,
    kernels: engine.hasRecurrentKernels ? 'own recurrent kernels' : 'none',
    node: process.versions.node,
  },
};
console.log(JSON.stringify(greeting));

for await (const line of createInterface({ input: process.stdin })) {
  const { workload, steps } = JSON.parse(line) as { readonly workload: Workload; readonly steps: number };
  const one = prepared.get(workload.name) ?? prepare(engine, workload);
  prepared.set(workload.name, one);
  console.log(JSON.stringify(await timeSteps(one, steps)));
}

/** Figures stay on the device until the block ends, as in the training loop, which reads many steps' at once. */
async function timeSteps(one: Prepared, steps: number): Promise<Timing> {
  const pending: PendingFigures[] = [];
  const begin = performance.now();
  for (let step = 0; step < steps; step += 1) {
    pending.push(one.trainer.step(one.batch, { stepIndex: one.done, seed: 1 }));
    one.done += 1;
  }
  const figures = await one.trainer.read(pending);
  const seconds = (performance.now() - begin) / 1000;
  return { seconds, parameters: one.parameters, loss: figures.at(-1)?.loss ?? Number.NaN };
}

function prepare({ tf }: Engine, workload: Workload): Prepared {
  const model = buildModel(tf, modelConfig(workload), { seed: 1 });
  const { name, rate } = workload.optimizer;
  const className = name === 'adam' ? 'Adam' : 'RMSprop';
  const trainer = createTrainStep({
    tf,
    model,
    loss: workload.loss,
    optimizer: {
      module: 'keras.optimizers',
      class_name: className,
      config: { learning_rate: rate },
      registered_name: null,
    },
  });
  const { batch, steps, features, target, lengths } = workload;
  const x = tf.tidy(() => {
    const values = tf.randomUniform([batch, steps, features], 0.01, 1);
    if (lengths === null) return values;
    return tf.mul(
      values,
      tf.cast(tf.less(tf.range(0, steps).reshape([1, steps, 1]), tf.tensor(lengths, [batch, 1, 1])), 'float32'),
    );
  });
  const y = tf.tidy(() => {
    const values = tf.randomUniform([batch, ...target], 0.01, 1);
    return workload.loss === 'mean_absolute_error' ? values : tf.div(values, tf.sum(values, -1, true));
  });
  return { trainer, batch: { x: [x], y: [y] }, parameters: model.countParams().trainable, done: 0 };
}
