/** A run's model with its best weights, ready to predict: opened once, kept while its process is warm. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../process/replace-file.ts';
import { type Job, runFiles } from '../../shared/contract/engine.ts';
import type { Fitted } from '../../shared/data/fitted.ts';
import { StudioError } from '../../shared/problem.ts';
import { createDatasetStore, type DatasetStore } from '../data/dataset-store.ts';
import { prepareData, type Samples } from '../data/prepare.ts';
import { type Engine, loadEngine } from '../engine/backend.ts';
import type { TypedArray } from '../engine/traced/tracer.ts';
import { loadCheckpoint } from '../keras-file/checkpoint.ts';
import { batchesOf } from './epoch-order.ts';
import { hasStatefulLayers, withBatchSize } from './model/batch-twin.ts';
import { isStateful } from './model/carried-states.ts';
import { buildModel, type Model, type WeightValues } from './model/build-model.ts';
import { readFitted, readJob } from './open-run.ts';
import { arrayFeed } from './training/batch.ts';
import { createModelPredictor, type ModelPredictor } from './training/predictor.ts';

const predictBatchSize = 256;
/** An imported model whose project has no data yet. */
const noData: Fitted = { version: 1, kind: 'table', features: [], targets: [], length: null, split: null };

export interface TrainedModel {
  readonly job: Job;
  readonly fitted: Fitted;
  readonly engine: Engine;
  readonly store: DatasetStore;
  readonly model: Model;
  readonly predictor: ModelPredictor;
  readonly weights: readonly WeightValues[];
}

interface Cached {
  readonly key: string;
  readonly trained: TrainedModel;
}
let cached: Cached | undefined;

/** Throws `run/no-weights` before the first checkpoint. */
export async function openTrainedModel(runFolder: string, dataFolder: string, name?: string): Promise<TrainedModel> {
  const checkpoint = await weightsFile(runFolder, name);
  const job = await readJob(runFolder);
  // An imported model may get other data than those it was opened with.
  const key = `${checkpoint.key} ${JSON.stringify([job.source, job.recipe])}`;
  if (cached?.key === key) return cached.trained;
  cached?.trained.predictor.dispose();
  cached?.trained.model.dispose();
  cached = undefined;
  const store = createDatasetStore({ folder: dataFolder });
  const fitted = (await readFitted(runFolder)) ?? (await fitImported(runFolder, job, store));
  if (!fitted) throw new StudioError('run/no-weights', {});
  const engine = await loadEngine(job.engine);
  // Whatever batches it was trained with, it predicts any number of samples; states belong to one series at a time.
  const config = withBatchSize(job.model, hasStatefulLayers(job.model) ? 1 : null);
  const model = buildModel(engine.tf, config, { seed: job.settings.seed });
  const { weights } = await loadCheckpoint(checkpoint.path);
  model.setWeights(weights);
  const trained = { job, fitted, engine, store, model, predictor: createModelPredictor(engine.tf, model), weights };
  cached = { key, trained };
  return trained;
}

/** What the recipe learns from the data of a run that was not trained here; nothing while it has none. */
async function fitImported(runFolder: string, job: Job, store: DatasetStore): Promise<Fitted | undefined> {
  if (job.source === null) return noData;
  const { fitted } = await prepareData({ store, source: job.source, recipe: job.recipe });
  await replaceFile(join(runFolder, runFiles.fitted), JSON.stringify(fitted));
  return fitted;
}

/**
 * The checkpoint that is asked for; otherwise the best epoch's where the run keeps them, those that early stopping would go
 * back to, or the last ones.
 */
export async function weightsFile(
  runFolder: string,
  wanted?: string,
): Promise<{ readonly path: string; readonly key: string }> {
  for (const name of wanted === undefined ? [runFiles.best, runFiles.stopping, runFiles.last] : [wanted]) {
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

/**
 * Predictions of the first output, and the inputs and truths they belong to, for consecutive samples. Stateful models read
 * them one by one, each series from its beginning, so that sample 100 is told with the memory of the 99 before it.
 */
export async function predictSamples(
  trained: TrainedModel,
  samples: Samples,
  offset: number,
  limit: number,
): Promise<{ readonly outputs: SampleOutputs; readonly truths: SampleOutputs | null; readonly inputs: SampleOutputs }> {
  const { model, predictor } = trained;
  const count = Math.max(0, Math.min(limit, samples.count - offset));
  const outputs: TypedArray[] = [];
  const truths: TypedArray[] = [];
  const inputs: TypedArray[] = [];
  let outputShape: readonly number[] = [];
  let truthShape: readonly number[] = [];
  let inputShape: readonly number[] = [];
  for (const pass of passesOver(trained, samples, offset, count)) {
    const batch = samples.batch(pass.indices);
    if (pass.forgets) model.resetStates();
    const { values, shapes } = await predictor.predictHost(
      batch.x.map((x, index) => arrayFeed(x, batch.xShapes[index])),
    );
    if (!pass.isAsked) continue;
    if (values[0]) outputs.push(values[0]);
    outputShape = shapes[0]?.slice(1) ?? [];
    if (batch.x[0]) inputs.push(batch.x[0]);
    inputShape = batch.xShapes[0]?.slice(1) ?? [];
    if (batch.y[0]) truths.push(batch.y[0]);
    truthShape = batch.yShapes[0]?.slice(1) ?? [];
  }
  model.resetStates();
  return {
    outputs: { values: joined(outputs), shape: outputShape },
    truths: truths.length > 0 ? { values: joined(truths), shape: truthShape } : null,
    inputs: { values: joined(inputs), shape: inputShape },
  };
}

interface Pass {
  readonly indices: Int32Array;
  /** The model begins anew before it. */
  readonly forgets: boolean;
  /** false: only to bring the states up to the samples that are asked for. */
  readonly isAsked: boolean;
}

function* passesOver({ model, job }: TrainedModel, samples: Samples, offset: number, count: number): Generator<Pass> {
  if (!isStateful(model)) {
    const order = Int32Array.from({ length: count }, (_, index) => offset + index);
    for (const indices of batchesOf(order, predictBatchSize)) yield { indices, forgets: false, isAsked: true };
    return;
  }
  if (count === 0) return;
  const forgetsAlways = job.settings.stateReset === 'batch';
  const groupOf = (index: number): string | null => samples.origin(index).group;
  let start = offset;
  while (!forgetsAlways && start > 0 && groupOf(start - 1) === groupOf(offset)) start -= 1;
  for (let index = start; index < offset + count; index++) {
    const forgets = forgetsAlways || index === start || groupOf(index) !== groupOf(index - 1);
    yield { indices: Int32Array.of(index), forgets, isAsked: index >= offset };
  }
}

function joined(parts: readonly TypedArray[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
