/** Two samples at a time: does the target say the same of both? What siamese networks learn from. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const pairs = defineStep({
  id: 'pairs',
  order: 110,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('pairs'),
      perSample: z
        .number()
        .int()
        .min(1)
        .max(1000)
        .default(1)
        .describe('For every sample so many partners of its own class, and as many of another one.'),
      seed: z.number().int().default(1).describe('Same seed, same pairs.'),
    })
    .describe(
      'Pairs of samples of one part: inputs first and second, target 1 where their classes are the same and 0 where they differ. No sample of one part meets one of another.',
    ),
  defaults: { step: 'pairs', perSample: 1, seed: 1 },
});
