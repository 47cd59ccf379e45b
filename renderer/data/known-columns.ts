/** What preparing found out, as the sample specification wants it: classes of the target, alphabet, longest sequence. */
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import { type Recipe, stepOf } from '../../shared/data/recipe.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import type { Source } from '../../shared/data/source.ts';
import type { SampleSpec } from '../../shared/data/spec-types.ts';

/**
 * The specification of what the recipe gives. Shapes are those of the preview where there is one, because only preparing
 * knows how many classes a column has and how long the longest sequence is.
 */
export function sampleSpecOf(recipe: Recipe, source: Source, preview: PreparedPreview | undefined): SampleSpec {
  const early = inputSpec(recipe, source);
  if (!preview || preview.inputs.length === 0 || source.kind === 'generator') return early;
  const withoutBatch = <T extends { readonly name: string }>(shape: readonly T[]): readonly T[] =>
    shape[0]?.name === 'batch' ? shape.slice(1) : shape;
  const classes = preview.targets[0]?.classes ?? undefined;
  const target = stepOf(recipe, 'select')?.target[0];
  const columns = source.kind === 'table' ? source.file.columns : [];
  const known = inputSpec(recipe, source, {
    columns: columns.map((column) => (column.name === target && classes ? { ...column, classes } : column)),
    ...(classes ? { alphabet: classes } : {}),
  });
  return {
    inputs: known.inputs.map((input, index) => ({
      ...input,
      shape: withoutBatch(preview.inputs[index]?.shape ?? input.shape),
    })),
    targets: known.targets.map((spec, index) => ({
      ...spec,
      shape: withoutBatch(preview.targets[index]?.shape ?? spec.shape),
    })),
    proposal: known.proposal && {
      ...known.proposal,
      units: known.proposal.units ?? preview.targets[0]?.shape.at(-1)?.size ?? null,
    },
  };
}
