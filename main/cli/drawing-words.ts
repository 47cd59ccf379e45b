/** What the commands over drawings share: a project from a word, and what its data give to the Inputs. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import type { InputSpec } from '../../shared/data/spec-types.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import type { Language } from '../../shared/i18n/index.ts';
import type { ProjectId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { templateIds, templateOf } from '../../shared/templates/index.ts';
import { createDataHost } from '../data/data-host.ts';
import { toProblem } from '../process/errors.ts';
import { forkData } from '../process/fork-engine.ts';
import { corePaths } from '../projects/paths.ts';
import { readProjectFile } from '../projects/project-file.ts';
import { asError } from '../runs/compile-run.ts';
import { inputSpecsOf } from '../runs/input-specs.ts';
import { inWords } from './run-words.ts';

/** A project file, a picture that carries a project, or a template by its id; undefined for any other word. Throws a sentence for a file that is no project. */
export async function readDrawing(word: string, language: Language = 'en'): Promise<ProjectDoc | undefined> {
  const template = existsSync(word) ? undefined : templateOf(word);
  if (template) return template.create('template' as ProjectId, translator(language)(template.title)); // never stored
  if (!/\.(json|weft|svg|png)$/i.test(word) || !existsSync(word)) return undefined;
  const read = readProjectFile(await readFile(word));
  if (!read.ok) throw inWords(asError([{ ...read.problem, file: basename(word) }]));
  return read.value;
}

/** For the sentence that says what a word may be. */
export const templateWords: string = templateIds.join(', ');

export interface DrawingData {
  readonly inputSpecs: readonly InputSpec[];
  /** Why sizes that only the data tell are open: the file is not here, or does not fit the recipe. */
  readonly missing: string | undefined;
}

/** What the recipe gives. Data that this computer does not have leave open what only they could tell. */
export async function drawingData({ data: { source, recipe } }: ProjectDoc): Promise<DrawingData> {
  if (!source) return { inputSpecs: [], missing: undefined };
  const host = createDataHost(() => forkData(corePaths().data));
  try {
    return { inputSpecs: await inputSpecsOf(host)(source, recipe), missing: undefined };
  } catch (error) {
    const reason = problemText(toProblem(error), translator('en'));
    return { inputSpecs: inputSpec(recipe, source).inputs, missing: reason };
  } finally {
    await host.close();
  }
}
