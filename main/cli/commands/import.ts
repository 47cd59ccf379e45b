/** `weft import FILE…`: a Keras or TensorFlow.js model as a project with a run, which the app lists and `weft` commands use. */
import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { type ChosenFile, sendModel } from '../../../shared/contract/send-model.ts';
import { problemText, translator } from '../../../shared/i18n/translate.ts';
import { StudioError } from '../../../shared/problem.ts';
import { systemReason } from '../../process/system-reason.ts';
import { withCore } from '../core-client.ts';
import { inWords } from '../run-words.ts';

export function register(program: Command): void {
  program
    .command('import <files...>')
    .description(
      'make a project of a .keras, .h5 or TensorFlow.js model (model.json, with its weights beside it, or a zip)',
    )
    .option('--out <project>', 'also write the project file (.weft.json) here')
    .action(importFiles);
}

async function importFiles(words: readonly string[], { out }: { readonly out?: string }): Promise<void> {
  try {
    await withCore('auto', async (client) => {
      const { projectId, runId, notes } = await sendModel(client.model, await chosenFiles(words), null);
      for (const note of notes) console.error(problemText(note, translator('en')));
      if (out !== undefined) {
        const { file } = await client.project.download({ id: projectId });
        await writeFile(out, Buffer.from(await file.arrayBuffer()));
      }
      console.log(`project ${projectId}, run ${runId}${out === undefined ? '' : `, ${out}`}`);
    });
  } catch (error) {
    throw inWords(error);
  }
}

/** Of a `model.json` alone, what lies beside it comes along: it names its weights without saying more. */
async function chosenFiles(words: readonly string[]): Promise<ChosenFile[]> {
  const [first = ''] = words;
  const paths = words.length === 1 && first.endsWith('.json') ? [first, ...(await weightsBeside(first))] : words;
  return Promise.all(paths.map(readChosen));
}

async function weightsBeside(model: string): Promise<string[]> {
  const folder = dirname(model);
  return (await readdir(folder)).filter((name) => name.endsWith('.bin')).map((name) => join(folder, name));
}

async function readChosen(path: string): Promise<ChosenFile> {
  const name = basename(path);
  try {
    // What a person names is theirs to name; what was only found beside it must not lead elsewhere.
    if ((await lstat(path)).isSymbolicLink()) throw new StudioError('model/outside', { where: name });
    const file = new Blob([await readFile(path)]);
    return { name, size: file.size, slice: (from, to) => file.slice(from, to) };
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('file/read-failed', { reason: systemReason(error) }, { file: name });
  }
}
