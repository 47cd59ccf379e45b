/**
 * The data recipe: what is done to a table or text before the model sees it, as data. Preview, training and prediction run
 * the same recipe; what it learns from the training part (`fitted`) is stored with the run.
 *
 * The order of steps is canonical: select, missing, order, group, characters, encode, words, scale, image, window,
 * pad, split, pairs, lanes. It is the order in which a person thinks of them; statistics (mean, scale, classes, vocabulary) are
 * nevertheless those of the training part that `split` names.
 */
import { z } from 'zod';
import { type Problem, problem } from '../problem.ts';
import { characters } from './steps/characters.ts';
import { encode } from './steps/encode.ts';
import { group } from './steps/group.ts';
import { type StepId, stepTypes } from './steps/index.ts';
import { image } from './steps/image.ts';
import { lanes } from './steps/lanes.ts';
import { missing } from './steps/missing.ts';
import { order } from './steps/order.ts';
import { pad } from './steps/pad.ts';
import { pairs } from './steps/pairs.ts';
import { scale } from './steps/scale.ts';
import { select } from './steps/select.ts';
import { split } from './steps/split.ts';
import type { StepType } from './steps/step-type.ts';
import { window } from './steps/window.ts';
import { words } from './steps/words.ts';

export const stepSchema = z.discriminatedUnion('step', [
  select.schema,
  missing.schema,
  order.schema,
  group.schema,
  characters.schema,
  encode.schema,
  words.schema,
  scale.schema,
  image.schema,
  window.schema,
  pad.schema,
  split.schema,
  pairs.schema,
  lanes.schema,
]);
export type RecipeStep = z.infer<typeof stepSchema>;
export type StepOf<Id extends StepId> = Extract<RecipeStep, { step: Id }>;

const recipeVersion = 1;
export const recipeSchema = z
  .strictObject({
    version: z.literal(recipeVersion).describe('Version of this format.'),
    steps: z
      .array(stepSchema)
      .max(50)
      .describe(
        'In this order: select, missing, order, group, characters, encode, words, scale, image, window, pad, split, pairs, lanes. A table needs select; a text needs characters; generators need none. Only scale may occur more than once.',
      ),
  })
  .meta({
    description: 'Data recipe of Weft Studio.',
    examples: [
      {
        version: 1,
        steps: [
          { step: 'select', features: ['speed', 'weather'], target: ['arrived'], task: 'classification' },
          { step: 'missing', columns: { speed: 'mean' } },
          { step: 'order', by: 'minute' },
          { step: 'group', by: 'journey' },
          { step: 'encode', columns: { weather: 'oneHot' } },
          { step: 'scale', columns: 'features', method: 'standard' },
          { step: 'pad', side: 'pre', length: 'longest', value: 0 },
          { step: 'split', by: 'share', validation: 0.2, stratify: true, seed: 1 },
        ],
      },
      {
        version: 1,
        steps: [
          { step: 'select', features: ['sales'], target: ['sales'] },
          { step: 'scale', columns: 'all', method: 'minmax' },
          { step: 'window', length: 12, horizon: 3, stride: 1 },
          { step: 'split', by: 'time', validation: 0.2 },
        ],
      },
      {
        version: 1,
        steps: [
          { step: 'characters', length: 40, stride: 3 },
          { step: 'split', by: 'time', validation: 0.1 },
        ],
      },
    ],
  });
export type Recipe = z.infer<typeof recipeSchema>;

export const emptyRecipe: Recipe = { version: recipeVersion, steps: [] };

/** The step with this id, if the recipe has it (the first one of a repeatable step). */
export function stepOf<Id extends StepId>(recipe: Recipe, id: Id): StepOf<Id> | undefined {
  return recipe.steps.find((step): step is StepOf<Id> => step.step === id);
}
export const scaleSteps = (recipe: Recipe): readonly StepOf<'scale'>[] =>
  recipe.steps.filter((step): step is StepOf<'scale'> => step.step === 'scale');

const typeOf = (id: StepId): StepType => stepTypes[id];

/** Steps in a wrong order, twice, or that do not belong to this kind of source, as problems `recipe/…`. */
export function recipeProblems(recipe: Recipe, source: 'table' | 'text' | 'generator'): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<StepId>();
  let highest: StepType | undefined;
  for (const step of recipe.steps) {
    const type = typeOf(step.step);
    if (source !== 'generator' && !type.sources.includes(source)) {
      problems.push(problem('recipe/wrong-source', { step: type.id, source }));
    }
    if (seen.has(step.step) && !type.repeatable)
      problems.push(problem('recipe/order', { step: type.id, after: type.id, rule: 'once' }));
    else if (highest && type.order < highest.order)
      problems.push(problem('recipe/order', { step: type.id, after: highest.id, rule: 'before' }));
    seen.add(step.step);
    if (!highest || type.order > highest.order) highest = type;
  }
  const needed = source === 'table' ? 'select' : source === 'text' ? 'characters' : undefined;
  if (needed && !seen.has(needed)) problems.push(problem('recipe/needs-step', { step: needed, source }));
  return problems;
}

/** The recipe with `step` put at its canonical place, replacing one of the same id unless that may repeat. */
export function withStep(recipe: Recipe, step: RecipeStep): Recipe {
  const type = typeOf(step.step);
  const kept = type.repeatable ? recipe.steps : recipe.steps.filter((other) => other.step !== step.step);
  const steps = [...kept, step].map((value, index) => ({ value, index }));
  steps.sort((a, b) => typeOf(a.value.step).order - typeOf(b.value.step).order || a.index - b.index);
  return { ...recipe, steps: steps.map(({ value }) => value) };
}
