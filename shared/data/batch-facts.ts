/** What the data say about batches: how many samples there are, and whether they lie in lanes. */
import { generatorOf, generatorParams } from './generators/index.ts';
import { type Recipe, stepOf } from './recipe.ts';
import type { Source } from './source.ts';

export interface BatchFacts {
  /** Samples of each part; null while only preparing could tell. */
  readonly train: number | null;
  readonly validation: number | null;
  /** Parallel segments that the samples are laid into; null: none. What fills no whole batch is left out then. */
  readonly lanes: number | null;
  /** Where samples differ in length: how many of the training samples have which; null or absent: they do not, or are not prepared. */
  readonly lengths?: LengthCounts | null;
}

/** [steps, samples] in ascending order of steps. */
export type LengthCounts = readonly (readonly [number, number])[];

export const unknownFacts: BatchFacts = { train: null, validation: null, lanes: null };

/** `counts`: samples of each part as preparing found them; generators know theirs. Unknown generators say nothing. */
export function batchFacts(
  source: Source | null,
  recipe: Recipe,
  counts?: { readonly train: number; readonly validation: number },
  lengths: LengthCounts | null = null,
): BatchFacts {
  if (source?.kind !== 'generator') {
    const lanes = stepOf(recipe, 'lanes')?.lanes ?? null;
    return { train: counts?.train ?? null, validation: counts?.validation ?? null, lanes, lengths };
  }
  try {
    const type = generatorOf(source);
    const params = generatorParams(source);
    const most = type.distinct?.(params) ?? Number.POSITIVE_INFINITY;
    return {
      train: Math.min(source.samples, most),
      validation: Math.min(source.validationSamples, most),
      lanes: type.lanes?.(params) ?? null,
    };
  } catch {
    return unknownFacts;
  }
}
