/** Which samples train, which validate, which are kept for the end. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const split = defineStep({
  id: 'split',
  order: 100,
  sources: ['table', 'text'],
  schema: z
    .strictObject({
      step: z.literal('split'),
      by: z
        .enum(['share', 'time', 'group'])
        .default('share')
        .describe(
          'share: samples drawn at random. time: the last rows (of each group with windows; the last groups without). group: all samples that share a value of `column` stay together.',
        ),
      validation: z.number().min(0).max(0.9).default(0.2).describe('Share of the validation part.'),
      test: z.number().min(0).max(0.9).default(0).describe('Share of the test part.'),
      stratify: z
        .boolean()
        .default(false)
        .describe('share only: keep the shares of the classes of the target in every part.'),
      column: z.string().optional().describe('group only: the column; the one rows are grouped by when absent.'),
      values: z
        .array(z.union([z.string(), z.number()]))
        .optional()
        .describe('group only: values of `column` that make the validation part (then `validation` is not used).'),
      testValues: z
        .array(z.union([z.string(), z.number()]))
        .optional()
        .describe('group only: values of `column` that make the test part.'),
      seed: z.number().int().default(1).describe('Same seed, same parts.'),
    })
    .describe('Split into training, validation and test part. Without this step everything trains.'),
  defaults: { step: 'split', by: 'share', validation: 0.2, test: 0, stratify: false, seed: 1 },
});
