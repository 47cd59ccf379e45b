/** Two drawings over each other: marks, what changed said at its layer, and ghosts; in both languages. */
import { describe, expect, test } from 'vitest';
import { changeAtNode } from '../../../shared/compare-words.ts';
import type { GraphDoc } from '../../../shared/graph/graph-doc.ts';
import { removeNodes, setParam } from '../../../shared/graph/edits.ts';
import { translator } from '../../../shared/i18n/translate.ts';
import type { NodeId, ProjectId } from '../../../shared/ids.ts';
import { templates } from '../../../shared/templates/index.ts';
import { comparisonGraph, type MarkedNode } from '../../../renderer/compare/comparison-graph.ts';

const { graph } = templates.oneToOne.create('project-compare' as ProjectId, 'Compare');
const siamese = templates.siamese.create('project-compare' as ProjectId, 'Compare').graph;
const [en, zh] = [translator('en'), translator('zh-Hans')];
const id = (name: string): NodeId => name as NodeId;

const marked = (before: GraphDoc, after: GraphDoc, node: string): MarkedNode => {
  const found = comparisonGraph(before, after).nodes.find((one) => one.id === node);
  if (!found) throw new Error(`No ${node}`);
  return found;
};

describe('a changed parameter', () => {
  const after = { ...graph, ...setParam(graph, id('hidden'), 'units', 7) };

  test('marks its layer, which says the values before and after', () => {
    const { mark, changes } = marked(graph, after, 'hidden');
    expect(mark).toBe('changed');
    expect(changes.map((change) => changeAtNode(change, en))).toEqual(['Units 16 → 7']);
    expect(changes.map((change) => changeAtNode(change, zh))).toEqual(['单元数 16 → 7']);
  });

  test('leaves the other layers as they are', () => {
    expect(marked(graph, after, 'dense')).toMatchObject({ mark: 'same', changes: [] });
  });
});

test('a change inside a block is said at every use of the block, with the name of the layer', () => {
  const [encoder] = siamese.definitions;
  if (!encoder) throw new Error('the template has a block');
  const after = {
    ...siamese,
    definitions: [{ ...encoder, ...setParam(encoder, id('dense_2'), 'units', 9) }],
  };
  for (const use of ['encoder_first', 'encoder_second']) {
    const { mark, changes } = marked(siamese, after, use);
    expect(mark).toBe('changed');
    expect(changes.map((change) => changeAtNode(change, en))).toEqual(['“dense_2”: Units 128 → 9']);
  }
});

test('what is gone stays as a ghost with its wires', () => {
  const after = { ...graph, ...removeNodes(graph, [id('hidden')]) };
  const { nodes, wires } = comparisonGraph(graph, after);
  expect(nodes.find(({ mark }) => mark === 'removed')).toMatchObject({ id: 'ghost hidden', changes: [] });
  expect(wires.filter(({ mark }) => mark === 'removed')).toHaveLength(2);
});
