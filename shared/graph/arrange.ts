/** Aligning and distributing: boxes in, new places out. */
import { boxAround, type Box } from './annotations.ts';
import type { Position } from './edits.ts';

export interface Placed extends Box {
  readonly id: string;
}

export const alignments = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const;
export type Alignment = (typeof alignments)[number];
export const directions = ['horizontally', 'vertically'] as const;
export type Direction = (typeof directions)[number];

/** Where each box goes so that one of their edges, or their middles, lie on the line of the box around them all. */
export function align(items: readonly Placed[], alignment: Alignment): ReadonlyMap<string, Position> {
  const around = boxAround(items);
  if (!around) return new Map();
  const place = ({ x, y, width, height }: Placed): Position => {
    switch (alignment) {
      case 'left':
        return { x: around.x, y };
      case 'centre':
        return { x: Math.round(around.x + (around.width - width) / 2), y };
      case 'right':
        return { x: around.x + around.width - width, y };
      case 'top':
        return { x, y: around.y };
      case 'middle':
        return { x, y: Math.round(around.y + (around.height - height) / 2) };
      case 'bottom':
        return { x, y: around.y + around.height - height };
    }
  };
  return new Map(items.map((item) => [item.id, place(item)]));
}

/** The same gap between neighbours; the first and the last stay. Gaps may be negative where there is no room. */
export function distribute(items: readonly Placed[], direction: Direction): ReadonlyMap<string, Position> {
  const [at, length] = direction === 'horizontally' ? (['x', 'width'] as const) : (['y', 'height'] as const);
  const row = items.toSorted((a, b) => a[at] + a[length] / 2 - (b[at] + b[length] / 2));
  const [first, last] = [row[0], row.at(-1)];
  if (!first || !last || row.length < 3) return new Map();
  const filled = row.reduce((sum, item) => sum + item[length], 0);
  const gap = (last[at] + last[length] - first[at] - filled) / (row.length - 1);
  let next = first[at];
  return new Map(
    row.map((item) => {
      const place = { x: item.x, y: item.y, [at]: Math.round(next) };
      next += item[length] + gap;
      return [item.id, place];
    }),
  );
}
