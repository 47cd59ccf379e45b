import { z } from 'zod';

/** JSON as text on its way, what it says at its end: fails with the text's or the schema's own issue. */
export const jsonText = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: `JSON text expected: ${String(error)}` });
        return z.NEVER;
      }
    })
    .pipe(schema);
