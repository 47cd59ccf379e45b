/** The part of an epoch that was done when a run was stopped: a resumed run goes on at the next batch with the same figures. */
import { z } from 'zod';
import { addSums, type BatchFigures } from './training/train-step.ts';

/** Sums over batches, added one after the other as an uninterrupted epoch would add them. */
export const partialEpochSchema = z.object({
  batches: z.number().int().min(0),
  samples: z.number(),
  sums: z.array(z.array(z.number())),
});
export type PartialEpoch = z.infer<typeof partialEpochSchema>;

/** Null where a figure is no number: JSON has no word for it, and the epoch is done again. */
export function partialEpoch(batches: number, figures: readonly BatchFigures[]): PartialEpoch | null {
  if (figures.length === 0) return null;
  const sums = addSums(figures).map((state) => [...state]);
  const samples = figures.reduce((total, one) => total + one.samples, 0);
  return sums.flat().every(Number.isFinite) ? { batches, samples, sums } : null;
}

/** As if it were one large batch. Its loss is not read: the sums hold it. */
export const asFigures = ({ samples, sums }: PartialEpoch): BatchFigures => ({ samples, loss: 0, sums });

/** Adds up figures as they come, one batch after the other: an epoch of a million steps keeps one set of sums. */
export function createFigureSum(before: readonly BatchFigures[]): {
  add(figures: readonly BatchFigures[]): void;
  /** Nothing, or all of them as if they were one large batch. */
  readonly figures: readonly BatchFigures[];
} {
  let sum = before[0];
  return {
    add: (figures) => {
      if (figures.length === 0) return;
      const all = sum ? [sum, ...figures] : figures;
      sum = { loss: 0, samples: all.reduce((total, one) => total + one.samples, 0), sums: addSums(all) };
    },
    get figures() {
      return sum ? [sum] : [];
    },
  };
}
