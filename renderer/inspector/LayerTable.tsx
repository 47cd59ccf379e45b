import { Button } from '@mantine/core';
import { useState } from 'react';
import { BreakableName } from '../canvas/BreakableName.tsx';
import { typeText } from '../canvas/layer-text.ts';
import { shapeInColumn } from '../canvas/shape-label.ts';
import { useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './inspector.module.css';

/** So many at first: a table of thousands of rows is work for the browser even while the canvas beside it is moved. */
const rowsAtFirst = 100;

/** Every layer with what it gives. */
export function LayerTable() {
  const t = useT();
  const graph = useShownGraph();
  const facts = useShownFacts();
  const { definitions } = useDoc().graph;
  const select = useStudio((state) => state.select);
  const [isWhole, setIsWhole] = useState(false);
  const rows = isWhole ? graph.nodes : graph.nodes.slice(0, rowsAtFirst);
  return (
    <>
      <table className={classes.summary}>
        <caption className="visually-hidden">{t('editor.summary')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('editor.layer')}</th>
            <th scope="col">{t('editor.gives')}</th>
            <th scope="col">{t('editor.parameters')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((node) => {
            const known = facts.nodes.get(node.id);
            const shape = known && Object.values(known.outputs)[0];
            return (
              <tr key={node.id}>
                <td>
                  <button type="button" onClick={() => select({ nodes: [node.id] })}>
                    <BreakableName name={typeText(t, node, definitions)} />
                  </button>
                </td>
                <td>{shape ? shapeInColumn(shape, t) : '–'}</td>
                <td>{known && known.weights > 0 ? known.weights.toLocaleString() : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length < graph.nodes.length && (
        <Button variant="subtle" size="xs" onClick={() => setIsWhole(true)}>
          {t('start.all', { count: graph.nodes.length })}
        </Button>
      )}
    </>
  );
}
