/** Words become numbers. Classes are sorted as scikit-learn sorts them and learnt from the training part only. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const encode = defineStep({
  id: 'encode',
  order: 60,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('encode'),
      columns: z
        .record(z.string(), z.enum(['oneHot', 'label']))
        .default({})
        .describe(
          'By column name: oneHot (one 0/1 value per class) or label (one integer). Text features need one. A class target without an entry is oneHot.',
        ),
    })
    .describe('Encode classes. A value that the training part does not have is refused with its row.'),
  defaults: { step: 'encode', columns: {} },
});
