/** Trains a job in this process, on a small table written in the test: every event, and the run's folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../shared/contract/run-events.ts';
import { jobSchema, type Job } from '../../shared/contract/engine.ts';
import { createEventChannel } from '../../main/trainer/event-channel.ts';
import type { KerasConfig } from '../../main/trainer/model/build-model.ts';
import { createRunControl, type RunControl } from '../../main/trainer/run-control.ts';
import { trainRun, type TrainRunInput } from '../../main/trainer/train-run.ts';
import { toProblem } from '../../main/process/errors.ts';
import { functional, input, node } from '../export/models.ts';

export type EngineEvent = RunEvent['event'];

export interface Trained {
  readonly events: readonly EngineEvent[];
  readonly runFolder: string;
  readonly dataFolder: string;
  readonly job: Job;
}

/** Layers one behind the other as the studio compiles them; the last one is the output. */
export function chainModel(shape: readonly number[], ...layers: readonly KerasConfig[]): KerasConfig {
  const names = ['x', ...layers.map((one) => String(one.config['name']))];
  return functional(
    'model',
    [input('x', shape), ...layers.map((one, index) => node(one, names[index] ?? 'x'))],
    ['x'],
    [names.at(-1) ?? 'x'],
  );
}

export function makeJob(
  model: KerasConfig,
  csv: string,
  steps: readonly object[],
  settings: object,
  engine: 'cpu' | 'portable' = 'cpu',
): Job {
  return jobSchema.parse({
    runId: 'run-test',
    engine,
    model,
    settings: {
      loss: { id: 'mean_squared_error' },
      optimizer: { id: 'sgd', learningRate: 0.01 },
      epochs: 2,
      batchSize: 4,
      ...settings,
    },
    source: { kind: 'inline', format: 'table', name: 'table.csv', content: csv },
    recipe: { version: 1, steps },
  });
}

let runs = 0;
/** `from` continues or resumes in the given folder; `each` sees every event as it comes. */
export async function trainHere(
  folder: string,
  job: Job,
  options: {
    readonly runFolder?: string;
    readonly from?: TrainRunInput['from'];
    readonly each?: (event: EngineEvent, control: RunControl) => void;
  } = {},
): Promise<Trained> {
  const runFolder = options.runFolder ?? join(folder, `run-${++runs}`);
  const dataFolder = join(folder, 'data');
  for (const path of [runFolder, dataFolder]) mkdirSync(path, { recursive: true });
  const control = createRunControl();
  const events = createEventChannel(() => performance.now());
  const all: EngineEvent[] = [];
  const training = trainRun({ runFolder, dataFolder, job, from: options.from ?? null, control, events })
    .catch((error: unknown) => events.emit({ kind: 'status', status: 'failed', problem: toProblem(error) }))
    .finally(() => events.close());
  for await (const event of events.stream()) {
    all.push(event);
    options.each?.(event, control);
  }
  await training;
  return { events: all, runFolder, dataFolder, job };
}

export const lastStatus = ({ events }: Trained) =>
  events.findLast((event): event is EngineEvent & { kind: 'status' } => event.kind === 'status');
export const epochsOf = ({ events }: Trained) =>
  events.filter((event): event is EngineEvent & { kind: 'epoch' } => event.kind === 'epoch');
