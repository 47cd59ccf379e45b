import { memo } from 'react';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { useCostStore } from './cost-store.ts';
import { percentOf, shareSentence } from './cost-words.ts';
import { shownShares } from './shares.ts';
import classes from './cost.module.css';

/** Below a layer: which part of the whole it costs. It takes no room on the layer, so nothing moves when it is shown. */
export const CostBadge = memo(function CostBadge({ node }: { node: string }) {
  const isShown = useCostStore((state) => state.isShown);
  return isShown ? <Badge node={node} /> : null;
});

function Badge({ node }: { node: string }) {
  const t = useT();
  const measure = useCostStore((state) => state.measure);
  const times = useCostStore((state) => state.times);
  const share = useStudio((state) => shownShares(state, measure, times).byNode.get(node));
  if (!share) return null;
  const sentence = shareSentence(share, measure, t);
  return (
    <div className={classes.badge} role="img" aria-label={sentence} title={sentence} data-cost>
      <span className={classes.track}>
        <span className={classes.fill} style={{ width: `${share.share * 100}%` }} />
      </span>
      <span className={classes.percent}>{percentOf(share.share)}</span>
    </div>
  );
}
