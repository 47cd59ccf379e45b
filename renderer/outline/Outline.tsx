import { useMemo, useState } from 'react';
import { topology } from '../../shared/graph/topology.ts';
import { commandOf } from '../commands/commands.ts';
import { keysOf } from '../commands/key-bindings.ts';
import { showKeys } from '../commands/keys.ts';
import { CommandButton } from '../commands/CommandButton.tsx';
import { useSpokenCost } from '../cost/spoken-cost.ts';
import { useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { outlinePanelId } from '../ui/element-ids.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { OutlineNotes } from './OutlineNotes.tsx';
import { OutlineRowView } from './OutlineRowView.tsx';
import { outlineRows } from './outline-rows.ts';
import { useTreeKeys } from './useTreeKeys.ts';
import classes from './outline.module.css';

/** In a tree letters look for names: of the keys that wire, the one that is no letter. */
const hintKeys = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['inspect', 'rename', 'delete', 'connect'].map((id) => [
      id,
      showKeys(keysOf(commandOf(id)).find((keys) => keys.length > 1) ?? ''),
    ]),
  );

/** The graph as a tree: for reading aloud, for hands that do not draw, and for finding one's way in a large model. */
export function Outline() {
  const t = useT();
  const { definitions } = useDoc().graph;
  const graph = useShownGraph();
  const facts = useShownFacts();
  const cost = useSpokenCost();
  const selection = useStudio((state) => state.selection);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => {
    const { incoming, outgoing } = topology(graph);
    return outlineRows(graph, { t, facts, definitions, incoming, outgoing, cost }, expanded);
  }, [graph, facts, definitions, expanded, t, cost]);
  const { active, tree, onKeyDown, activate, toggle } = useTreeKeys(rows, setExpanded);
  const selected = new Set<string>([...selection.nodes, ...selection.wires]);
  return (
    <aside id={outlinePanelId} className={classes.outline} aria-label={t('editor.outline')} data-region data-outline>
      <div className={classes.bar}>
        <h2>{t('editor.outline')}</h2>
        <div className={classes.actions} role="toolbar" aria-label={t('outline.actions')}>
          <CommandButton id="connect" icon="model" size="sm" />
          <CommandButton id="rename" icon="pencil" size="sm" />
          <CommandButton id="inspect" icon="right" size="sm" />
          <CommandButton id="delete" icon="trash" size="sm" />
        </div>
        <IconButton
          icon="close"
          size="sm"
          label={t('app.close')}
          onClick={() => useStudio.getState().setOutlineOpen(false)}
        />
      </div>
      {rows.length === 0 ? (
        <p className={classes.empty}>{t('editor.emptyTitle')}</p>
      ) : (
        <ul
          ref={tree}
          role="tree"
          aria-label={t('editor.outline')}
          aria-multiselectable="true"
          className={classes.list}
          onKeyDown={onKeyDown}
        >
          {rows.map((row) => (
            <OutlineRowView
              key={row.key}
              row={row}
              facts={facts}
              definitions={definitions}
              active={row.key === active}
              selected={selected.has(row.key)}
              onActivate={activate}
              onToggle={toggle}
            />
          ))}
        </ul>
      )}
      <OutlineNotes />
      <p className={classes.hint}>{t('outline.hint', hintKeys())}</p>
    </aside>
  );
}
