/** A text becomes windows of characters, each with the character that follows. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const characters = defineStep({
  id: 'characters',
  order: 50,
  sources: ['text'],
  schema: z
    .strictObject({
      step: z.literal('characters'),
      length: z.number().int().min(1).max(10_000).default(40).describe('Characters the model sees.'),
      stride: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(3)
        .describe('Characters from the start of one window to the next.'),
      oneHot: z
        .boolean()
        .default(true)
        .describe('true: (length, alphabet) of 0 and 1. false: (length) of integers, for an Embedding.'),
      limit: z.number().int().min(1).optional().describe('Use only the first so many characters of the text.'),
    })
    .describe('Character windows. The alphabet is every character of the used text, sorted by code point.'),
  defaults: { step: 'characters', length: 40, stride: 3, oneHot: true },
});
