import { useMemo, useState } from 'react';
import { compareProjects } from '../../shared/compare-projects.ts';
import { changeText } from '../../shared/compare-words.ts';
import type { Comparison } from '../projects/project-dialogs.ts';
import { useT } from '../ui/i18n.ts';
import { ComparisonCanvas } from './ComparisonCanvas.tsx';
import { comparisonGraph } from './comparison-graph.ts';
import { MarkSign } from './MarkSign.tsx';
import classes from './compare.module.css';

/** Two drawings: the differences as sentences, and drawn over each other. A sentence leads to its layer. */
export function ComparisonView({ before, after }: Comparison) {
  const t = useT();
  const changes = useMemo(() => compareProjects(before.doc, after.doc), [before.doc, after.doc]);
  const graph = useMemo(() => comparisonGraph(before.doc.graph, after.doc.graph), [before.doc, after.doc]);
  const [shown, setShown] = useState<string | null>(null);
  /** Of removed layers the ghost, of wires where they end. */
  const placeOf = (change: (typeof changes)[number]): string | null => {
    if ('block' in change && change.block)
      return graph.nodes.find(({ node }) => node.definition === change.block?.id)?.id ?? null;
    if (change.kind === 'removed') return `ghost ${change.node}`;
    if ('node' in change) return change.node;
    return 'to' in change ? change.to.node : null;
  };
  return (
    <div className={classes.view}>
      <section className={classes.list} aria-label={t('compare.differences')}>
        {changes.length === 0 && <p>{t('compare.nothing')}</p>}
        <ul>
          {changes.map((change, index) => {
            const place = placeOf(change);
            const text = changeText(change, t);
            return (
              <li key={index}>
                <MarkSign mark={signOf(change.kind)} />
                {place === null ? (
                  <span>{text}</span>
                ) : (
                  <button type="button" aria-pressed={shown === place} onClick={() => setShown(place)}>
                    {text}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      </section>
      <ComparisonCanvas graph={graph} shown={shown} />
    </div>
  );
}

function signOf(kind: string): 'added' | 'removed' | 'changed' {
  if (/^(added|wired|blockAdded|stepAdded)$/.test(kind)) return 'added';
  return /^(removed|unwired|blockRemoved|stepRemoved)$/.test(kind) ? 'removed' : 'changed';
}
