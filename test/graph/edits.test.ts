import { describe, expect, test } from 'vitest';
import { groupIntoBlock, ungroup } from '../../shared/graph/blocks.ts';
import {
  addNode,
  connect,
  connectProblem,
  deleteAndHeal,
  dropOnWire,
  inScope,
  insertOnWire,
  removeNodes,
  renameNode,
  setParam,
} from '../../shared/graph/edits.ts';
import { copyFragment, duplicateNodes, fragmentSchema, pasteFragment } from '../../shared/graph/fragments.ts';
import type { Graph, GraphDoc } from '../../shared/graph/graph-doc.ts';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { migrateGraph } from '../../shared/graph/migrations.ts';
import { nodeNames } from '../../shared/graph/names.ts';
import { summarize } from '../../shared/graph/summary.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { chain, draw, input, output, sequenceInput } from './drawing.ts';

const doc = draw(
  chain(
    input,
    { id: 'lstm', type: 'lstm', params: { units: 5 } },
    { id: 'dense', type: 'dense', params: { units: 2 } },
    output,
  ),
);
const ends = (graph: Graph): string[] => {
  const name = (id: string): string => graph.nodes.find((node) => node.id === id)?.name ?? id;
  return graph.wires.map((wire) => `${name(wire.from.node)}>${name(wire.to.node)}`).sort();
};
const id = (graph: Graph, name: string) => graph.nodes.find((node) => node.name === name)?.id ?? ('' as never);
const inputSpecs = sequenceInput(8, 3);
const shapesOf = (graph: GraphDoc) => {
  const inference = inferGraph(graph, { inputSpecs });
  return {
    problems: inference.problems.filter((found) => found.severity === 'error'),
    params: totalParams(graph, inference),
  };
};

describe('single edits', () => {
  test('added nodes are named as Keras names them', () => {
    const first = addNode(doc, { type: 'lstm', position: { x: 0, y: 0 } }, []);
    const second = addNode(first.graph, { type: 'simpleRnn', position: { x: 0, y: 0 } }, []);
    const third = addNode(second.graph, { type: 'globalAveragePooling1d', position: { x: 0, y: 0 } }, []);
    expect(third.graph.nodes.slice(-3).map((node) => node.name)).toEqual([
      'lstm_1',
      'simple_rnn',
      'global_average_pooling1d',
    ]);
  });

  test('a second wire on a port that takes one replaces the first; a merge keeps both', () => {
    const again = connect(doc, { node: id(doc, 'in'), port: 'y' }, { node: id(doc, 'dense'), port: 'x' }, []);
    expect(ends(again)).toEqual(['dense>out', 'in>dense', 'in>lstm']);
    const { graph, id: add } = addNode(doc, { type: 'add', position: { x: 0, y: 0 } }, []);
    const merged = connect(
      connect(graph, { node: id(doc, 'lstm'), port: 'y' }, { node: add, port: 'x' }, []),
      { node: id(doc, 'dense'), port: 'y' },
      { node: add, port: 'x' },
      [],
    );
    expect(ends(merged).filter((end) => end.endsWith('>add'))).toEqual(['dense>add', 'lstm>add']);
  });

  test('circles and missing ports cannot be drawn', () => {
    const back = [
      { node: id(doc, 'dense'), port: 'y' },
      { node: id(doc, 'lstm'), port: 'x' },
    ] as const;
    expect(connectProblem(doc, ...back, [])?.code).toBe('wire/cycle');
    expect(connect(doc, ...back, [])).toBe(doc);
    expect(
      connectProblem(doc, { node: id(doc, 'lstm'), port: 'h' }, { node: id(doc, 'dense'), port: 'x' }, [])?.code,
    ).toBe('wire/dangling');
  });

  test('a hidden port loses its wires', () => {
    const states = setParam(doc, 'lstm', 'returnState', true);
    const wired = connect(states, { node: id(doc, 'lstm'), port: 'h' }, { node: id(doc, 'dense'), port: 'x' }, []);
    expect(ends(wired)).toContain('lstm>dense');
    expect(ends(setParam(wired, 'lstm', 'returnState', false))).toEqual(['dense>out', 'in>lstm']);
  });

  test('insert on a wire, drop on a wire, delete and heal', () => {
    const wire = doc.wires[1]?.id ?? '';
    const { graph } = insertOnWire(doc, wire, { type: 'dropout' }, []);
    expect(ends(graph)).toEqual(['dense>out', 'dropout>dense', 'in>lstm', 'lstm>dropout']);
    expect(ends(deleteAndHeal(graph, [id(graph, 'dropout')], []))).toEqual(ends(doc));
    const loose = addNode(doc, { type: 'activation', position: { x: 0, y: 0 } }, []);
    expect(ends(dropOnWire(loose.graph, wire, loose.id, []))).toEqual([
      'activation>dense',
      'dense>out',
      'in>lstm',
      'lstm>activation',
    ]);
    expect(ends(removeNodes(doc, ['lstm']))).toEqual(['dense>out']);
  });

  test('names stay unique and free of slashes', () => {
    expect(renameNode(doc, 'dense', 'lstm').nodes.map((node) => node.name)).toEqual(['in', 'lstm', 'lstm_1', 'out']);
    expect(renameNode(doc, 'dense', ' a/b ').nodes[2]?.name).toBe('a_b');
    expect([
      ...nodeNames(
        draw({
          nodes: [
            { id: 'p', type: 'lstm', name: '' },
            { id: 'q', type: 'lstm', name: 'lstm' },
          ],
          wires: [],
        }).nodes,
      ).values(),
    ]).toEqual(['lstm', 'lstm_1']);
  });

  test('nothing is changed in place, and what is untouched stays the same object', () => {
    const frozen = JSON.stringify(doc);
    const edited = setParam(doc, 'lstm', 'units', 7);
    expect(edited.nodes[2]).toBe(doc.nodes[2]);
    expect(edited.wires).toBe(doc.wires);
    expect(JSON.stringify(doc)).toBe(frozen);
  });
});

