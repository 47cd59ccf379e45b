/** What a run takes of the machine while it trains, told about once a second. */
import { z } from 'zod';

/** The engine process, engine and data together; all bytes are of resident memory. */
export const processUsageSchema = z.object({
  bytes: z.number(),
  mostBytes: z.number(),
  /** Processors kept busy on average since the last report: 1.5 is one and a half of `processors`. */
  busy: z.number(),
  processors: z.number().int(),
});
export type ProcessUsage = z.infer<typeof processUsageSchema>;

/** The card, with whatever else uses it; null where its driver does not tell. */
export const cardUsageSchema = z.object({
  name: z.string(),
  bytes: z.number().nullable(),
  totalBytes: z.number().nullable(),
  /** Share of the time in which something ran on it, 0 to 1. */
  busy: z.number().nullable(),
});
export type CardUsage = z.infer<typeof cardUsageSchema>;

/** Either part may come alone: one process measures itself, the core asks the card's driver. */
export const usageSchema = z.object({ process: processUsageSchema.optional(), card: cardUsageSchema.optional() });
export type Usage = z.infer<typeof usageSchema>;
