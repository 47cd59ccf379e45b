import type { TFunction } from 'i18next';
import type { NodeCost } from '../../shared/graph/model-cost.ts';
import { withCommas } from '../../shared/graph/summary-text.ts';

/** Multiply-adds, of a step where sequences may have any length. */
export function costText({ multiplyAdds, perStep }: NodeCost, t: TFunction): string {
  const text = withCommas(Math.round(multiplyAdds));
  return perStep ? t('cost.perStep', { text }) : text;
}

/** A part of the whole in percent. */
export function shareText({ multiplyAdds }: NodeCost, total: NodeCost): string {
  const share = total.multiplyAdds === 0 ? 0 : multiplyAdds / total.multiplyAdds;
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
