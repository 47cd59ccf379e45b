/** Changes of the recipe as a person makes them, each one undo step of the document. */
import { withStep, type Recipe, type RecipeStep } from '../../shared/data/recipe.ts';
import type { Source } from '../../shared/data/source.ts';
import { stepTypes, type StepId } from '../../shared/data/steps/index.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';

export type SourceKind = 'table' | 'text' | 'generator';

export const sourceKind = (source: Source): SourceKind => (source.kind === 'inline' ? source.format : source.kind);

/** Steps that may still be added for this kind of source. */
export function addableSteps(recipe: Recipe, kind: SourceKind): readonly StepId[] {
  if (kind === 'generator') return [];
  return Object.values(stepTypes)
    .filter(({ sources }) => sources.some((source) => source === kind))
    .filter(
      (type) =>
        ('repeatable' in type && type.repeatable === true) || !recipe.steps.some((step) => step.step === type.id),
    )
    .map((type) => type.id);
}

/** A new step with its defaults; texts that name a column start with the first column, because an empty name is no column. */
export function newStep(id: StepId, columns: readonly string[]): RecipeStep {
  const step: RecipeStep = structuredClone(stepTypes[id].defaults);
  const first = columns[0] ?? '';
  switch (step.step) {
    case 'select':
      return {
        ...step,
        features: columns.slice(0, Math.max(1, columns.length - 1)),
        target: columns.length > 1 ? columns.slice(-1) : [],
      };
    case 'group':
    case 'order':
      return { ...step, by: first };
    case 'words':
      return { ...step, column: first };
    default:
      return step;
  }
}

export const withRecipe = (doc: ProjectDoc, recipe: Recipe): ProjectDoc => ({ ...doc, data: { ...doc.data, recipe } });
export const withSource = (doc: ProjectDoc, source: Source | null): ProjectDoc => ({
  ...doc,
  data: { ...doc.data, source },
});

export function replaceStepAt(recipe: Recipe, index: number, step: RecipeStep): Recipe {
  return { ...recipe, steps: recipe.steps.map((known, at) => (at === index ? step : known)) };
}
export const removeStepAt = (recipe: Recipe, index: number): Recipe => ({
  ...recipe,
  steps: recipe.steps.filter((_, at) => at !== index),
});
export const addStep = (recipe: Recipe, id: StepId, columns: readonly string[]): Recipe =>
  withStep(recipe, newStep(id, columns));

/** A first recipe for a text: character windows, the end held out. */
export function textRecipe(): Recipe {
  return {
    version: 1,
    steps: [
      structuredClone(stepTypes.characters.defaults),
      { ...stepTypes.split.defaults, by: 'time', validation: 0.1 },
    ],
  };
}
