import type { TFunction } from 'i18next';
import { percentOf } from '../cost/cost-words.ts';
import type { NodeCost } from '../../shared/graph/model-cost.ts';
import { withCommas } from '../../shared/graph/summary-text.ts';

/** Multiply-adds, of a step where sequences may have any length. */
export function costText({ multiplyAdds, perStep }: NodeCost, t: TFunction): string {
  const text = withCommas(Math.round(multiplyAdds));
  return perStep ? t('cost.perStep', { text }) : text;
}

/** A part of the whole in percent. */
export function shareText({ multiplyAdds }: NodeCost, total: NodeCost): string {
  return percentOf(total.multiplyAdds === 0 ? 0 : multiplyAdds / total.multiplyAdds);
}
