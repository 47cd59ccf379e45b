/** What to do about empty cells. Without this step they are refused: missing values never train silently. */
import { z } from 'zod';
import { defineStep } from './step-type.ts';

const missingPolicySchema = z.union([
  z.enum(['refuse', 'drop', 'mean', 'previous']),
  z.strictObject({ constant: z.union([z.number(), z.string()]).describe('Value written in place of a missing one.') }),
]);
export type MissingPolicy = z.infer<typeof missingPolicySchema>;

export const missing = defineStep({
  id: 'missing',
  order: 20,
  sources: ['table'],
  schema: z
    .strictObject({
      step: z.literal('missing'),
      default: missingPolicySchema
        .default('refuse')
        .describe(
          'For every used column: refuse (stop and say where), drop (leave the row out), mean (of the training part), previous (the last value of the same group before it), or a constant.',
        ),
      columns: z.record(z.string(), missingPolicySchema).default({}).describe('Exceptions by column name.'),
    })
    .describe('Missing values. Counts of what was done are reported.'),
  defaults: { step: 'missing', default: 'refuse', columns: {} },
});
