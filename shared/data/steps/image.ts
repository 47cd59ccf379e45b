/** Feature columns are the pixels of a picture, row after row from the top left. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

export const image = defineStep({
  id: 'image',
  order: 75,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('image'),
      height: z.number().int().min(1).max(10_000).default(8).describe('Rows of pixels.'),
      width: z.number().int().min(1).max(10_000).default(8).describe('Pixels of a row.'),
      channels: z
        .number()
        .int()
        .min(1)
        .max(64)
        .default(1)
        .describe('Values of a pixel, side by side: 1 grey, 3 red, green and blue.'),
      layout: z
        .enum(['image', 'pixels'])
        .default('image')
        .describe('image: (height, width, channels). pixels: a sequence of height × width steps, read row by row.'),
      divide: z
        .enum(['largest', 'byte', 'nothing'])
        .default('largest')
        .describe('largest: by the largest value of the training part. byte: by 255. nothing: values as they are.'),
    })
    .describe('Columns as a picture: as many features as height × width × channels, in this order.'),
  defaults: { step: 'image', height: 8, width: 8, channels: 1, layout: 'image', divide: 'largest' },
});
