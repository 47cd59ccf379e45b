/** What a recipe learnt from the training part: plain JSON, stored with the run, exported beside the model. */
import { z } from 'zod';

const scaleSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('minmax'), min: z.number(), max: z.number(), range: z.tuple([z.number(), z.number()]) }),
  z.object({ method: z.literal('standard'), mean: z.number(), deviation: z.number() }),
]);

const fittedColumnSchema = z.object({
  column: z.string(),
  encoding: z.enum(['number', 'oneHot', 'label']),
  /** Encoded columns: class i is written as number i, or as the i-th place of a one-hot vector. */
  classes: z.array(z.string()).optional(),
  scale: scaleSchema.optional(),
  /** What is written in place of a missing value (mean of the training part, or the recipe's constant). */
  fill: z.union([z.number(), z.string()]).optional(),
});
export type FittedColumn = z.infer<typeof fittedColumnSchema>;

const rangesSchema = z.array(z.tuple([z.number().int(), z.number().int()]));

export const fittedSchema = z.object({
  version: z.literal(1),
  kind: z.enum(['table', 'text', 'generator']),
  features: z.array(fittedColumnSchema),
  targets: z.array(fittedColumnSchema),
  /** Steps of a sequence after padding; null: of each batch, or no sequences. */
  length: z.number().int().nullable(),
  /** Texts: character i is number i. */
  alphabet: z.array(z.string()).optional(),
  /** Samples of each part as [first, last] ranges of sample numbers; null for generators. */
  split: z.object({ train: rangesSchema, validation: rangesSchema, test: rangesSchema }).nullable(),
});
export type Fitted = z.infer<typeof fittedSchema>;
