/** What goes into a wire covers nothing: layers behind it move aside, frames with them. */
import { expect, test } from 'vitest';
import { addAnnotation, frameAround } from '../../shared/graph/annotations.ts';
import { dropOnWire, addNode, insertOnWire } from '../../shared/graph/edits.ts';
import type { Graph, GraphNode } from '../../shared/graph/graph-doc.ts';
import { makeRoom } from '../../shared/graph/make-room.ts';
import { chain } from '../../shared/templates/graph-builder.ts';

const row = chain(['a', 'b', 'c'].map((name) => ({ name, type: 'dense' })));
const placeOf = (graph: Graph, name: string): GraphNode['position'] => {
  const node = graph.nodes.find((candidate) => candidate.name === name);
  if (!node) throw new Error(`No ${name}.`);
  return node.position;
};
const wireInto = (graph: Graph, name: string): string =>
  graph.wires.find(({ to }) => graph.nodes.find(({ id }) => id === to.node)?.name === name)?.id ?? '';
const inserted = (graph: Graph, into = 'b'): Graph =>
  insertOnWire(graph, wireInto(graph, into), { type: 'dropout' }, []).graph;

test('every layer has a place of its own, and the distances stay', () => {
  const graph = makeRoom(row, inserted(row));
  const [a, dropout, b, c] = ['a', 'dropout', 'b', 'c'].map((name) => placeOf(graph, name).x);
  expect(a).toBe(placeOf(row, 'a').x);
  expect([dropout, b, c]).toEqual([196, 392, 588].map((x) => (a ?? 0) + x));
});

test('where there is room nothing moves', () => {
  const wide = { ...row, nodes: row.nodes.map((node) => ({ ...node, position: { x: node.position.x * 3, y: 0 } })) };
  const graph = inserted(wide);
  expect(makeRoom(wide, graph)).toBe(graph);
});

test('what stands in another row, and what is not behind it, stays', () => {
  const beside = addNode(row, { type: 'lstm', position: { x: 700, y: 0 } }, []).graph;
  expect(placeOf(makeRoom(beside, inserted(beside)), 'lstm')).toEqual({ x: 700, y: 0 });
  const below = {
    ...row,
    nodes: row.nodes.map((node) => (node.name === 'b' ? { ...node, position: { x: 0, y: 600 } } : node)),
  };
  const graph = inserted(below);
  expect(makeRoom(below, graph)).toBe(graph);
});

test('a layer that was dropped pushes too, and a frame grows with what it holds', () => {
  const framed = frameAround(
    row,
    row.nodes.slice(1).map(({ id }) => id),
    'Behind',
  );
  if (!framed) throw new Error('No frame.');
  const note = addAnnotation(framed.graph, {
    kind: 'note',
    text: 'far away',
    position: { x: 0, y: 900 },
    size: { width: 100, height: 50 },
  });
  const loose = addNode(note.graph, { type: 'dropout', position: { x: 60, y: 130 } }, []);
  const dropped = makeRoom(loose.graph, dropOnWire(loose.graph, wireInto(row, 'b'), loose.id, []));
  expect(placeOf(dropped, 'dropout')).toEqual({ x: placeOf(row, 'a').x + 196, y: 130 });
  const [before, after] = [loose.graph, dropped].map((graph) => graph.annotations?.find(({ id }) => id === framed.id));
  expect(after?.position.x).toBe((before?.position.x ?? 0) + 196);
  expect(after?.size).toEqual(before?.size);
  expect(dropped.annotations?.find(({ id }) => id === note.id)?.position).toEqual({ x: 0, y: 900 });
});

test('a frame that holds both sides of the wire grows in width alone', () => {
  const framed = frameAround(
    row,
    row.nodes.slice(0, 2).map(({ id }) => id),
    'Both',
  );
  if (!framed) throw new Error('No frame.');
  const [frame] = makeRoom(framed.graph, inserted(framed.graph)).annotations ?? [];
  const [before] = framed.graph.annotations ?? [];
  expect(frame?.position).toEqual(before?.position);
  expect(frame?.size).toEqual({ width: (before?.size.width ?? 0) + 196, height: before?.size.height });
});
