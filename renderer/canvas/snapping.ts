/** Snapping while dragging: to the edges and middles of other boxes first, else to the grid. */
import type { Box } from '../../shared/graph/annotations.ts';
import type { Position } from '../../shared/graph/edits.ts';

export const gridStep = 11;
/** How near an edge has to come, in pixels of the screen. */
const reach = 6;
/** Nothing shows before the layer is there, so a hand is less exact. */
const dropReach = 14;

/** A line that shows what was snapped to, in the document's coordinates. */
export interface Guide {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}
export interface Snapped {
  readonly x: number;
  readonly y: number;
  readonly guides: readonly Guide[];
}

interface Hit {
  readonly by: number;
  readonly guide: Guide;
}

/** Where a new layer is put: its corner goes to those of other layers, whose rows and columns it is to continue. */
export function cornerInLine(at: Position, corners: readonly Position[], zoom: number): Position {
  const flat = (place: Position): Box => ({ ...place, width: 0, height: 0 });
  const by = snap(flat(at), corners.map(flat), zoom, dropReach);
  return { x: at.x + by.x, y: at.y + by.y };
}

/** How far the box has to be pushed to stand in line. */
export function snap(box: Box, others: readonly Box[], zoom: number, pixels = reach): Snapped {
  const near = pixels / zoom;
  const x = nearest(box, others, 'x', near);
  const y = nearest(box, others, 'y', near);
  const toGrid = (value: number): number => Math.round(value / gridStep) * gridStep - value;
  return {
    x: x?.by ?? toGrid(box.x),
    y: y?.by ?? toGrid(box.y),
    guides: [x, y].flatMap((hit) => (hit ? [hit.guide] : [])),
  };
}

function nearest(box: Box, others: readonly Box[], axis: 'x' | 'y', near: number): Hit | undefined {
  const [length, across, breadth] =
    axis === 'x' ? (['width', 'y', 'height'] as const) : (['height', 'x', 'width'] as const);
  let best: Hit | undefined;
  for (const other of others) {
    // Like with like: edges that merely happen to be as far away say nothing.
    for (const share of [0, 0.5, 1]) {
      const at = other[axis] + other[length] * share;
      const by = at - (box[axis] + box[length] * share);
      if (Math.abs(by) > near || (best && Math.abs(by) >= Math.abs(best.by))) continue;
      const from = Math.min(box[across], other[across]);
      const to = Math.max(box[across] + box[breadth], other[across] + other[breadth]);
      best = { by, guide: { axis, at, from, to } };
    }
  }
  return best;
}
