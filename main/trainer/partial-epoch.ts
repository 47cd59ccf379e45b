/** The part of an epoch that was done when a run was stopped: a resumed run goes on at the next batch with the same figures. */
import { z } from 'zod';
import type { BatchFigures } from './training/train-step.ts';

/** Sums over batches, added one after the other as an uninterrupted epoch would add them. */
export const partialEpochSchema = z.object({
  batches: z.number().int().min(0),
  samples: z.number(),
  sums: z.array(z.object({ total: z.number(), count: z.number() })),
});
export type PartialEpoch = z.infer<typeof partialEpochSchema>;

/** Null where a figure is no number: JSON has no word for it, and the epoch is done again. */
export function partialEpoch(batches: number, figures: readonly BatchFigures[]): PartialEpoch | null {
  const [first, ...others] = figures;
  if (!first) return null;
  const sums = first.sums.map(({ total, count }) => ({ total, count }));
  let { samples } = first;
  for (const one of others) {
    samples += one.samples;
    sums.forEach((sum, index) => {
      sum.total += one.sums[index]?.total ?? 0;
      sum.count += one.sums[index]?.count ?? 0;
    });
  }
  return sums.every(({ total, count }) => Number.isFinite(total) && Number.isFinite(count))
    ? { batches, samples, sums }
    : null;
}

/** As if it were one large batch. Its loss is not read: the sums hold it. */
export const asFigures = ({ samples, sums }: PartialEpoch): BatchFigures => ({ samples, loss: 0, sums });
