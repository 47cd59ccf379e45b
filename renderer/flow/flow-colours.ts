/** Numbers as colours: zero is quiet, what is negative leans to one colour and what is positive to the other. */
import { bitmapAddress, type Colour } from './bitmap.ts';

export interface Scale {
  readonly low: number;
  readonly high: number;
  /** How strong a value is shown: −1 … 1. */
  at(value: number): number;
}

/** One scale for all values: around zero where some are negative, else from zero on. */
export function scaleOf(values: readonly (number | null)[]): Scale {
  let [low, high] = [0, 0];
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const most = Math.max(-low, high) || 1;
  return { low: low < 0 ? -most : 0, high: most, at: (value) => Math.max(-1, Math.min(1, value / most)) };
}

/** Gates lie between closed, 0, and open, 1. */
export const gateScale: Scale = { low: 0, high: 1, at: (value) => Math.max(0, Math.min(1, value)) };

interface Tokens {
  readonly low: Colour;
  readonly zero: Colour;
  readonly high: Colour;
  readonly none: Colour;
}

const known = new Map<string, Tokens>();

/** The theme's colours of `scheme`, which the page wears now. */
function tokensOf(scheme: string): Tokens {
  const before = known.get(scheme);
  if (before) return before;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): Colour => {
    const [, digits = '808080'] = /#([0-9a-f]{6})/i.exec(style.getPropertyValue(name)) ?? [];
    const value = Number.parseInt(digits, 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  };
  const tokens = {
    low: read('--flow-low'),
    zero: read('--flow-zero'),
    high: read('--flow-high'),
    none: read('--flow-none'),
  };
  known.set(scheme, tokens);
  return tokens;
}

export interface Cells {
  readonly rows: number;
  readonly columns: number;
  /** Row after row; null is drawn as nothing computed. */
  readonly values: readonly (number | null)[];
  /** `picture`: from black to white, three channels as red, green and blue. */
  readonly look: 'signed' | 'picture';
  readonly channels?: 1 | 3;
}

/** Pictures of nodes that leave the view and come back are not made again. */
const made = new WeakMap<Cells['values'], Map<string, string>>();

/** A picture with a pixel a cell, as an address for `<img>`: unlike a canvas it costs nothing while it is moved. */
export function cellsImage(cells: Cells, scheme: string, scale: Scale = scaleOf(cells.values)): string {
  const { rows, columns, values, look } = cells;
  if (rows < 1 || columns < 1) return '';
  const key = `${scheme} ${look} ${columns} ${scale.low} ${scale.high}`;
  const known = made.get(values) ?? new Map<string, string>();
  made.set(values, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const address = bitmapAddress(
    columns,
    rows,
    look === 'picture' ? pictureOf(cells) : signed(cells, tokensOf(scheme), scale),
  );
  known.set(key, address);
  return address;
}

function signed({ values }: Cells, { low, zero, high, none }: Tokens, scale: Scale): (at: number) => Colour {
  return (at) => {
    const value = values[at];
    if (value === null || value === undefined) return none;
    const strength = scale.at(value);
    return mixed(zero, strength < 0 ? low : high, Math.abs(strength));
  };
}

function pictureOf({ values, channels = 1 }: Cells): (at: number) => Colour {
  const numbers = values.filter((value) => value !== null);
  const low = numbers.reduce((least, value) => Math.min(least, value), 0);
  const range = numbers.reduce((most, value) => Math.max(most, value), low) - low || 1;
  const level = (value: number | null | undefined): number => Math.round((255 * ((value ?? low) - low)) / range);
  return (at) => {
    const from = at * channels;
    const red = level(values[from]);
    return channels === 3 ? [red, level(values[from + 1]), level(values[from + 2])] : [red, red, red];
  };
}

const mixed = (from: Colour, to: Colour, share: number): Colour => [
  Math.round(from[0] + (to[0] - from[0]) * share),
  Math.round(from[1] + (to[1] - from[1]) * share),
  Math.round(from[2] + (to[2] - from[2]) * share),
];
