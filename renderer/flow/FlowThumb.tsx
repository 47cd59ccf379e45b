import { memo, useRef } from 'react';
import { useStudio } from '../state/store.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useT } from '../ui/i18n.ts';
import { useRested } from './canvas-rest.ts';
import { entrySentence } from './flow-words.ts';
import { FlowPicture } from './FlowPicture.tsx';
import { flowKey, useFlowStore } from './flow-store.ts';
import classes from './flow.module.css';

/** On a node: what leaves it for the chosen row. It keeps its room while an answer is on its way, so that nothing jumps. */
export const FlowThumb = memo(function FlowThumb({ node }: { node: string }) {
  const isShown = useFlowStore((state) => state.isShown && state.status !== 'off' && state.status !== 'no-data');
  const wasRested = useRef(false);
  wasRested.current = useRested(wasRested.current);
  if (!isShown) return null;
  return wasRested.current ? <Thumb node={node} /> : <div className={classes.thumb} />;
});

function Thumb({ node }: { node: string }) {
  const t = useT();
  const scope = useStudio((state) => shownScope(state) ?? null);
  const entry = useFlowStore((state) => state.entries.get(flowKey(scope, node)));
  const isOld = useFlowStore((state) => state.status === 'asking');
  const mark = useFlowStore((state) => markOf(state, entry?.value?.shape ?? []));
  const sentence = entry ? entrySentence(entry, t) : t('flow.computing');
  return (
    <div className={classes.thumb} role="img" aria-label={sentence} title={sentence} data-old={isOld} data-flow>
      {entry?.value ? (
        <FlowPicture value={entry.value} mark={mark} />
      ) : (
        <span className={classes.gap}>{entry?.gap ? t(`flow.gapShort.${entry.gap.why}`) : '…'}</span>
      )}
    </div>
  );
}

/** Where the chosen step lies in a picture over as many steps, from 0 to 1. */
function markOf({ flow, step }: ReturnType<typeof useFlowStore.getState>, shape: readonly number[]): number | null {
  const detail = flow?.detail;
  if (!detail || shape.length < 2 || shape[0] !== detail.stepCount || detail.stepCount < 2) return null;
  return ((detail.steps[step] ?? 0) + 0.5) / detail.stepCount;
}
