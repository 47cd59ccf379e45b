import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { historyFormats, type HistoryFormat } from '../../../shared/contract/checkpoints.ts';
import type { RunId } from '../../../shared/ids.ts';
import { StudioError } from '../../../shared/problem.ts';
import { corePaths } from '../../projects/paths.ts';
import { historyFile } from '../../runs/history/history-file.ts';
import { listCheckpoints, runFolderOf } from '../../runs/run-folder.ts';
import { createRunStore, type RunStore, storedEvents } from '../../runs/run-store.ts';
import { inWords } from '../run-words.ts';

/** `weft runs` tells about trainings that are stored: their figures as a file, their checkpoints. */
export function register(program: Command): void {
  const runs = program.command('runs').description('figures and checkpoints of stored runs');
  runs
    .command('history <run>')
    .description("write a run's figures: CSV by epoch or by step, or TensorBoard's event files in a zip")
    .addOption(new Option('--format <format>', 'format of the file').choices(historyFormats).default('csv'))
    .option('--out <file>', 'write to this file (a zip always goes to a file)')
    .action((id: string, words: { format: HistoryFormat; out?: string }) =>
      withStore(async (store) => {
        const { run } = found(store, id);
        const { name, bytes } = historyFile(storedEvents(store, run.id), words.format, run.number);
        const out = words.out ?? (words.format === 'tensorboard' ? name : undefined);
        if (out === undefined) process.stdout.write(bytes);
        else await writeFile(out, bytes);
        if (out !== undefined) console.error(`wrote ${out}`);
      }),
    );
  runs
    .command('checkpoints <run>')
    .description("list a run's checkpoints by epoch")
    .action((id: string) =>
      withStore(async (store) => {
        const { run } = found(store, id);
        for (const { name, kind, epoch, bytes } of await listCheckpoints(runFolderOf(corePaths().runs, run.id), run))
          console.log(`${name}\t${kind}\tepoch ${epoch}\t${bytes} bytes`);
      }),
    );
}

async function withStore(work: (store: RunStore) => Promise<void>): Promise<void> {
  const store = createRunStore(corePaths().runs, Date.now);
  try {
    await work(store);
  } catch (error) {
    throw inWords(error);
  } finally {
    store.close();
  }
}

function found(store: RunStore, id: string) {
  // A word of the command line: the store says whether it is a run's.
  const run = store.get(id as RunId);
  if (!run) throw new StudioError('run/not-found', { id });
  return run;
}
