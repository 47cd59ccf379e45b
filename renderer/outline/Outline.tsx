import { useStudio } from '../state/store.ts';
import { useDoc } from '../state/store.ts';
import { useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { typeText } from '../canvas/layer-text.ts';
import { shapeLabel } from '../canvas/shape-label.ts';
import { removeParts } from '../canvas/canvas-actions.ts';
import classes from './outline.module.css';

/** The graph as a list, for reading aloud and for hands that do not draw: every node with its outgoing wires. */
export function Outline() {
  const t = useT();
  const doc = useDoc();
  const graph = useShownGraph();
  const facts = useShownFacts();
  const writable = useStudio((state) => state.writable);
  const selection = useStudio((state) => state.selection);
  const { select, setOutlineOpen, setConnectFrom } = useStudio.getState();
  return (
    <aside className={classes.outline} aria-label={t('editor.outline')}>
      <div className={classes.bar}>
        <h2>{t('editor.outline')}</h2>
        <IconButton icon="close" label={t('app.close')} onClick={() => setOutlineOpen(false)} />
      </div>
      {graph.nodes.length === 0 && <p className={classes.empty}>{t('editor.emptyTitle')}</p>}
      <ul className={classes.list}>
        {graph.nodes.map((node) => {
          const name = facts.names.get(node.id) ?? node.name;
          const shape = Object.values(facts.nodes.get(node.id)?.outputs ?? {})[0];
          const problems = facts.problemsOf.get(node.id)?.length ?? 0;
          return (
            <li key={node.id}>
              <div className={classes.row} data-selected={selection.nodes.includes(node.id)}>
                <button
                  type="button"
                  aria-pressed={selection.nodes.includes(node.id)}
                  onClick={() => select({ nodes: [node.id] })}
                >
                  <strong>{typeText(t, node, doc.graph.definitions)}</strong> {name}
                  {shape && <small>{shapeLabel(shape, t)}</small>}
                  {problems > 0 && (
                    <small className={classes.problems}>{t('editor.problemCount', { count: problems })}</small>
                  )}
                </button>
                {node.type !== 'output' && (
                  <IconButton
                    icon="plus"
                    label={t('editor.connectFrom', { name })}
                    disabled={!writable}
                    onClick={() => setConnectFrom(node.id)}
                  />
                )}
                <IconButton
                  icon="trash"
                  label={t('editor.deleteNamed', { name })}
                  disabled={!writable}
                  onClick={() => removeParts({ nodes: [node.id], wires: [] })}
                />
              </div>
              <ul>
                {graph.wires
                  .filter((wire) => wire.from.node === node.id)
                  .map((wire) => {
                    const label = t('editor.wireTo', { name: facts.names.get(wire.to.node) ?? '' });
                    return (
                      <li key={wire.id} className={classes.row} data-selected={selection.wires.includes(wire.id)}>
                        <button
                          type="button"
                          aria-pressed={selection.wires.includes(wire.id)}
                          onClick={() => select({ wires: [wire.id] })}
                        >
                          {label}
                        </button>
                        <IconButton
                          icon="trash"
                          label={t('editor.deleteNamed', {
                            name: t('editor.wire', { from: name, to: facts.names.get(wire.to.node) ?? '' }),
                          })}
                          disabled={!writable}
                          onClick={() => removeParts({ nodes: [], wires: [wire.id] })}
                        />
                      </li>
                    );
                  })}
              </ul>
            </li>
          );
        })}
      </ul>
    </aside>
  );
}
