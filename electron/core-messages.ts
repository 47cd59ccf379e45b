/** What Electron's main and the core's process say to each other beside the ports they hand over. */
import { z } from 'zod';

/** From the core: only main can start a utility process. */
export const fromCoreSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start-engine'), id: z.number().int() }),
  z.object({ kind: z.literal('kill-engine'), id: z.number().int() }),
  z.object({ kind: z.literal('closed') }),
]);
export type FromCore = z.infer<typeof fromCoreSchema>;

/** To the core. `page` and `engine-started` carry one port. */
export const toCoreSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page') }),
  z.object({ kind: z.literal('engine-started'), id: z.number().int() }),
  z.object({ kind: z.literal('engine-exited'), id: z.number().int(), code: z.number().nullable(), errorOutput: z.string() }),
  z.object({ kind: z.literal('close') }),
]);
export type ToCore = z.infer<typeof toCoreSchema>;
