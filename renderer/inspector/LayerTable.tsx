import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Graph, GraphDoc } from '../../shared/graph/graph-doc.ts';
import { sharedDefinitions } from '../../shared/graph/shared-definitions.ts';
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
  const types = graph.nodes.map((node) => typeText(t, node, definitions));
  const several = new Set(types.filter((type, index) => types.indexOf(type) !== index));
  const counted = countedAbove(graph, definitions);
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
          {rows.map((node, index) => {
            const type = types[index] ?? '';
            const known = facts.nodes.get(node.id);
            const shape = known && Object.values(known.outputs)[0];
            return (
              <tr key={node.id}>
                <td>
                  <button type="button" onClick={() => select({ nodes: [node.id] })}>
                    <BreakableName name={type} />
                    {several.has(type) && (
                      <span className={classes.rowName}>
                        {' '}
                        <BreakableName name={facts.names.get(node.id) ?? ''} />
                      </span>
                    )}
                  </button>
                </td>
                <td>{shape ? shapeInColumn(shape, t) : '–'}</td>
                <td>{known && known.weights > 0 ? weightsText(known.weights, counted.has(node.id)) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {counted.size > 0 && <p className={classes.tableNote}>{t('editor.countedAbove')}</p>}
      {rows.length < graph.nodes.length && (
        <Button variant="subtle" size="xs" onClick={() => setIsWhole(true)}>
          {t('start.all', { count: graph.nodes.length })}
        </Button>
      )}
    </>
  );
}

/** Further uses of a block: their weights are those of its first use. */
function countedAbove(graph: Graph, definitions: GraphDoc['definitions']): ReadonlySet<string> {
  return new Set(
    [...sharedDefinitions(graph, definitions).values()].flatMap((uses) => uses.slice(1).map(({ id }) => id)),
  );
}

const weightsText = (weights: number, isCounted: boolean): string =>
  isCounted ? `(${weights.toLocaleString()})` : weights.toLocaleString();
