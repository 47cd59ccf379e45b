import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { packageVersion } from '../process/package-version.ts';

/** What every file in `commands/` exports: it adds its sub-command to the program. */
export interface CommandModule {
  register(program: Command): void;
}

const commandFolder = join(import.meta.dirname, 'commands');

/** Runs the command line `weft …`; sets the exit status instead of throwing. */
export async function runProgram(words: readonly string[]): Promise<void> {
  const program = new Command('weft')
    .description('Build, train, try and export sequence models.')
    .version(packageVersion())
    .showHelpAfterError();
  for (const name of commandsToLoad(words[2])) {
    // Every file of the folder exports `register`.
    const module = (await import(join(commandFolder, `${name}.ts`))) as CommandModule;
    module.register(program);
  }
  try {
    await program.parseAsync([...words]);
  } catch (error) {
    console.error(error instanceof Error ? explain(error) : String(error));
    process.exitCode = 1;
  }
}

/** The names of all sub-commands; the file's name is the command's. */
export function commandNames(): readonly string[] {
  return readdirSync(commandFolder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .toSorted();
}

/** Only the command that is run is loaded, since some bring a database or a training engine along. */
function commandsToLoad(word: string | undefined): readonly string[] {
  const names = commandNames();
  return word !== undefined && names.includes(word) ? [word] : names;
}

function explain(error: Error): string {
  return process.env['WEFT_DEBUG'] === undefined ? error.message : (error.stack ?? error.message);
}
