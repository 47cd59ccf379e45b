import { inputSpec } from '../../shared/data/sample-spec.ts';
import type { DatasetStore } from '../data/dataset-store.ts';
import { prepareData } from '../data/prepare.ts';
import type { InputSpecsOf } from './compile-run.ts';

/** The exact shapes that a recipe makes of its source: a generator knows them, files are prepared to find out. */
export function inputSpecsOf(store: DatasetStore): InputSpecsOf {
  return async (source, recipe) =>
    source.kind === 'generator' ? inputSpec(recipe, source).inputs : (await prepareData({ store, source, recipe })).spec.inputs;
}
