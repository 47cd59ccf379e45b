/** `weft estimate WHAT`: how long a run of a project would take here, in how much memory, and on what; nothing is trained. */
import { type Command, Option } from 'commander';
import { type EngineChoice, engineChoices } from '../../../shared/contract/engine-choice.ts';
import type { Estimate } from '../../../shared/contract/probe.ts';
import { type Language, languages } from '../../../shared/i18n/index.ts';
import { translator } from '../../../shared/i18n/translate.ts';
import type { ProjectDoc } from '../../../shared/project-doc.ts';
import { estimateWords } from '../../../shared/training/estimate-words.ts';
import { withCore } from '../core-client.ts';
import { readDrawing, templateWords } from '../drawing-words.ts';
import { inWords } from '../run-words.ts';

interface EstimateWordsOfCommand {
  readonly engine: EngineChoice;
  readonly json?: boolean;
  readonly language: Language;
}

export function register(program: Command): void {
  program
    .command('estimate <what>')
    .description(
      'time a few training steps of a project or template, and say how long a run takes and in how much memory',
    )
    .addOption(new Option('--engine <which>', 'engine to train with').choices(engineChoices).default('auto'))
    .addOption(new Option('--language <which>', 'language of the sentences').choices(languages).default('en'))
    .option('--json', 'print the figures as JSON')
    .action(printEstimate);
}

async function printEstimate(what: string, { engine, json, language }: EstimateWordsOfCommand): Promise<void> {
  const doc = await readDrawing(what, language);
  if (!doc)
    throw new Error(`There is no project "${what}": expected a project file (.json) or a template (${templateWords}).`);
  const estimate = await estimateOfProject(doc, engine).catch((error: unknown) => {
    throw inWords(error, language);
  });
  if (json === true) return console.log(JSON.stringify(estimate));
  const { time, on, others, why, notes, memory } = estimateWords(estimate, translator(language));
  for (const line of [time, on, others, why, ...notes, memory]) if (line !== null) console.log(line);
}

/** The last and fullest estimate that the core gives. */
async function estimateOfProject(doc: ProjectDoc, engine: EngineChoice): Promise<Estimate> {
  return withCore(engine, async (client) => {
    let last: Estimate | undefined;
    for await (const one of await client.train.estimate({ doc, engine })) last = one;
    if (!last) throw new Error('The steps of this project could not be timed.');
    return last;
  });
}
