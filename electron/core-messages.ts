/** What Electron's main and the core's process say to each other beside the ports they hand over. */
import { z } from 'zod';

/** From the core: only main can start a utility process. */
export const fromCoreSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start-process'),
    id: z.number().int(),
    entry: z.enum(['engine', 'data']),
    words: z.array(z.string()),
  }),
  z.object({ kind: z.literal('kill-process'), id: z.number().int() }),
  z.object({ kind: z.literal('closed') }),
]);
export type FromCore = z.infer<typeof fromCoreSchema>;

/** To the core. `page` and `process-started` carry one port. */
export const toCoreSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page') }),
  z.object({ kind: z.literal('process-started'), id: z.number().int() }),
  z.object({
    kind: z.literal('process-exited'),
    id: z.number().int(),
    code: z.number().nullable(),
    errorOutput: z.string(),
  }),
  z.object({ kind: z.literal('close') }),
]);
export type ToCore = z.infer<typeof toCoreSchema>;
