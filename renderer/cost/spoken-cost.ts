/** What a layer costs, as a part of its name for screen readers. */
import { useCallback, useMemo } from 'react';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { useCostStore } from './cost-store.ts';
import { shareSentence } from './cost-words.ts';
import { shownShares } from './shares.ts';

/** Words for a layer of the shown graph; undefined, and never anything else, while costs are not shown. */
export function useSpokenCost(): ((node: string) => string) | undefined {
  const t = useT();
  const isShown = useCostStore((state) => state.isShown);
  const measure = useCostStore((state) => state.measure);
  const times = useCostStore((state) => state.times);
  const shares = useStudio(
    useCallback((state) => (isShown ? shownShares(state, measure, times) : null), [isShown, measure, times]),
  );
  return useMemo(() => {
    if (!shares) return undefined;
    return (node) => {
      const share = shares.byNode.get(node);
      return share ? shareSentence(share, measure, t) : '';
    };
  }, [shares, measure, t]);
}
