/** Where imported graphs are drawn. */
import { expect, test } from 'vitest';
import { chain } from '../../shared/templates/graph-builder.ts';
import { applyLayout } from '../../shared/graph/layout.ts';
import type { Wire } from '../../shared/graph/graph-doc.ts';
import type { NodeId, WireId } from '../../shared/ids.ts';

const id = (name: string): NodeId => name as NodeId;
const names = ['a', 'b', 'c', 'd', 'e'];
const straight = chain(names.map((name) => ({ name, type: 'dense' })));
const wire = (from: string, to: string): Wire => ({
  id: `${from}-${to}-again` as WireId,
  from: { node: id(from), port: 'y' },
  to: { node: id(to), port: 'x' },
});
const placesOf = (wires: readonly Wire[]): Map<string, { x: number; y: number }> =>
  new Map(
    applyLayout({ ...straight, wires: [...straight.wires, ...wires] }).nodes.map((node) => [node.id, node.position]),
  );

test('a chain is one row', () => {
  const places = placesOf([]);
  expect(new Set([...places.values()].map(({ y }) => y)).size).toBe(1);
  expect([...places.values()].map(({ x }) => x)).toEqual(
    [...places.values()].map(({ x }) => x).toSorted((a, b) => a - b),
  );
});

test('a wire around nodes does not run behind them', () => {
  const places = placesOf([wire('b', 'e')]);
  expect(places.get('c')?.y).toBeGreaterThan(places.get('b')?.y ?? 0);
  expect(places.get('d')?.y).toBe(places.get('c')?.y);
  expect(places.get('e')?.y).toBe(places.get('b')?.y);
});

test('two wires around each other have rows of their own, and no two nodes share a place', () => {
  const places = placesOf([wire('a', 'e'), wire('b', 'd')]);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => places.get(name)?.y ?? 0);
  expect(new Set([a, b, c]).size).toBe(3);
  expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(names.length);
});
