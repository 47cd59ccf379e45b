/** Slices long sequences into windows with the following rows as what is to be predicted. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const window = defineStep({
  id: 'window',
  order: 80,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('window'),
      length: z.number().int().min(1).max(100_000).default(10).describe('Rows the model sees.'),
      horizon: z
        .number()
        .int()
        .min(0)
        .max(100_000)
        .default(1)
        .describe('Rows to predict after the window. 0: the target of the window’s own last row.'),
      stride: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .default(1)
        .describe('Rows from the start of one window to the next.'),
      gap: z
        .number()
        .int()
        .min(0)
        .max(100_000)
        .default(0)
        .describe('Rows left out between the window and the first predicted row.'),
      sampling: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .default(1)
        .describe(
          'Rows from one step of a window to the next: 2 takes every second row. The rows to predict are consecutive.',
        ),
    })
    .describe(
      'Sliding windows, within each group if rows are grouped. Windows never cross groups; split by time, the rows to predict never cross the border between training and validation.',
    ),
  defaults: { step: 'window', length: 10, horizon: 1, stride: 1, gap: 0, sampling: 1 },
});
