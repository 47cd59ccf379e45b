import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PredictRequest } from '../../../shared/contract/prediction.ts';
import { createDatasetStore } from '../../data/dataset-store.ts';
import { csvText } from '../../handlers/csv-text.ts';
import { forkEngine } from '../../process/fork-engine.ts';
import { asError } from '../../runs/compile-run.ts';
import { createModelHost } from '../../runs/model-host.ts';
import { readJob } from '../../runs/run-folder.ts';
import { findRun, inWords, type RunPlace } from '../run-words.ts';
import type { RunId } from '../../../shared/ids.ts';

interface PredictWords {
  readonly file?: string;
  readonly split: 'train' | 'validation' | 'test' | 'all';
  readonly text?: string;
  readonly characters: number;
  readonly temperature: number;
  readonly seed: number;
  readonly limit: number;
  readonly out?: string;
  readonly checkpoint?: string;
}

/** `weft predict` prints what a trained run predicts, as CSV in the file's own units. */
export function register(program: Command): void {
  program
    .command('predict <run>')
    .description("print a run's predictions as CSV (the run's id, or its folder)")
    .option('--file <file>', 'predict the rows of this file, prepared as the run prepared its own')
    .addOption(
      new Option('--split <part>', "predict a part of the run's own data")
        .choices(['train', 'validation', 'test', 'all'])
        .default('validation'),
    )
    .option('--text <start>', 'continue this text (character models)')
    .option('--characters <number>', 'characters to write', count, 200)
    .option('--temperature <number>', 'how freely the text goes on', positive, 0.5)
    .option('--seed <number>', 'seed of the text, or of fresh generated samples', count, 1)
    .option('--limit <number>', 'at most this many samples', count, 10_000)
    .option('--checkpoint <name>', 'one of its checkpoints (weft runs checkpoints); the best or the last otherwise')
    .option('--out <file>', 'write to this file')
    .action(predict);
}

async function predict(word: string, words: PredictWords): Promise<void> {
  const place = findRun(word);
  const models = createModelHost(forkEngine());
  try {
    const { engine } = await readJob(place.runFolder, basename(word) as RunId); // the id only names the run in an error
    const request = await requestOf(place, words);
    const { columns, rows, text } = await models.use(engine, (client) => client.predict({ ...place, request, checkpoint: words.checkpoint }));
    const output =
      text === null
        ? csvText(
            columns.map(({ name }) => name),
            rows,
          )
        : `${text}\n`;
    if (words.out === undefined) process.stdout.write(output);
    else await writeFile(words.out, output);
  } catch (error) {
    throw inWords(error);
  } finally {
    await models.close();
  }
}

async function requestOf({ dataFolder }: RunPlace, words: PredictWords): Promise<PredictRequest> {
  const { text, characters, temperature, seed, limit, file, split } = words;
  if (text !== undefined) return { kind: 'text', seedText: text, characters, temperature, seed };
  if (file === undefined) return { kind: 'split', split, offset: 0, limit: Math.min(limit, 10_000), seed };
  const store = createDatasetStore({ folder: dataFolder });
  try {
    const imported = await store.import(file, { name: basename(file) });
    if (!imported.ok) throw asError(imported.problem);
    return { kind: 'file', sha256: imported.value.sha256, offset: 0, limit };
  } finally {
    await store.close();
  }
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1 on');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}
