import type { GraphNode } from '../../shared/graph/graph-doc.ts';
import { memoryText } from '../../shared/graph/summary-text.ts';
import { useStudio } from '../state/store.ts';
import { shownCosts } from '../state/costs.ts';
import { useT } from '../ui/i18n.ts';
import { costText, shareText } from '../summary/cost-text.ts';
import { useCostStore } from '../cost/cost-store.ts';
import { amountText, percentOf } from '../cost/cost-words.ts';
import { shownShares } from '../cost/shares.ts';

/** What a layer costs: multiply-adds of a sample, its share of the drawing, memory of what leaves it, and its time where that was measured. */
export function CostFacts({ node }: { node: GraphNode }) {
  const t = useT();
  const { costs, total } = useStudio(shownCosts);
  const times = useCostStore((state) => state.times);
  const time = useStudio((state) => (times ? shownShares(state, 'time', times).byNode.get(node.id) : undefined));
  const cost = costs.get(node.id);
  if (!cost || cost.activationBytes === 0) return null;
  return (
    <>
      <dt title={t('cost.multiplyAdds.help')}>{t('cost.multiplyAdds')}</dt>
      <dd>{costText(cost, t)}</dd>
      {cost.multiplyAdds > 0 && (
        <>
          <dt>{t('cost.share')}</dt>
          <dd>{shareText(cost, total)}</dd>
        </>
      )}
      <dt>{t('cost.memory')}</dt>
      <dd>{memoryText(cost.activationBytes)}</dd>
      {time && (
        <>
          <dt title={t('cost.time.help')}>{t('cost.time')}</dt>
          <dd>
            {amountText(time.value, 'time', t)} ({percentOf(time.share)})
          </dd>
        </>
      )}
    </>
  );
}
