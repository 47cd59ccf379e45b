/** A column of texts becomes numbers of words, as Keras' TextVectorization makes them. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const words = defineStep({
  id: 'words',
  order: 65,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('words'),
      column: z.string().describe('Column of texts; one of the features.'),
      unit: z
        .enum(['word', 'character'])
        .default('word')
        .describe('word: what stands between spaces. character: every character, for languages without spaces.'),
      ngrams: z
        .number()
        .int()
        .min(1)
        .max(3)
        .default(1)
        .describe('1: single words. 2: also every two neighbours, after all single words. 3: also three.'),
      limit: z
        .number()
        .int()
        .min(3)
        .max(1_000_000)
        .default(20_000)
        .describe(
          'Size of the vocabulary: the most frequent of the training part; filling (0) and unknown (1) count too.',
        ),
      output: z
        .enum(['indices', 'multiHot', 'count', 'tfIdf'])
        .default('indices')
        .describe(
          'indices: (length) numbers of words for an Embedding, 0 after the end of the text. multiHot, count, tfIdf: one value for each word of the vocabulary (without filling).',
        ),
      length: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .default(200)
        .describe('indices only: words of a text that the model sees; longer texts lose their end.'),
    })
    .describe('Texts as words: ASCII letters in lower case, punctuation removed, split at spaces.'),
  defaults: { step: 'words', column: '', unit: 'word', ngrams: 1, limit: 20_000, output: 'indices', length: 200 },
});
