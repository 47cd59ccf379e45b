/** Changes of a template's recipe for a test: some fields of one step. */
import { type RecipeStep, stepSchema } from '../../shared/data/recipe.ts';
import type { Change } from './train-template.ts';

export const withStepFields =
  (id: RecipeStep['step'], fields: Readonly<Record<string, unknown>>): Change =>
  (doc) => {
    const { recipe } = doc.data;
    if (!recipe.steps.some(({ step }) => step === id)) throw new Error(`The template has no step ${id}.`);
    const steps = recipe.steps.map((step) => (step.step === id ? stepSchema.parse({ ...step, ...fields }) : step));
    return { ...doc, data: { ...doc.data, recipe: { ...recipe, steps } } };
  };