describe('fragments', () => {
  test('paste gives fresh ids and names and keeps inner wires; a fragment is JSON', () => {
    const fragment = fragmentSchema.parse(JSON.parse(JSON.stringify(copyFragment(doc, undefined, ['lstm', 'dense']))));
    const pasted = pasteFragment(doc, undefined, fragment);
    expect(pasted.doc.nodes.map((node) => node.name)).toEqual(['in', 'lstm', 'dense', 'out', 'lstm_1', 'dense_1']);
    expect(ends(pasted.doc)).toEqual(['dense>out', 'in>lstm', 'lstm>dense', 'lstm_1>dense_1']);
    expect(new Set(pasted.doc.nodes.map((node) => node.id)).size).toBe(6);
  });

  test('duplicate keeps the wires that come in', () => {
    expect(ends(duplicateNodes(doc, undefined, ['lstm']).doc)).toEqual([
      'dense>out',
      'in>lstm',
      'in>lstm_1',
      'lstm>dense',
    ]);
  });

  test('a block brings its definition into another document', () => {
    const grouped = groupIntoBlock(doc, undefined, ['lstm'], 'reader').doc;
    const fragment = copyFragment(
      grouped,
      undefined,
      grouped.nodes.filter((node) => node.type === 'block').map((node) => node.id),
    );
    const elsewhere = pasteFragment(
      { nodes: [], wires: [], definitions: [] },
      undefined,
      fragment ?? (undefined as never),
    ).doc;
    expect(elsewhere.definitions.map((definition) => definition.name)).toEqual(['reader']);
    expect(
      duplicateNodes(grouped, undefined, fragment?.nodes.map((node) => node.id) ?? []).doc.definitions,
    ).toHaveLength(1);
  });
});

describe('blocks', () => {
  test('grouping keeps the model: same weights, no problem, and it compiles to a nested model', () => {
    const before = shapesOf(doc);
    const { doc: grouped, id: block } = groupIntoBlock(doc, undefined, ['lstm', 'dense'], 'reader');
    expect(block).toBeDefined();
    expect(grouped.nodes.map((node) => node.type)).toEqual(['input', 'output', 'block']);
    expect(shapesOf(grouped)).toEqual(before);
    const compiled = graphToKeras(grouped, { inputSpecs });
    const layers = compiled.ok ? (compiled.value.config.layers as { class_name: string; name: string }[]) : [];
    expect(layers.map((layer) => [layer.class_name, layer.name])).toEqual([
      ['InputLayer', 'in'],
      ['Functional', 'reader'],
    ]);
  });

  test('ungrouping brings the drawing back', () => {
    const { doc: grouped, id: block } = groupIntoBlock(doc, undefined, ['lstm', 'dense']);
    const opened = ungroup(grouped, undefined, block ?? '').doc;
    expect(ends(opened)).toEqual(ends(doc));
    expect(opened.definitions).toEqual([]);
    expect(shapesOf(opened)).toEqual(shapesOf(doc));
  });

  test('blocks nest, and are edited through their scope', () => {
    const outer = groupIntoBlock(doc, undefined, ['lstm', 'dense'], 'outer').doc;
    const scope = outer.definitions[0]?.id;
    const nested = groupIntoBlock(outer, scope, ['lstm'], 'inner').doc;
    expect(nested.definitions.map((definition) => definition.name).sort()).toEqual(['inner', 'outer']);
    expect(shapesOf(nested)).toEqual(shapesOf(doc));
    const inner = nested.definitions.find((definition) => definition.name === 'inner')?.id;
    const changed = inScope(nested, inner, (graph) => setParam(graph, 'lstm', 'units', 9));
    expect(shapesOf(changed).params.trainable).toBe(4 * 9 * (3 + 9 + 1) + 9 * 2 + 2);
  });

  test('a group that would lead back into itself is not made', () => {
    expect(
      groupIntoBlock(
        draw(chain(input, { id: 'a', type: 'dense' }, { id: 'b', type: 'dense' }, { id: 'c', type: 'dense' }, output)),
        undefined,
        ['a', 'c'],
      ).id,
    ).toBeUndefined();
  });
});

test('the summary has Keras’ rows', () => {
  const { rows, total } = summarize(doc, inferGraph(doc, { inputSpecs }), []);
  expect(rows.map(({ name, className, params, connectedTo }) => [name, className, params, connectedTo])).toEqual([
    ['in', 'InputLayer', 0, []],
    ['lstm', 'LSTM', 180, [{ layer: 'in', call: 0, output: 0 }]],
    ['dense', 'Dense', 12, [{ layer: 'lstm', call: 0, output: 0 }]],
  ]);
  expect(total).toEqual({ trainable: 192, other: 0 });
});

describe('migrations', () => {
  test('a ladder leads from version to version; newer and broken files are refused', () => {
    const rungs = {
      1: (graph: unknown) => ({ ...(graph as object), wires: [] }),
      2: (graph: unknown) => ({ ...(graph as object), definitions: [] }),
    };
    expect(migrateGraph({ nodes: [] }, 1, { rungs, latest: 3 })).toEqual({
      ok: true,
      value: { nodes: [], wires: [], definitions: [] },
    });
    expect(migrateGraph({ nodes: [] }, 4, { rungs, latest: 3 })).toMatchObject({
      problem: { code: 'project/newer-version' },
    });
    expect(migrateGraph({ nodes: 3 }, 1)).toMatchObject({ problem: { code: 'project/unreadable' } });
  });
});
