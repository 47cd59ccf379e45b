/** What the commands over runs share: where a run is, and problems as sentences. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { runFiles } from '../../shared/contract/engine.ts';
import type { Language } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { toProblem } from '../process/errors.ts';
import { type CorePaths, corePaths } from '../projects/paths.ts';

export interface RunPlace {
  readonly runFolder: string;
  readonly dataFolder: string;
}

/** A run by its id in the data folder, or by its folder. Throws a sentence when neither is there. */
export function findRun(word: string, paths: CorePaths = corePaths()): RunPlace {
  for (const folder of [resolve(word), join(paths.runs, basename(word))]) {
    if (existsSync(join(folder, runFiles.job))) return { runFolder: folder, dataFolder: paths.data };
  }
  throw new Error(
    `There is no run "${word}": expected a run's id in ${paths.runs}, or a folder that holds ${runFiles.job}.`,
  );
}

/** An error whose message is the problem's sentence: the command line prints it and exits with 1. */
export function inWords(error: unknown, language: Language = 'en'): Error {
  return new Error(problemText(toProblem(error), translator(language)));
}
