/** Trains a document in this process, as an engine process would: run folder, events, checkpoint. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { runFiles } from '../../shared/contract/checkpoints.ts';
import type { EngineEvent } from '../../shared/contract/run-events.ts';
import { batchFacts } from '../../shared/data/batch-facts.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import type { InputSpec } from '../../shared/data/spec-types.ts';
import type { RunId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { compileRun } from '../../main/runs/compile-run.ts';
import { createEventChannel } from '../../main/trainer/event-channel.ts';
import type { RunControl } from '../../main/trainer/run-control.ts';
import { trainRun } from '../../main/trainer/train-run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export interface PlaceOptions {
  readonly engine: EngineChoice;
  /** The run is stopped before this many training steps of this call are done. */
  readonly stopAfter?: number;
  /** Goes on with the run of this folder. */
  readonly resume?: string;
  /** What the recipe makes, where only preparing could tell. */
  readonly inputs?: readonly InputSpec[];
}

export interface RunInPlace {
  readonly folder: string;
  readonly events: readonly EngineEvent[];
  /** Loss of every step. */
  readonly losses: readonly unknown[];
  /** Figures of every complete epoch. */
  readonly epochs: readonly unknown[];
  /** The last checkpoint, byte for byte: weights, optimizer, states, counts. */
  readonly last: Buffer;
}

export async function trainInPlace(
  doc: ProjectDoc,
  { engine, stopAfter, resume, inputs }: PlaceOptions,
): Promise<RunInPlace> {
  const folder = resume ?? temporaryFolder();
  const job = await compileRun('run-test' as RunId, doc, engine, (source, recipe) =>
    Promise.resolve({ inputs: inputs ?? inputSpec(recipe, source).inputs, batches: batchFacts(source, recipe) }),
  );
  await writeFile(join(folder, runFiles.job), JSON.stringify(job));
  const events = createEventChannel(() => performance.now());
  const checkpoint = join(folder, runFiles.last);
  const training = trainRun({
    runFolder: folder,
    dataFolder: folder,
    job,
    from: resume === undefined ? null : { checkpoint, mode: 'resume' },
    control: stopping(stopAfter),
    events,
  }).finally(() => events.close());
  const seen: EngineEvent[] = [];
  for await (const event of events.stream()) seen.push(event);
  await training;
  return {
    folder,
    events: seen,
    losses: seen.flatMap((event) => (event.kind === 'batches' ? (event.figures['loss'] ?? []) : [])),
    epochs: seen.flatMap((event) => (event.kind === 'epoch' ? [event.figures] : [])),
    last: await readFile(checkpoint),
  };
}

/** Asked before every step whether the run is to stop. */
function stopping(after = Number.POSITIVE_INFINITY): RunControl {
  let asked = 0;
  return {
    pause: () => {},
    resume: () => {},
    stop: () => {},
    isPaused: false,
    get isStopped() {
      asked += 1;
      return asked > after;
    },
    untilRunning: () => Promise.resolve(),
  };
}
