/** The addition template (S7) as a run of the product: the same job, trainer and files as from the app. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareData, type Samples } from '../../../main/data/prepare.ts';
import { createDatasetStore } from '../../../main/data/dataset-store.ts';
import { newProject } from '../../../main/projects/new-project.ts';
import { compileRun } from '../../../main/runs/compile-run.ts';
import { createEventChannel } from '../../../main/trainer/event-channel.ts';
import { createRunControl } from '../../../main/trainer/run-control.ts';
import { trainRun } from '../../../main/trainer/train-run.ts';
import { batchFacts } from '../../../shared/data/batch-facts.ts';
import { inputSpec } from '../../../shared/data/sample-spec.ts';
import { fromFigure } from '../../../shared/contract/figures.ts';
import { type Job, runFiles } from '../../../shared/contract/engine.ts';
import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import { newId, type ProjectId, type RunId } from '../../../shared/ids.ts';
import { writeFile } from 'node:fs/promises';
import { writeArrays, type NumberArray } from '../array-file.ts';
import type { ArrayFile, EpochAnswer } from '../requests.ts';

/** The job that pressing Train on a new project of the template makes. */
export function templateJob(template: string, engine: EngineChoice): Promise<Job> {
  const doc = newProject(newId<ProjectId>('project'), 'bench', template);
  return compileRun(newId<RunId>('run'), doc, engine, async (source, recipe) => {
    if (source.kind !== 'generator') throw new Error(`the template ${template} has no generator`);
    return { inputs: inputSpec(recipe, source).inputs, batches: batchFacts(source, recipe) };
  });
}

/** Runs `use` with the folders of a run, which are removed afterwards. */
export async function withRunFolder<T>(
  job: Job,
  use: (folders: { readonly runFolder: string; readonly dataFolder: string }) => Promise<T>,
): Promise<T> {
  const runFolder = await mkdtemp(join(tmpdir(), 'weft-bench-run-'));
  try {
    await writeFile(join(runFolder, runFiles.job), JSON.stringify(job));
    return await use({ runFolder, dataFolder: runFolder });
  } finally {
    await rm(runFolder, { recursive: true, force: true });
  }
}

/** One epoch of S7 with its validation. Rejects when the run fails. */
export async function trainEpoch(engine: EngineChoice): Promise<EpochAnswer> {
  const job = await templateJob('addition', engine);
  return withRunFolder(job, async (folders) => {
    const events = createEventChannel(() => performance.now());
    const training = trainRun({ ...folders, job, from: null, control: createRunControl(), events }).finally(() =>
      events.close(),
    );
    let answer: EpochAnswer | undefined;
    let parameters = 0;
    for await (const event of events.stream()) {
      if (event.kind === 'started') parameters = event.params;
      if (event.kind === 'epoch') {
        const accuracy = event.figures['val_accuracy'];
        answer = {
          seconds: event.seconds,
          parameters,
          accuracy: accuracy === undefined ? Number.NaN : fromFigure(accuracy),
          steps: event.step,
        };
      }
      if (event.kind === 'status' && event.problem) throw new Error(`the run ended with ${event.problem.code}`);
    }
    await training;
    if (answer === undefined) throw new Error('the run ended without an epoch');
    return answer;
  });
}

/** Writes what the run trains and validates on: x, y, validation x and y. */
export async function writeEpochData(file: string): Promise<ArrayFile> {
  const job = await templateJob('addition', 'cpu');
  return withRunFolder(job, async ({ dataFolder }) => {
    if (job.source === null) throw new Error('the template has no data');
    const store = createDatasetStore({ folder: dataFolder });
    const { train, validation } = await prepareData({ store, source: job.source, recipe: job.recipe });
    if (validation === undefined) throw new Error('the template validates on nothing');
    return writeArrays(file, [...allOf(train), ...allOf(validation)]);
  });
}

function allOf(samples: Samples): readonly NumberArray[] {
  const { x, xShapes, y, yShapes } = samples.batch(Int32Array.from({ length: samples.count }, (_, index) => index));
  return [
    ...x.map((values, port) => ({ values: Float32Array.from(values), shape: xShapes[port] ?? [] })),
    ...y.map((values, port) => ({ values, shape: yShapes[port] ?? [] })),
  ];
}
