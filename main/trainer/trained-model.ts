/** A run's model with its best weights, ready to predict: opened once, kept while its process is warm. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Job, runFiles } from '../../shared/contract/engine.ts';
import type { Fitted } from '../../shared/data/fitted.ts';
import { StudioError } from '../../shared/problem.ts';
import { createDatasetStore, type DatasetStore } from '../data/dataset-store.ts';
import type { Samples } from '../data/prepare.ts';
import { type Engine, loadEngine } from '../engine/backend.ts';
import { loadCheckpoint } from '../keras-file/checkpoint.ts';
import { batchesOf } from './epoch-order.ts';
import { batchTensors, disposeBatch } from './batch-tensors.ts';
import { createContext } from './model/context.ts';
import { buildModel, type Model, type WeightValues } from './model/build-model.ts';
import { readFitted, readJob } from './open-run.ts';

const predictBatchSize = 256;

export interface TrainedModel {
  readonly job: Job;
  readonly fitted: Fitted;
  readonly engine: Engine;
  readonly store: DatasetStore;
  readonly model: Model;
  readonly weights: readonly WeightValues[];
}

interface Cached {
  readonly key: string;
  readonly trained: TrainedModel;
}
let cached: Cached | undefined;

/** Throws `run/no-weights` before the first checkpoint. */
export async function openTrainedModel(runFolder: string, dataFolder: string): Promise<TrainedModel> {
  const checkpoint = await newestWeights(runFolder);
  if (cached?.key === checkpoint.key) return cached.trained;
  cached?.trained.model.dispose();
  cached = undefined;
  const job = await readJob(runFolder);
  const fitted = await readFitted(runFolder);
  if (!fitted) throw new StudioError('run/no-weights', {});
  const engine = await loadEngine(job.engine);
  const model = buildModel(engine.tf, job.model, { seed: job.settings.seed });
  const { weights } = await loadCheckpoint(checkpoint.path);
  model.setWeights(weights);
  const trained = { job, fitted, engine, store: createDatasetStore({ folder: dataFolder }), model, weights };
  cached = { key: checkpoint.key, trained };
  return trained;
}

/** The best epoch's weights where the run keeps them, else the last ones. */
export async function newestWeights(runFolder: string): Promise<{ readonly path: string; readonly key: string }> {
  for (const name of [runFiles.best, runFiles.last]) {
    const path = join(runFolder, name);
    const info = await stat(path).catch(() => undefined);
    if (info) return { path, key: `${path} ${info.mtimeMs} ${info.size}` };
  }
  throw new StudioError('run/no-weights', {});
}

export interface SampleOutputs {
  /** Row-major over samples. */
  readonly values: Float32Array;
  /** Of one sample, without the batch. */
  readonly shape: readonly number[];
}

/** Predictions of the first output, and the inputs and truths they belong to, for consecutive samples. */
export async function predictSamples(
  { engine, model }: TrainedModel,
  samples: Samples,
  offset: number,
  limit: number,
): Promise<{ readonly outputs: SampleOutputs; readonly truths: SampleOutputs | null; readonly inputs: SampleOutputs }> {
  const count = Math.max(0, Math.min(limit, samples.count - offset));
  const order = Int32Array.from({ length: count }, (_, index) => offset + index);
  const outputs: Float32Array[] = [];
  const truths: Float32Array[] = [];
  const inputs: (Float32Array | Int32Array)[] = [];
  let outputShape: readonly number[] = [];
  let truthShape: readonly number[] = [];
  let inputShape: readonly number[] = [];
  for (const indices of batchesOf(order, predictBatchSize)) {
    const host = samples.batch(indices);
    const batch = batchTensors(engine.tf, host);
    const [first, ...others] = engine.tf.tidy(() =>
      model.call(batch.x, createContext({ training: false })).outputs.map((output) => output.clone()),
    );
    if (first) {
      outputs.push(Float32Array.from(await first.data()));
      outputShape = first.shape.slice(1);
    }
    for (const tensor of [first, ...others]) tensor?.dispose();
    disposeBatch(batch);
    if (host.x[0]) inputs.push(host.x[0]);
    inputShape = host.xShapes[0]?.slice(1) ?? [];
    if (host.y[0]) truths.push(host.y[0]);
    truthShape = host.yShapes[0]?.slice(1) ?? [];
  }
  return {
    outputs: { values: joined(outputs), shape: outputShape },
    truths: truths.length > 0 ? { values: joined(truths), shape: truthShape } : null,
    inputs: { values: joined(inputs), shape: inputShape },
  };
}

function joined(parts: readonly (Float32Array | Int32Array)[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
