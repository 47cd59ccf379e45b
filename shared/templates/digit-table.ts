/**
 * A small table of handwritten-looking digits, drawn by this file: ten figures as strokes on 8 × 8 pixels, moved, slanted
 * and blotted at random. Columns p00 … p77 (0 … 16) and digit, as in the well-known table of 1,797 digits, which can take
 * its place.
 */
import { seededRandom, type Random } from '../data/random.ts';

const size = 8;
const brightest = 16;
const copies = 30;

type Point = readonly [number, number];
/** Strokes of each digit on a field of 1 × 1, x to the right and y down. */
const strokes: readonly (readonly Point[])[][] = [
  [
    [
      [0.5, 0],
      [0.9, 0.3],
      [0.9, 0.7],
      [0.5, 1],
      [0.1, 0.7],
      [0.1, 0.3],
      [0.5, 0],
    ],
  ],
  [
    [
      [0.3, 0.25],
      [0.6, 0],
      [0.6, 1],
    ],
  ],
  [
    [
      [0.1, 0.2],
      [0.5, 0],
      [0.85, 0.25],
      [0.1, 1],
      [0.9, 1],
    ],
  ],
  [
    [
      [0.1, 0],
      [0.85, 0],
      [0.45, 0.45],
      [0.9, 0.75],
      [0.5, 1],
      [0.1, 0.9],
    ],
  ],
  [
    [
      [0.5, 0],
      [0.1, 0.65],
      [0.9, 0.65],
    ],
    [
      [0.65, 0.4],
      [0.65, 1],
    ],
  ],
  [
    [
      [0.85, 0],
      [0.15, 0],
      [0.15, 0.45],
      [0.7, 0.45],
      [0.85, 0.75],
      [0.5, 1],
      [0.1, 0.9],
    ],
  ],
  [
    [
      [0.7, 0],
      [0.2, 0.5],
      [0.15, 0.8],
      [0.5, 1],
      [0.85, 0.75],
      [0.5, 0.55],
      [0.2, 0.7],
    ],
  ],
  [
    [
      [0.1, 0],
      [0.9, 0],
      [0.4, 1],
    ],
    [
      [0.3, 0.5],
      [0.8, 0.5],
    ],
  ],
  [
    [
      [0.5, 0.45],
      [0.15, 0.25],
      [0.5, 0],
      [0.85, 0.25],
      [0.5, 0.45],
      [0.1, 0.75],
      [0.5, 1],
      [0.9, 0.75],
      [0.5, 0.45],
    ],
  ],
  [
    [
      [0.85, 0.35],
      [0.5, 0.5],
      [0.2, 0.3],
      [0.5, 0],
      [0.85, 0.2],
      [0.85, 0.35],
      [0.6, 1],
    ],
  ],
];

export const pixelNames: readonly string[] = Array.from(
  { length: size * size },
  (_, at) => `p${Math.floor(at / size)}${at % size}`,
);

export function digitsTable(seed = 3): string {
  const lines = [[...pixelNames, 'digit'].join(',')];
  for (let copy = 0; copy < copies; copy++) {
    for (let digit = 0; digit < strokes.length; digit++)
      lines.push([...drawn(digit, seededRandom(seed, copy, digit)), digit].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Brightness falls with the distance to the nearest stroke. */
function drawn(digit: number, random: Random): number[] {
  const around = (spread: number): number => spread * (2 * random.next() - 1);
  const [moveX, moveY, slant, wide, thick] = [around(0.5), around(0.4), around(0.15), around(0.4), around(0.15)];
  const placed = (strokes[digit] ?? []).map((line) =>
    line.map(
      ([x, y]): Point => [
        1.5 + moveX + (x + slant * (0.5 - y)) * (4.5 + wide) + around(0.2),
        0.6 + moveY + y * 5.8 + around(0.2),
      ],
    ),
  );
  return Array.from({ length: size * size }, (_, at) => {
    const [x, y] = [at % size, Math.floor(at / size)];
    const distance = Math.min(
      ...placed.flatMap((line) => line.slice(1).map((to, i) => toLine(x, y, line[i] ?? to, to))),
    );
    const ink = brightest * Math.min(1, Math.max(0, 1.35 + thick - distance)) + around(1);
    return Math.round(Math.min(brightest, Math.max(0, ink)));
  });
}

/** Distance of a point to the line between two others. */
function toLine(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

export const digitsSource = () =>
  ({ kind: 'inline', format: 'table', name: 'digits.csv', content: digitsTable() }) as const;
