/** Where copies stand: near their originals or, where those are out of sight, in the middle; and where they cover nothing. */
import { type Box, boxAround, boxOf } from '../../shared/graph/annotations.ts';
import type { Position } from '../../shared/graph/edits.ts';
import type { Fragment } from '../../shared/graph/fragments.ts';
import type { Graph, GraphNode } from '../../shared/graph/graph-doc.ts';
import { measured } from './annotation-actions.ts';
import { canvas } from './canvas-handle.ts';
import { overlap } from './places.ts';

/** From the originals to where a copy begins to look for room, and how far it looks at a time. */
const beside = 40;
const step = 20;
/** Of more layers one would wait for the search: their copies go below everything. */
const mostPairs = 40_000;

const layerBox = (node: GraphNode): Box => ({ ...node.position, ...measured(node) });

/** How far the copies of a fragment stand from its originals in this graph. */
export function copyOffset({ nodes, annotations = [] }: Fragment, graph: Graph): Position {
  const layers = nodes.map(layerBox);
  const taken = graph.nodes.map(layerBox);
  const { x, y } = startOf(boxAround([...layers, ...annotations.map(boxOf)]));
  if (layers.length * taken.length > mostPairs) return { x, y: below(taken) - above(layers) + beside };
  let down = y;
  while (layers.some((box) => taken.some((other) => overlap({ ...box, x: box.x + x, y: box.y + down }, other))))
    down += step;
  return { x, y: down };
}

const above = (boxes: readonly Box[]): number => boxes.reduce((least, box) => Math.min(least, box.y), Infinity);
const below = (boxes: readonly Box[]): number =>
  boxes.reduce((most, box) => Math.max(most, box.y + box.height), -Infinity);

function startOf(around: Box | undefined): Position {
  const handle = canvas();
  if (!around || !handle) return { x: beside, y: beside };
  const centre = { x: around.x + around.width / 2, y: around.y + around.height / 2 };
  if (handle.sees(centre)) return { x: beside, y: beside };
  const middle = handle.middle();
  return { x: Math.round(middle.x - centre.x), y: Math.round(middle.y - centre.y) };
}
