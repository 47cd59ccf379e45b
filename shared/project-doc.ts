/** A project as it is saved: graph, data recipe and training settings. Data are referred to by hash, name and columns. */
import { z } from 'zod';
import { recipeSchema } from './data/recipe.ts';
import { sourceSchema } from './data/source.ts';
import { graphDocSchema } from './graph/graph-doc.ts';
import { projectIdSchema } from './ids.ts';
import { trainingSettingsSchema } from './training/training-settings.ts';

export const projectFormat = 'weft-studio-project';
export const projectVersion = 2;
export const maxNameLength = 200;

export const projectDocSchema = z.object({
  format: z.literal(projectFormat),
  version: z.literal(projectVersion),
  id: projectIdSchema,
  name: z.string().min(1).max(maxNameLength),
  /** The template it was opened from, if any: shows the template's sentence and decides how results are displayed. */
  template: z.string().max(64).nullable(),
  graph: graphDocSchema,
  data: z.object({ source: sourceSchema.nullable(), recipe: recipeSchema }),
  training: trainingSettingsSchema,
});
export type ProjectDoc = z.infer<typeof projectDocSchema>;
