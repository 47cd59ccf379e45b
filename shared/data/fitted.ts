/** What a recipe learnt from the training part: plain JSON, stored with the run, exported beside the model. */
import { z } from 'zod';

const scaleSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('minmax'), min: z.number(), max: z.number(), range: z.tuple([z.number(), z.number()]) }),
  z.object({ method: z.literal('standard'), mean: z.number(), deviation: z.number() }),
]);

/** How a column of texts is written: `parts/words.ts` with these values gives the numbers of any other text. */
const fittedWordsSchema = z.object({
  unit: z.enum(['word', 'character']),
  ngrams: z.number().int(),
  output: z.enum(['indices', 'multiHot', 'count', 'tfIdf']),
  length: z.number().int(),
  vocabulary: z.array(z.string()),
  /** tfIdf only: weight of every entry of the vocabulary. */
  idf: z.array(z.number()).optional(),
});
export type FittedWords = z.infer<typeof fittedWordsSchema>;

const fittedColumnSchema = z.object({
  column: z.string(),
  encoding: z.enum(['number', 'oneHot', 'label', 'words']),
  /** `encoding` words only. */
  words: fittedWordsSchema.optional(),
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

/** Values that a column gives to each row of the matrix of features. */
export function columnWidth({ encoding, classes, words }: FittedColumn): number {
  if (encoding === 'oneHot') return classes?.length ?? 0;
  if (!words) return 1;
  // Filling has no value of its own where words are counted.
  return words.output === 'indices' ? words.length : words.vocabulary.length - 1;
}
