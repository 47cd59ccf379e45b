/** Sequences of one batch must have one length: shorter ones are filled, longer ones cut (Keras pad_sequences). */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const pad = defineStep({
  id: 'pad',
  order: 90,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('pad'),
      side: z.enum(['pre', 'post']).default('pre').describe('Fill before or after the sequence.'),
      truncate: z
        .enum(['pre', 'post'])
        .default('pre')
        .describe('Cut at the start or at the end of sequences that are too long.'),
      length: z
        .union([z.enum(['longest', 'batch']), z.number().int().min(1).max(100_000)])
        .default('longest')
        .describe('longest: of the whole file when fitted. batch: of each batch. Or a fixed number of steps.'),
      value: z
        .number()
        .default(0)
        .describe(
          'Fill value after scaling: give the Masking layer the same. You are warned where a real step has this value in every feature.',
        ),
    })
    .describe('Pad sequences to one length.'),
  defaults: { step: 'pad', side: 'pre', truncate: 'pre', length: 'longest', value: 0 },
});
