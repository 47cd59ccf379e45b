/** Which columns are inputs, which are to be predicted. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const select = defineStep({
  id: 'select',
  order: 10,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('select'),
      features: z.array(z.string()).min(1).describe('Columns the model sees, in this order.'),
      target: z.array(z.string()).default([]).describe('Columns to predict; several only when all are numbers.'),
      task: z
        .enum(['auto', 'classification', 'regression'])
        .default('auto')
        .describe(
          'Whether the target is a class or a number. auto: text, boolean and one-hot or label encoded columns are classes, other numbers are numbers.',
        ),
      weight: z
        .string()
        .optional()
        .describe(
          'Column of numbers from 0 on: how much each sample counts in the loss. A sequence takes it from the row of its target.',
        ),
    })
    .describe('Choose the feature and the target columns.'),
  defaults: { step: 'select', features: [], target: [], task: 'auto' },
});
