/** Places on the canvas. */
import type { Box } from '../../shared/graph/annotations.ts';
import type { Position } from '../../shared/graph/edits.ts';

export const rounded = ({ x, y }: Position): Position => ({ x: Math.round(x), y: Math.round(y) });

interface Clearance {
  readonly width: number;
  readonly height: number;
}

/** The wanted place, or the first below it, a `step` apart, that is `clear` of what stands already. */
export function placeBelow(
  wanted: Position,
  taken: readonly { readonly position: Position }[],
  clear: Clearance,
  step = clear.height,
): Position {
  const isCovered = ({ x, y }: Position): boolean =>
    taken.some(({ position }) => Math.abs(position.x - x) < clear.width && Math.abs(position.y - y) < clear.height);
  let place = wanted;
  while (isCovered(place)) place = { x: place.x, y: place.y + step };
  return place;
}

/** Whether two boxes have a place in common. */
export const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;
