/** Brings numbers into a common range, with statistics of the training part only. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const scale = defineStep({
  id: 'scale',
  order: 70,
  sources: ['table'],
  repeatable: true,
  schema: z
    .strictObject({
      step: z.literal('scale'),
      columns: z
        .union([z.enum(['features', 'targets', 'all']), z.array(z.string()).min(1)])
        .default('features')
        .describe('Which number columns: features, targets, all, or a list of names. Encoded columns are left alone.'),
      method: z
        .enum(['minmax', 'standard'])
        .default('standard')
        .describe(
          'minmax: to `range` by smallest and largest value. standard: mean 0, standard deviation 1 (population).',
        ),
      range: z.tuple([z.number(), z.number()]).default([0, 1]).describe('minmax only: the range of the training part.'),
    })
    .describe(
      'Scale numbers; predictions of a scaled target are returned in the file’s own units. May occur several times for different columns.',
    ),
  defaults: { step: 'scale', columns: 'features', method: 'standard', range: [0, 1] },
});
