/** A job opened to be timed: engine, data and the order of the first epoch, without a run folder. */
import type { ProbedJob } from '../../../shared/contract/probe.ts';
import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import type { Job } from '../../../shared/contract/engine.ts';
import { StudioError } from '../../../shared/problem.ts';
import { createDatasetStore, type DatasetStore } from '../../data/dataset-store.ts';
import { prepareData, type Prepared, type Samples } from '../../data/prepare.ts';
import { type Engine, loadEngine } from '../../engine/backend.ts';
import { batchesOf, trainingPlan, validationPlan } from '../epoch-order.ts';
import { createWeighing, type Weighing } from '../sample-weights.ts';

export interface OpenedJob {
  readonly engine: Engine;
  readonly data: Prepared;
  readonly weighing: Weighing;
  /** Sample numbers of a few batches of the first epoch, from its beginning, middle and end. */
  readonly batches: readonly Int32Array[];
  /** The same of the validation part; empty without one. */
  readonly validationBatches: readonly Int32Array[];
  readonly counts: ProbedJob;
  close(): Promise<void>;
}

/** Batches that take turns while steps are timed. */
const mostBatches = 4;

/**
 * `threads`: what libraries are to use that read it only once, when they are loaded. Throws `training/no-data`, and what is
 * wrong with the data.
 */
export async function openProbedJob(
  job: Job,
  dataFolder: string,
  choice: EngineChoice,
  threads: number | null,
): Promise<OpenedJob> {
  const { source, settings } = job;
  if (source === null) throw new StudioError('training/no-data', {});
  const engine = await loadEngine(choice, threads === null ? undefined : { instructionSet: '', threads });
  const store = createDatasetStore({ folder: dataFolder });
  try {
    const data = await prepareData({ store, source, recipe: job.recipe });
    const { train, validation } = data;
    const isEndless = source.kind === 'generator' && source.fresh;
    const plan = trainingPlan(train, settings, isEndless, 1);
    const { batches, steps } = someBatches(plan.order, settings.batchSize);
    if (train.count === 0 || steps === 0) throw new StudioError('training/no-data', {});
    const validating = validation ? someOf(validation, job) : { batches: [], steps: 0 };
    return {
      engine,
      data,
      weighing: createWeighing(data, settings.classWeights),
      batches,
      validationBatches: validating.batches,
      counts: {
        samples: train.count,
        validationSamples: validation?.count ?? 0,
        stepsPerEpoch: steps,
        validationSteps: validating.steps,
      },
      close: () => closing(store),
    };
  } catch (error) {
    await closing(store);
    throw error;
  }
}

const closing = (store: DatasetStore): Promise<void> => Promise.resolve(store.close());

const someOf = (samples: Samples, { settings }: Job): SomeBatches =>
  someBatches(validationPlan(samples, settings).order, settings.batchSize);

interface SomeBatches {
  readonly batches: readonly Int32Array[];
  readonly steps: number;
}

/** Full batches of the whole order; the smaller last one only where it is the only one. */
function someBatches(order: Int32Array, batchSize: number): SomeBatches {
  const all = [...batchesOf(order, batchSize)];
  const full = all.filter(({ length }) => length === batchSize);
  const from = full.length > 0 ? full : all;
  const count = Math.min(mostBatches, from.length);
  const batches = Array.from({ length: count }, (_, index) => from[Math.floor((index * from.length) / count)]);
  return { batches: batches.filter((batch) => batch !== undefined), steps: all.length };
}
