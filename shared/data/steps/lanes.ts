/** Lays windows into parallel lanes, so that stateful layers read long series piece by piece. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const lanes = defineStep({
  id: 'lanes',
  order: 120,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('lanes'),
      lanes: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .default(8)
        .describe('Parallel segments of each series: the batch size of stateful training.'),
    })
    .describe(
      'Stateful lanes: every series of windows is cut into so many segments, and sample i of a batch goes on where sample i of the batch before ended. Needs windows that follow each other (stride = length × sampling) and no random split; windows that fill no whole batch are left out.',
    ),
  defaults: { step: 'lanes', lanes: 8 },
});
