import { type EngineChoice, engineChoices } from '../../../shared/contract/engine-choice.ts';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { historyFormats } from '../../../shared/contract/checkpoints.ts';
import type { EngineEvent } from '../../../shared/contract/run-events.ts';
import { type Figure, fromFigure } from '../../../shared/contract/figures.ts';
import type { RunId } from '../../../shared/ids.ts';
import type { ProjectDoc } from '../../../shared/project-doc.ts';
import { createCore } from '../../core.ts';
import { createDatasetStore } from '../../data/dataset-store.ts';
import { type StudioClient, studioClient } from '../../process/client-port.ts';
import { forkData, forkEngine } from '../../process/fork-engine.ts';
import { createPortPair } from '../../process/port.ts';
import { corePaths } from '../../projects/paths.ts';
import { readProjectText } from '../../projects/project-file.ts';
import { asError } from '../../runs/compile-run.ts';
import { inWords } from '../run-words.ts';

interface TrainWords {
  readonly engine: EngineChoice;
  readonly data?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly history?: string;
}

/** `weft train` runs a project's training without a window, on the same core as the app. */
export function register(program: Command): void {
  program
    .command('train <project>')
    .description(
      'train a project file (.weft.json) and print its figures epoch by epoch; Ctrl-C stops and keeps the weights',
    )
    .addOption(new Option('--engine <which>', 'engine to train with').choices(engineChoices).default('auto'))
    .option('--data <file...>', 'data files that the project names and this computer has not imported yet')
    .option('--out <folder>', 'copy the run (job, fitted values, checkpoints) to this folder')
    .option('--history <folder>', 'write the figures here: CSV by epoch and by step, and TensorBoard event files')
    .option('--json', 'print every event as one line of JSON')
    .action(train);
}

async function train(file: string, words: TrainWords): Promise<void> {
  const paths = corePaths();
  const doc = await readProject(file);
  await importFiles(paths.data, words.data ?? []);
  const core = createCore({
    paths,
    startEngine: forkEngine(),
    startData: forkData,
    now: Date.now,
    version: 'cli',
    mode: 'served',
    engine: words.engine,
  });
  const [ours, theirs] = createPortPair();
  core.serve(theirs);
  try {
    const client = studioClient(ours);
    const { runId } = await client.run.start({ doc, engine: words.engine, from: { kind: 'new' } });
    await follow(client, runId, words.json === true);
    const { run } = await client.run.get({ runId });
    if (run.problem) throw asError([run.problem]);
    const folder = join(paths.runs, runId);
    if (words.history !== undefined) await writeHistory(client, runId, words.history);
    if (words.out !== undefined) await cp(folder, words.out, { recursive: true });
    console.log(words.json === true ? JSON.stringify(run) : `${run.status}: run ${runId} in ${words.out ?? folder}`);
  } catch (error) {
    throw inWords(error);
  } finally {
    ours.close();
    await core.close();
  }
}

/** TensorBoard's files as a folder that it opens at once, not as the zip that a browser keeps. */
async function writeHistory(client: StudioClient, runId: RunId, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const format of historyFormats) {
    const { name, file } = await client.run.history({ runId, format });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const files = format === 'tensorboard' ? unzipSync(bytes) : { [name]: bytes };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  }
}

async function readProject(file: string): Promise<ProjectDoc> {
  const read = readProjectText(await readFile(file, 'utf8'));
  if (!read.ok) throw inWords(asError([{ ...read.problem, file: basename(file) }]));
  return read.value;
}

async function importFiles(folder: string, files: readonly string[]): Promise<void> {
  const store = createDatasetStore({ folder });
  try {
    for (const file of files) {
      const imported = await store.import(file, { name: basename(file) });
      if (!imported.ok) throw inWords(asError(imported.problem));
    }
  } finally {
    await store.close();
  }
}

async function follow(client: StudioClient, runId: RunId, json: boolean): Promise<void> {
  const stop = () => void client.run.control({ runId, action: 'stop' }).catch(() => {});
  process.once('SIGINT', stop);
  for await (const events of await client.run.watch({ runId, afterSeq: 0 })) {
    for (const { event } of events) {
      const line = json ? JSON.stringify(event) : lineOf(event);
      if (line !== undefined) console.log(line);
    }
  }
  process.removeListener('SIGINT', stop);
}

function lineOf(event: EngineEvent): string | undefined {
  if (event.kind === 'started')
    return `${event.engine} on ${event.device}${machineText(event.machine)}: ${event.samples} samples, ${event.params} parameters, ${event.epochs} epochs${paddingText(event.counts)}`;
  if (event.kind !== 'epoch') return undefined;
  return `epoch ${event.epoch}  ${Object.entries(event.figures).map(figureText).join('  ')}  (${event.seconds.toFixed(1)} s)`;
}

const paddingSchema = z.object({ padding: z.object({ plain: z.number(), bucketed: z.number().nullable() }) });

/** How much of the steps is padding, where samples differ in length. */
function paddingText(counts: Extract<EngineEvent, { kind: 'started' }>['counts']): string {
  const found = paddingSchema.safeParse(counts);
  if (!found.success) return '';
  const { plain, bucketed } = found.data.padding;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  if (bucketed === null) return `; ${percent(plain)} of the steps are padding`;
  return `; ${percent(bucketed)} of the steps are padding, ${percent(plain)} with batches of any length`;
}

const machineText = (machine: Extract<EngineEvent, { kind: 'started' }>['machine']): string =>
  machine ? ` (${machine.instructionSet}, ${machine.threads} threads, ${machine.mode})` : '';

const figureText = ([name, figure]: [string, Figure]): string => `${name} ${Number(fromFigure(figure).toPrecision(5))}`;
