import { useMemo } from 'react';
import { sharedDefinitions } from '../../shared/graph/shared-definitions.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { colourOf, letterOf } from './shared-look.ts';
import classes from './canvas.module.css';

/** Which colour stands for which shared weights; choosing one selects every layer that has them. */
export function SharedLegend() {
  const t = useT();
  const { definitions } = useDoc().graph;
  const graph = useShownGraph();
  const selected = useStudio((state) => state.selection.nodes);
  const shared = useMemo(() => [...sharedDefinitions(graph, definitions)], [graph, definitions]);
  if (shared.length === 0) return null;
  return (
    <div className={classes.sharedLegend} role="group" aria-label={t('canvas.sharedLegend')}>
      <span>{t('canvas.sharedLegend')}</span>
      {shared.map(([id, uses], index) => (
        <button
          key={id}
          type="button"
          className={classes.sharedUse}
          data-shared={colourOf(index)}
          aria-pressed={uses.length === selected.length && uses.every((use) => selected.includes(use.id))}
          onClick={() => useStudio.getState().select({ nodes: uses.map((use) => use.id) })}
        >
          <span className={classes.sharedLetter} aria-hidden>
            {letterOf(index)}
          </span>
          {t('canvas.sharedUses', {
            name: definitions.find((definition) => definition.id === id)?.name ?? '',
            count: uses.length,
          })}
        </button>
      ))}
    </div>
  );
}
