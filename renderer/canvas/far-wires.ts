/** Where a wire runs when it is seen from far away: no element of its own is there to be asked. */
import { getBezierPath, Position } from '@xyflow/react';
import type { Wire } from '../../shared/graph/graph-doc.ts';
import type { WireId } from '../../shared/ids.ts';
import { nodeWidth } from './node-size.ts';
import type { CanvasNode } from './flow-adapter.ts';
import { portHeight } from './port-height.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the output's port to the input's: `M x,y C x,y x,y x,y`. */
export function wirePath(from: CanvasNode, to: CanvasNode, wire: Wire): string {
  const [path] = getBezierPath({
    sourceX: from.position.x + (from.measured?.width ?? nodeWidth),
    sourceY: from.position.y + portHeight(portIndex(from, 'outputs', wire.from.port)),
    sourcePosition: Position.Right,
    targetX: to.position.x,
    targetY: to.position.y + portHeight(portIndex(to, 'inputs', wire.to.port)),
    targetPosition: Position.Left,
  });
  return path;
}

const portIndex = (node: CanvasNode, side: 'inputs' | 'outputs', name: string): number =>
  node.type === 'layer'
    ? Math.max(
        0,
        node.data.ports[side].findIndex((port) => port.name === name),
      )
    : 0;

/** The wire that runs nearest to a place, within a distance; looked for when somebody clicks, never while the pointer moves. */
export function wireNear(
  nodes: readonly CanvasNode[],
  wires: readonly Wire[],
  place: Point,
  distance: number,
): WireId | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  let nearest = { id: undefined as WireId | undefined, distance }; // none yet
  for (const wire of wires) {
    const [from, to] = [byId.get(wire.from.node), byId.get(wire.to.node)];
    const found = from && to ? distanceTo(wirePath(from, to, wire), place) : Infinity;
    if (found <= nearest.distance) nearest = { id: wire.id, distance: found };
  }
  return nearest.id;
}

/** So many straight pieces are as good as the curve. */
const pieces = 32;

function distanceTo(path: string, place: Point): number {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = (
    path.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []
  ).map(Number);
  const at = (step: number): Point => {
    const there = step / pieces;
    const back = 1 - there;
    const [a, b, c, d] = [back ** 3, 3 * back ** 2 * there, 3 * back * there ** 2, there ** 3];
    return { x: a * x0 + b * x1 + c * x2 + d * x3, y: a * y0 + b * y1 + c * y2 + d * y3 };
  };
  return Math.min(...Array.from({ length: pieces }, (_, step) => fromPiece(at(step), at(step + 1), place)));
}

function fromPiece(start: Point, end: Point, place: Point): number {
  const [x, y] = [end.x - start.x, end.y - start.y];
  const length = x * x + y * y;
  const along = length === 0 ? 0 : ((place.x - start.x) * x + (place.y - start.y) * y) / length;
  const part = Math.max(0, Math.min(1, along));
  return Math.hypot(start.x + part * x - place.x, start.y + part * y - place.y);
}
