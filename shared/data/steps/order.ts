/** Sorts rows before they become sequences or windows. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const order = defineStep({
  id: 'order',
  order: 30,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('order'),
      by: z
        .string()
        .describe(
          'Column to sort by: within each group, or over the table without groups. Missing or repeated values are refused.',
        ),
      direction: z
        .enum(['ascending', 'descending'])
        .default('ascending')
        .describe('ascending: smallest (earliest) first.'),
    })
    .describe('Order rows by a column (time, step number). Without it rows keep the order of the file.'),
  defaults: { step: 'order', by: '', direction: 'ascending' },
});
