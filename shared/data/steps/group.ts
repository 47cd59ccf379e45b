/** Rows that share a value of a column are the steps of one sequence. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const group = defineStep({
  id: 'group',
  order: 40,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('group'),
      by: z
        .string()
        .describe('Column whose value names the sequence. Groups keep the order of their first row in the file.'),
      target: z
        .enum(['constant', 'last', 'first', 'each'])
        .default('constant')
        .describe(
          'Target of a sequence: constant (the one value of all its rows; a group where it varies is refused), its last or first row, or each (one target for every step).',
        ),
    })
    .describe('Group rows into sequences.'),
  defaults: { step: 'group', by: '', target: 'constant' },
});
