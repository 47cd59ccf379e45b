/** Predicts with a trained run: on its own samples, on typed rows, on another file, or by going on with a text. */
import type { Prediction, PredictRequest } from '../../shared/contract/prediction.ts';
import type { SampleSpec } from '../../shared/data/spec-types.ts';
import type { Source } from '../../shared/data/source.ts';
import { StudioError } from '../../shared/problem.ts';
import { pairThreshold } from '../../shared/training/pair-threshold.ts';
import {
  applyRecipe,
  applyToRows,
  freshEpoch,
  generatorSamples,
  prepareData,
  type Prepared,
  type Samples,
} from '../data/prepare.ts';
import { generateText } from './generate-text.ts';
import { predictionTable } from './prediction-table.ts';
import { openTrainedModel, predictSamples, type TrainedModel } from './trained-model.ts';

export interface PredictInput {
  readonly runFolder: string;
  readonly dataFolder: string;
  readonly request: PredictRequest;
  readonly checkpoint?: string | undefined;
}

export async function predictRun({ runFolder, dataFolder, request, checkpoint }: PredictInput): Promise<Prediction> {
  const trained = await openTrainedModel(runFolder, dataFolder, checkpoint);
  if (request.kind === 'text') return generateText(trained, request);
  const { source, spec, samples, offset, limit } = await chooseSamples(trained, request);
  const [target] = spec.targets;
  if (!target) throw new StudioError('target/missing', {});
  const predicted = await predictSamples(trained, samples, offset, limit);
  const nearness = pairThreshold(trained.job.settings);
  return predictionTable({ source, fitted: trained.fitted, target, nearness, samples, offset, ...predicted });
}

interface Chosen {
  readonly source: Source;
  readonly spec: SampleSpec;
  readonly samples: Samples;
  readonly offset: number;
  readonly limit: number;
}

async function chooseSamples(
  trained: TrainedModel,
  request: Exclude<PredictRequest, { kind: 'text' }>,
): Promise<Chosen> {
  const { job, fitted, store } = trained;
  const { source, recipe } = job;
  if (source === null) throw new StudioError('training/no-data', {});
  if (request.kind === 'values') {
    const prepared = await applyToRows({ source, recipe, fitted, columns: request.columns, rows: request.rows });
    return { source, spec: prepared.spec, samples: prepared.all, offset: 0, limit: prepared.all.count };
  }
  if (request.kind === 'file') {
    const other = await store.sourceOf(request.sha256);
    const prepared = await applyRecipe({ store, source: other, recipe, fitted });
    return { source: other, spec: prepared.spec, samples: prepared.all, offset: request.offset, limit: request.limit };
  }
  if (source.kind === 'generator' && (request.split === 'all' || request.split === 'test')) {
    const prepared = await prepareData({ store, source, recipe });
    const fresh = generatorSamples(
      { ...source, seed: request.seed ?? source.seed },
      Math.max(source.samples, request.offset + request.limit),
      freshEpoch,
    );
    return { source, spec: prepared.spec, samples: fresh, offset: request.offset, limit: request.limit };
  }
  const prepared = await prepareData({ store, source, recipe, fitted });
  return {
    source,
    spec: prepared.spec,
    samples: partOf(prepared, request.split),
    offset: request.offset,
    limit: request.limit,
  };
}

function partOf(prepared: Prepared, split: 'train' | 'validation' | 'test' | 'all'): Samples {
  if (split === 'all') return prepared.all;
  const part = prepared[split];
  if (!part || part.count === 0) throw new StudioError('data/split-empty', { part: split });
  return part;
}
