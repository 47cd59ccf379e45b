/** Opens a run in an engine process: its engine, its data as the recipe prepares them, its model. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../process/replace-file.ts';
import { type Job, jobSchema, runFiles } from '../../shared/contract/engine.ts';
import type { Machine } from '../../shared/contract/machine.ts';
import type { Fitted } from '../../shared/data/fitted.ts';
import { StudioError } from '../../shared/problem.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { createDatasetStore, type DatasetStore } from '../data/dataset-store.ts';
import { parseFitted, prepareData, type Prepared } from '../data/prepare.ts';
import type { Engine } from '../engine/backend.ts';
import { trainingPlan } from './epoch-order.ts';
import { buildModel, type Model } from './model/build-model.ts';
import { createWeighing, type Weighing } from './sample-weights.ts';
import { keepMachine, loadRunEngine, recordMode, type RunMachine } from './run-machine.ts';
import { createTrainStep, type TrainStep } from './training/train-step.ts';

export interface OpenRun {
  readonly job: Job;
  readonly runFolder: string;
  readonly engine: Engine;
  readonly machine: Machine;
  readonly differences: RunMachine['differences'];
  readonly store: DatasetStore;
  readonly data: Prepared;
  readonly model: Model;
  readonly trainer: TrainStep;
  readonly weighing: Weighing;
  readonly stepsPerEpoch: number;
  /** The machine, where steps have come to run otherwise than was told last; the run's record then says so too. */
  changedMachine(): Promise<Machine | null>;
  /** Frees tensors; the process may go on with another run. */
  close(): void;
}

export async function readJob(runFolder: string): Promise<Job> {
  return jobSchema.parse(JSON.parse(await readFile(join(runFolder, runFiles.job), 'utf8')));
}

/** What the recipe learned from the training part when the run first started; undefined before. */
export async function readFitted(runFolder: string): Promise<Fitted | undefined> {
  let text: string;
  try {
    text = await readFile(join(runFolder, runFiles.fitted), 'utf8');
  } catch {
    return undefined;
  }
  return parseFitted(JSON.parse(text));
}

export async function openRun({
  runFolder,
  dataFolder,
  job,
}: {
  readonly runFolder: string;
  readonly dataFolder: string;
  readonly job: Job;
}): Promise<OpenRun> {
  const { source } = job;
  if (source === null) throw new StudioError('training/no-data', {});
  const loaded = await loadRunEngine(runFolder, job.engine);
  const { engine } = loaded;
  const store = createDatasetStore({ folder: dataFolder });
  const fitted = await readFitted(runFolder);
  const data = await prepareData({ store, source, recipe: job.recipe, ...(fitted ? { fitted } : {}) });
  if (!fitted) await replaceFile(join(runFolder, runFiles.fitted), JSON.stringify(data.fitted));
  const isEndless = source.kind === 'generator' && source.fresh;
  const { order } = trainingPlan(data.train, job.settings, isEndless, 1);
  const stepsPerEpoch = Math.ceil(order.length / job.settings.batchSize);
  const model = buildModel(engine.tf, job.model, { seed: job.settings.seed });
  const compiled = compileConfig(job.settings, { stepsPerEpoch, outputs: model.outputs.length });
  const weighing = createWeighing(data, job.settings.classWeights);
  const trainer = createTrainStep({
    tf: engine.tf,
    model,
    loss: compiled.loss,
    lossWeights: compiled.loss_weights,
    optimizer: compiled.optimizer,
    metrics: compiled.metrics,
    mode: loaded.mode,
    threads: engine.threads,
    checkAt: [stepsPerEpoch],
  });
  const { machine, differences } = await keepMachine(runFolder, loaded, trainer.mode());
  let told = machine;
  return {
    job,
    runFolder,
    engine,
    machine,
    differences,
    store,
    data,
    model,
    trainer,
    weighing,
    stepsPerEpoch,
    changedMachine: async () => {
      const changed = await recordMode(runFolder, told, trainer.mode());
      told = changed ?? told;
      return changed;
    },
    close: () => {
      trainer.dispose();
      model.dispose();
    },
  };
}
