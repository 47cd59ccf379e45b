import { mkdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type ExportFormat, exportFormats } from '../../../shared/contract/export-formats.ts';
import type { RunId } from '../../../shared/ids.ts';
import { forkEngine } from '../../process/fork-engine.ts';
import { createModelHost } from '../../runs/model-host.ts';
import { readJob } from '../../runs/run-folder.ts';
import { findRun, inWords } from '../run-words.ts';

interface ExportWords {
  readonly format: ExportFormat;
  readonly out: string;
  readonly checkpoint?: string;
}

/** `weft export` writes a trained run as files that Keras or TensorFlow.js load. */
export function register(program: Command): void {
  program
    .command('export <run>')
    .description("write a run's model, with its recipe and fitted values, to a folder (the run's id, or its folder)")
    .addOption(new Option('--format <which>', 'format of the model').choices(exportFormats).default('keras'))
    .option('--checkpoint <name>', 'one of its checkpoints (weft runs checkpoints); the best or the last otherwise')
    .requiredOption('--out <folder>', 'folder to write to')
    .action(exportRun);
}

async function exportRun(word: string, { format, out, checkpoint }: ExportWords): Promise<void> {
  const place = findRun(word);
  const models = createModelHost(forkEngine());
  const target = resolve(out);
  try {
    await mkdir(target, { recursive: true });
    const { engine } = await readJob(place.runFolder, basename(word) as RunId); // the id only names the run in an error
    const { files } = await models.use(engine, (client) => client.exportModel({ ...place, format, target, checkpoint }));
    for (const { name, bytes } of files) console.log(`${name}  ${bytes} bytes`);
  } catch (error) {
    throw inWords(error);
  } finally {
    await models.close();
  }
}
