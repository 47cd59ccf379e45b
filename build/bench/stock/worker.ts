/** TensorFlow.js' own layers on the same native library: `trainOnBatch` and `predict`, as published. */
import { readFileSync } from 'node:fs';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import { loadEngine } from '../../../main/engine/backend.ts';
import { makeData } from '../ours/data.ts';
import { peakMemory } from '../memory.ts';
import type { ArrayFile, WorkerRequest } from '../requests.ts';
import { serveRequests } from '../serve.ts';
import type { Workload } from '../workloads.ts';
import { stockModel } from './model.ts';

interface Prepared {
  readonly model: LayersModel;
  readonly x: Tensor;
  readonly y: Tensor;
  readonly values: Float32Array;
}

const { tf, version } = await loadEngine((process.argv[2] ?? 'cpu') as EngineChoice);
const prepared = new Map<string, Prepared>();
await serveRequests({ versions: { tfjs: tf.version_core, library: version } }, answer);

async function answer(request: WorkerRequest): Promise<unknown> {
  switch (request.ask) {
    case 'train': {
      const { model, x, y } = one(request.workload, request.workload.batch);
      const begin = performance.now();
      let loss: unknown;
      for (let step = 0; step < request.steps; step += 1) loss = await model.trainOnBatch(x, y);
      return { seconds: (performance.now() - begin) / 1000, parameters: model.countParams(), loss };
    }
    case 'predict': {
      const { model, x, values } = one(request.workload, request.batch);
      const begin = performance.now();
      for (let call = 0; call < request.calls; call += 1) {
        const output = tf.tidy(() => model.predict(tf.tensor(values, x.shape)) as Tensor);
        await output.data();
        output.dispose();
      }
      return { seconds: (performance.now() - begin) / 1000, parameters: model.countParams() };
    }
    case 'losses':
      return { losses: await losses(request.workload, request.from, request.steps) };
    case 'memory':
      return { bytes: peakMemory() };
    default:
      throw new Error(`stock tfjs is not asked for ${request.ask}`);
  }
}

function one(workload: Workload, batch: number): Prepared {
  const key = `${workload.name} ${batch}`;
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const { x, y } = makeData(workload, batch);
  const made = {
    model: stockModel(tf, workload),
    x: tf.tensor(x.values, [...x.shape]),
    y: tf.tensor(y.values, [...y.shape]),
    values: x.values,
  };
  prepared.set(key, made);
  return made;
}

async function losses(workload: Workload, { file, arrays }: ArrayFile, steps: number): Promise<number[]> {
  const bytes = readFileSync(file);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  let start = 0;
  const tensors = arrays.map(({ shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    start += size;
    return tf.tensor(values.slice(start - size, start), [...shape]);
  });
  const model = stockModel(tf, workload);
  const [x, y] = tensors.slice(-2);
  if (x === undefined || y === undefined) throw new RangeError('the file has no batch');
  model.setWeights(tensors.slice(0, -2));
  const told: number[] = [];
  for (let step = 0; step < steps; step += 1) told.push(Number(await model.trainOnBatch(x, y)));
  model.dispose();
  tf.dispose(tensors);
  return told;
}
