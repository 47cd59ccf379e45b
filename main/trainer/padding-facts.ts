/** What a run pads, for the record: with batches of similar length, and as it would be without. */
import { paddingShare } from '../../shared/data/parts/buckets.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import type { Samples } from '../data/prepare.ts';
import { trainingPlan } from './epoch-order.ts';

export interface PaddingFacts {
  /** Shares of the steps of the first epoch that are padding, 0 to 1; `bucketed` where the run has batches of similar length. */
  readonly padding?: { readonly plain: number; readonly bucketed: number | null };
}

/** Nothing where all samples have one length. */
export function paddingFacts(train: Samples, settings: TrainingSettings): PaddingFacts {
  const { lengths } = train;
  if (!lengths) return {};
  const share = (buckets: number | null): number => {
    const { order, limits } = trainingPlan(train, { ...settings, buckets }, false, 1);
    return paddingShare(lengths, order, settings.batchSize, limits);
  };
  return { padding: { plain: share(null), bucketed: settings.buckets === null ? null : share(settings.buckets) } };
}
