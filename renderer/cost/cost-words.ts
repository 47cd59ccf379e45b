/** What a layer costs, in words: on its badge, for screen readers, and in the legend. */
import type { TFunction } from 'i18next';
import { memoryText, withCommas } from '../../shared/graph/summary-text.ts';
import type { CostMeasure } from './cost-store.ts';
import type { CostShare, CostShares } from './shares.ts';

export function percentOf(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** `12.3`, `0.045`: as many digits as say something. */
const millisecondsText = (ms: number): string => (ms >= 100 ? ms.toFixed(0) : String(Number(ms.toPrecision(3))));

export function amountText(value: number, measure: CostMeasure, t: TFunction): string {
  if (measure === 'memory') return memoryText(value);
  if (measure === 'time') return t('cost.milliseconds', { text: millisecondsText(value) });
  return withCommas(Math.round(value));
}

/** `34 % of the multiply-adds: 1,234`. */
export const shareSentence = ({ value, share }: CostShare, measure: CostMeasure, t: TFunction): string =>
  t(`cost.shareOf.${measure}`, { percent: percentOf(share), amount: amountText(value, measure, t) });

export const totalSentence = ({ total, perStep }: CostShares, measure: CostMeasure, t: TFunction): string =>
  t(perStep ? 'cost.wholeAStep' : 'cost.whole', { amount: amountText(total, measure, t) });
