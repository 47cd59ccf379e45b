import { inputSpec } from '../../shared/data/sample-spec.ts';
import type { DataHost } from '../data/data-host.ts';
import { asError, type InputSpecsOf } from './compile-run.ts';

/** The exact shapes that a recipe makes of its source: a generator knows them, files are prepared to find out. */
export function inputSpecsOf(data: DataHost): InputSpecsOf {
  return async (source, recipe) => {
    if (source.kind === 'generator') return inputSpec(recipe, source).inputs;
    const { inputs, problems } = await data.use((client) => client.data.prepare({ source, recipe }));
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw asError(errors);
    return inputs;
  };
}
