import { batchFacts } from '../../shared/data/batch-facts.ts';
import type { Recipe } from '../../shared/data/recipe.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import type { InputSpec } from '../../shared/data/spec-types.ts';
import type { Source } from '../../shared/data/source.ts';
import type { DataHost } from '../data/data-host.ts';
import { asError, type DataFactsOf } from './compile-run.ts';

/** A generator knows its shapes and samples; files are prepared to find out. */
export function dataFactsOf(data: DataHost): DataFactsOf {
  return async (source, recipe) => {
    if (source.kind === 'generator')
      return { inputs: inputSpec(recipe, source).inputs, batches: batchFacts(source, recipe) };
    const { inputs, samples, lengths, problems } = await data.use((client) => client.data.prepare({ source, recipe }));
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw asError(errors);
    return { inputs, batches: batchFacts(source, recipe, samples, lengths) };
  };
}

/** The exact shapes alone. */
export function inputSpecsOf(data: DataHost): (source: Source, recipe: Recipe) => Promise<readonly InputSpec[]> {
  return async (source, recipe) => (await dataFactsOf(data)(source, recipe)).inputs;
}
