/** Where the card of the tour stands: beside what it points at, inside the window, never over it if there is room elsewhere. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Spot {
  readonly left: number;
  readonly top: number;
}

const distance = 14;
const edge = 12;

/** Below, above, right or left of the box, the first that fits; else the lower right corner of the window. */
export function placeBeside(box: Box | null, card: Size, window: Size): Spot {
  const corner = { left: window.width - card.width - edge, top: window.height - card.height - 56 };
  if (!box) return corner;
  const within = (at: number, most: number): number => Math.max(edge, Math.min(at, most - edge));
  const left = within(box.left + box.width / 2 - card.width / 2, window.width - card.width);
  const top = within(box.top + box.height / 2 - card.height / 2, window.height - card.height);
  const spots: readonly Spot[] = [
    { left, top: box.top + box.height + distance },
    { left, top: box.top - card.height - distance },
    { left: box.left + box.width + distance, top },
    { left: box.left - card.width - distance, top },
  ];
  const fits = (spot: Spot): boolean =>
    spot.left >= edge &&
    spot.top >= edge &&
    spot.left + card.width <= window.width - edge &&
    spot.top + card.height <= window.height - edge;
  return spots.find(fits) ?? corner;
}
