/** Which wire was clicked on, seen from far away: the nearest one, and only if it is near. */
import { expect, test } from 'vitest';
import type { CanvasNode } from '../../../renderer/canvas/flow-adapter.ts';
import { wireNear, wirePath } from '../../../renderer/canvas/far-wires.ts';
import { portHeight } from '../../../renderer/canvas/port-height.ts';
import { portsOf } from '../../../shared/graph/ports.ts';
import { draw } from '../../graph/drawing.ts';

const graph = draw({
  nodes: [
    { id: 'in', type: 'input' },
    { id: 'first', type: 'lstm' },
    { id: 'second', type: 'lstm' },
  ],
  wires: [
    ['in', 'first'],
    ['in', 'second'],
    ['in', 'second.h0'],
  ],
});
const places: Readonly<Record<string, { x: number; y: number }>> = {
  in: { x: 0, y: 0 },
  first: { x: 400, y: 0 },
  second: { x: 400, y: 300 },
};
const nodes = graph.nodes.map((node): CanvasNode => {
  const data = { node, name: node.name, ports: portsOf(node, []), facts: undefined, problems: [], definitions: [] };
  return {
    id: node.id,
    type: 'layer',
    position: places[node.id] ?? { x: 0, y: 0 },
    measured: { width: 156 },
    data: { ...data, shared: undefined },
  };
});
const near = (x: number, y: number, distance = 20) => wireNear(nodes, graph.wires, { x, y }, distance);

test('a click beside a straight wire finds it, one too far away finds nothing', () => {
  expect(near(300, portHeight(0) + 12)).toBe('in-first');
  expect(near(300, portHeight(0) - 30)).toBeUndefined();
});

test('of two wires that end at one layer, the nearer one is found; so it is where a curve bends', () => {
  expect(near(398, 300 + portHeight(0))).toBe('in-second');
  expect(near(398, 300 + portHeight(1))).toBe('in-second_h0');
  const [from, , to] = nodes;
  const wire = graph.wires[1];
  if (!from || !to || !wire) throw new Error('drawn above');
  // Half way along, the curve is in the middle between its ends.
  expect(wirePath(from, to, wire)).toMatch(/^M156,21 C/);
  expect(near((156 + 400) / 2, (portHeight(0) + 300 + portHeight(0)) / 2)).toBe('in-second');
});

test('a wire whose layer is gone is not found', () => {
  expect(wireNear(nodes.slice(0, 1), graph.wires, { x: 300, y: portHeight(0) }, 20)).toBeUndefined();
});
