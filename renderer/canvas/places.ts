/** Places on the canvas. */
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
