/** Where a model's output is the distance of two samples: how near counts as the same. */
import type { TrainingSettings } from './training-settings.ts';

const defaultMargin = 1;

/** Half of the contrastive loss' margin; undefined for every other loss, whose output is a probability. */
export function pairThreshold({ loss }: Pick<TrainingSettings, 'loss'>): number | undefined {
  const [first] = [loss].flat();
  if (first?.id !== 'contrastive') return undefined;
  const { margin } = first.params;
  return (typeof margin === 'number' ? margin : defaultMargin) / 2;
}
