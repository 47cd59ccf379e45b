/** `weft summary WHAT`: the table that Keras' `model.summary` prints, of a project, a template, a `.keras` file or a run. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { inferGraph } from '../../../shared/graph/infer-shapes.ts';
import { optimizerSize } from '../../../shared/graph/summary-optimizer.ts';
import { summaryText } from '../../../shared/graph/summary-text.ts';
import { summarize, type Summary } from '../../../shared/graph/summary.ts';
import { problemText, translator } from '../../../shared/i18n/translate.ts';
import type { RunId } from '../../../shared/ids.ts';
import type { ProjectDoc } from '../../../shared/project-doc.ts';
import { StudioError } from '../../../shared/problem.ts';
import { compileConfig } from '../../../shared/training/compile-config.ts';
import type { TrainingSettings } from '../../../shared/training/training-settings.ts';
import { readKerasFile } from '../../keras-file/read-keras.ts';
import { readJob } from '../../runs/run-folder.ts';
import { summarizeConfig } from '../../trainer/model/summary.ts';
import { drawingData, readDrawing, templateWords } from '../drawing-words.ts';
import { findRun, inWords } from '../run-words.ts';

interface SummaryWords {
  readonly expandNested?: boolean;
  readonly showTrainable?: boolean;
  readonly optimizer?: boolean;
  readonly lineLength?: number;
  readonly out?: string;
}

export function register(program: Command): void {
  program
    .command('summary <what>')
    .description("print the model's layers, shapes and counts as Keras does: a project, template, .keras file or run")
    .option('--expand-nested', 'also list the layers inside of blocks')
    .option('--show-trainable', 'say of every layer whether it is trained')
    .option('--optimizer', 'of a project: count what its optimizer keeps, as after the first step')
    .option('--line-length <characters>', 'width of the table', toLineLength)
    .option('--out <file>', 'write the text to a file')
    .action(printSummary);
}

function toLineLength(word: string): number {
  const length = Number(word);
  if (!Number.isInteger(length) || length < 40 || length > 1000)
    throw new InvalidArgumentError('Expected a whole number from 40 to 1000.');
  return length;
}

async function printSummary(word: string, words: SummaryWords): Promise<void> {
  const { lineLength, showTrainable = false, expandNested = false, out } = words;
  const summary = await summaryOf(word, words.optimizer === true).catch((error: unknown) => {
    throw error instanceof StudioError ? inWords(error) : error;
  });
  const text = summaryText(summary, {
    showTrainable,
    expandNested,
    ...(lineLength === undefined ? {} : { lineLength }),
  });
  if (out === undefined) process.stdout.write(`${text}\n`);
  else await writeFile(out, `${text}\n`);
}

async function summaryOf(word: string, withOptimizer: boolean): Promise<Summary> {
  const doc = await readDrawing(word);
  if (doc) return ofDrawing(doc, withOptimizer);
  if (word.endsWith('.keras') && existsSync(word)) {
    const { config, compile } = await readKerasFile(word);
    return summarizeConfig(config, compile);
  }
  const { runFolder } = findRunOrSay(word);
  const { model, settings } = await readJob(runFolder, basename(word) as RunId); // the id only names the run in an error
  return summarizeConfig(model, { optimizer: optimizerOf(settings) });
}

function findRunOrSay(word: string): ReturnType<typeof findRun> {
  try {
    return findRun(word);
  } catch {
    throw new Error(
      `There is nothing to summarise called "${word}": expected a project file (.json), a .keras file, a run's id or folder, or a template (${templateWords}).`,
    );
  }
}

const optimizerOf = (settings: TrainingSettings) => compileConfig(settings, { stepsPerEpoch: 1 }).optimizer;

async function ofDrawing(doc: ProjectDoc, withOptimizer: boolean): Promise<Summary> {
  const { inputSpecs, missing } = await drawingData(doc);
  if (missing !== undefined) console.error(`Some sizes are open: ${missing}`);
  const { graph } = doc;
  const inference = inferGraph(graph, { inputSpecs });
  const t = translator('en');
  for (const found of inference.problems) if (found.severity === 'error') console.error(problemText(found, t));
  const summary = summarize(graph, inference, graph.definitions);
  if (!withOptimizer) return summary;
  const { class_name: name, config } = optimizerOf(doc.training);
  return { ...summary, optimizer: optimizerSize(name, config, summary.total.trainable) };
}
