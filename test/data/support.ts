import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { createDatasetStore } from '../../main/data/dataset-store.ts';
import { applyRecipe, type Prepared, prepareData } from '../../main/data/prepare.ts';
import type { Fitted } from '../../shared/data/fitted.ts';
import { type Recipe, recipeSchema } from '../../shared/data/recipe.ts';
import type { ReadOptions, Source } from '../../shared/data/source.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { type Problem, StudioError } from '../../shared/problem.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const sharedFolder = process.env['WEFT_SHARED'] ?? resolve(root, '../shared');
export const hasShared = existsSync(join(sharedFolder, 'golden/data-preparation.json'));
export const sharedFile = (path: string): string => join(sharedFolder, path);
/** Names of tests that cannot run say so. */
export const needsShared = (name: string): string => (hasShared ? name : `${name} (SKIPPED: no ../shared)`);

export const english = (problem: Problem): string => problemText(problem, translator('en'));
export const chinese = (problem: Problem): string => problemText(problem, translator('zh-Hans'));

/** A store in a folder of its own, removed after the file's tests. */
export function temporaryStore() {
  const folder = temporaryFolder();
  const store = createDatasetStore({ folder: join(folder, 'store') });
  afterAll(async () => {
    await store.close();
  });
  let number = 0;
  const write = (content: string | Uint8Array, name = 'table.csv'): string => {
    number += 1;
    const path = join(folder, `${number}-${name}`);
    writeFileSync(path, content);
    return path;
  };
  const importText = (content: string | Uint8Array, options?: ReadOptions, name = 'table.csv') =>
    store.import(write(content, name), { name, ...(options ? { options } : {}) });
  const sourceOf = async (content: string | Uint8Array, name?: string): Promise<Source> => {
    const result = await importText(content, undefined, name);
    if (!result.ok) throw new Error(result.problem.map(english).join('\n'));
    return store.sourceOf(result.value.sha256);
  };
  const prepare = async (content: string | Uint8Array | Source, steps: unknown[], name?: string): Promise<Prepared> => {
    const source =
      typeof content === 'string' || content instanceof Uint8Array ? await sourceOf(content, name) : content;
    return prepareData({ store, source, recipe: recipeOf(steps) });
  };
  const apply = async (content: string, steps: unknown[], fitted: Fitted): Promise<Prepared> =>
    applyRecipe({ store, source: await sourceOf(content), recipe: recipeOf(steps), fitted });
  return { folder, store, write, importText, sourceOf, prepare, apply };
}

export const recipeOf = (steps: unknown[]): Recipe => recipeSchema.parse({ version: 1, steps });

/** The problem that ends a preparation. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof StudioError) return error.problem;
    throw error;
  }
  throw new Error('expected a problem, but preparation succeeded');
}

export const csv = (header: string, rows: readonly string[]): string => `${header}\n${rows.join('\n')}\n`;
