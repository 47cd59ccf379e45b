/** A tensor's values as a small picture: what fits a node on the canvas, and how it was made of them. */
import type { FlowValue } from '../contract/flow.ts';
import type { AxisName } from '../graph/shape.ts';

/** Values of one sample, row-major. */
export interface HostValues {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly dtype: FlowValue['dtype'];
}

export interface ReduceOptions {
  /** Names of the axes, as far as they are known. */
  readonly axes: readonly AxisName[];
  /** True where a step counts. */
  readonly mask?: ArrayLike<number> | null;
  /** What whole numbers, or the places of a one-hot vector, stand for. */
  readonly tokens?: readonly string[] | undefined;
  /** What the values of a vector stand for. */
  readonly labels?: readonly string[] | undefined;
  /** Numbers a picture may have. */
  readonly budget: number;
}

const mostBars = 64;
const mostLines = 4;
const heatColumns = 64;
const mostMaps = 6;
const mostTokens = 40;
const mostMaskSteps = 64;

export function reduceValue(given: HostValues, options: ReduceOptions): FlowValue {
  const { shape, dtype } = given;
  return {
    shape: [...shape],
    dtype,
    ...statistics(given.values),
    mask: options.mask ? maskOf(options.mask) : null,
    ...pictureOf(given, options),
  };
}

type Drawn = Pick<FlowValue, 'picture' | 'shows'>;

function pictureOf(given: HostValues, options: ReduceOptions): Drawn {
  const { shape } = given;
  const { axes, tokens, budget } = options;
  if (tokens && tokens.length > 0) {
    const drawn = tokensOf(given, tokens);
    if (drawn) return drawn;
  }
  const [first = 1, second = 1, third = 1] = shape;
  switch (shape.length) {
    case 0:
      return { picture: { kind: 'number', value: rounded(given.values[0]) }, shows: 'all' };
    case 1:
      if (first === 1) return { picture: { kind: 'number', value: rounded(given.values[0]) }, shows: 'all' };
      return axes[0] === 'time' ? linesOf(given.values, first, 1, budget) : barsOf(given.values, options);
    case 2:
      return second <= mostLines
        ? linesOf(given.values, first, second, budget)
        : heatOf(given.values, first, second, budget);
    case 3:
      if (axes[0] === 'time') return heatOf(given.values, first, second * third, budget);
      return third === 1 || third === 3
        ? pixelsOf(given.values, first, second, third, budget)
        : mapsOf(given.values, { height: first, width: second, count: third, budget });
    case 4:
      return framesOf(given, budget);
    default:
      return barsOf(given.values, options);
  }
}

function tokensOf({ values, shape, dtype }: HostValues, tokens: readonly string[]): Drawn | null {
  const [steps = 0, classes] = shape;
  const numbers =
    shape.length === 1 && dtype === 'int32'
      ? Array.from({ length: steps }, (_, step) => values[step] ?? 0)
      : shape.length === 2 && classes === tokens.length
        ? Array.from({ length: steps }, (_, step) => largestIn(values, step * classes, classes))
        : null;
  if (numbers === null) return null;
  const words = numbers.map((number) => (tokens[number] ?? String(number)).slice(0, 24));
  // What fills up the beginning says nothing, and would leave no room for what does.
  const filling =
    words.length > mostTokens
      ? Math.max(
          0,
          words.findIndex((word) => word.trim() !== ''),
        )
      : 0;
  const shown = words.slice(filling, filling + mostTokens);
  const more = words.length - shown.length;
  return { picture: { kind: 'tokens', tokens: shown, more }, shows: more > 0 ? 'some' : 'all' };
}

function largestIn(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++)
    if ((values[from + index] ?? 0) > (values[from + best] ?? 0)) best = index;
  return best;
}

function barsOf(values: ArrayLike<number>, { labels }: ReduceOptions): Drawn {
  const shown = stretch(values, mostBars, 0, 1, values.length);
  const fits = labels && labels.length === shown.length ? { labels: labels.map((label) => label.slice(0, 40)) } : {};
  return { picture: { kind: 'bars', values: shown, ...fits }, shows: shown.length < values.length ? 'means' : 'all' };
}

function linesOf(values: ArrayLike<number>, steps: number, features: number, budget: number): Drawn {
  const most = Math.max(16, Math.min(160, Math.floor(budget / features)));
  const lines = Array.from({ length: features }, (_, feature) => stretch(values, most, feature, features, steps));
  return { picture: { kind: 'lines', lines }, shows: steps > most ? 'means' : 'all' };
}

function heatOf(values: ArrayLike<number>, steps: number, units: number, budget: number): Drawn {
  const columns = Math.min(steps, heatColumns, Math.max(16, Math.floor(budget / 4)));
  const rows = Math.min(units, Math.max(4, Math.floor(budget / columns)), 32);
  const cells = grid(values, { height: steps, width: units, stride: 1, offset: 0 }, columns, rows);
  const turned = Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return cells[column * rows + row] ?? null;
  });
  return {
    picture: { kind: 'heat', rows, columns, values: turned },
    shows: columns < steps || rows < units ? 'means' : 'all',
  };
}

function pixelsOf(values: ArrayLike<number>, height: number, width: number, channels: 1 | 3, budget: number): Drawn {
  const [rows, columns] = within(height, width, budget / channels);
  const planes = Array.from({ length: channels }, (_, offset) =>
    grid(values, { height, width, stride: channels, offset }, rows, columns),
  );
  const pixels = Array.from({ length: rows * columns }, (_, at) => planes.map((plane) => plane[at] ?? null)).flat();
  return {
    picture: { kind: 'pixels', height: rows, width: columns, channels, values: pixels },
    shows: rows < height || columns < width ? 'means' : 'all',
  };
}

interface Maps {
  readonly height: number;
  readonly width: number;
  readonly count: number;
  readonly budget: number;
}

function mapsOf(values: ArrayLike<number>, { height, width, count, budget }: Maps): Drawn {
  const chosen = evenly(count, mostMaps);
  const [rows, columns] = within(height, width, budget / chosen.length);
  const maps = chosen.map((offset) => grid(values, { height, width, stride: count, offset }, rows, columns));
  return { picture: { kind: 'maps', height: rows, width: columns, maps, of: 'channels' }, shows: 'some' };
}

/** Some frames, each the mean of its channels. */
function framesOf({ values, shape }: HostValues, budget: number): Drawn {
  const [frames = 1, height = 1, width = 1, channels = 1] = shape;
  const chosen = evenly(frames, mostMaps);
  const [rows, columns] = within(height, width, budget / chosen.length);
  const size = height * width * channels;
  const maps = chosen.map((frame) => {
    const planes = Array.from({ length: channels }, (_, channel) =>
      grid(values, { height, width, stride: channels, offset: frame * size + channel }, rows, columns),
    );
    return (planes[0] ?? []).map((_, at) => meanOf(planes.map((plane) => plane[at] ?? null)));
  });
  return { picture: { kind: 'maps', height: rows, width: columns, maps, of: 'frames' }, shows: 'some' };
}

/** At most `most` whole numbers below `count`, evenly spread, the first and the last among them. */
export function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}

/** A height and width of the same look with at most so many cells. */
export function within(height: number, width: number, cells: number): readonly [number, number] {
  const factor = Math.min(1, Math.sqrt(cells / (height * width)), 64 / Math.max(height, width));
  return [Math.max(1, Math.floor(height * factor)), Math.max(1, Math.floor(width * factor))];
}

/** Means of at most `most` equal stretches of every `stride`-th value from `offset` on. */
function stretch(
  values: ArrayLike<number>,
  most: number,
  offset: number,
  stride: number,
  count: number,
): (number | null)[] {
  const shown = Math.min(count, most);
  return Array.from({ length: shown }, (_, index) => {
    const [from, to] = bounds(index, shown, count);
    return mean(to - from, (at) => values[offset + (from + at) * stride]);
  });
}

/** One channel of a picture among values: its size, where it begins, and how far apart its values are. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly offset: number;
}

/** Means of the cells of a coarser grid. */
export function grid(
  values: ArrayLike<number>,
  { height, width, stride, offset }: Plane,
  rows: number,
  columns: number,
): (number | null)[] {
  return Array.from({ length: rows * columns }, (_, index) => {
    const [top, bottom] = bounds(Math.floor(index / columns), rows, height);
    const [left, right] = bounds(index % columns, columns, width);
    const wide = right - left;
    return mean((bottom - top) * wide, (at) => {
      const [y, x] = [top + Math.floor(at / wide), left + (at % wide)];
      return values[offset + (y * width + x) * stride];
    });
  });
}

const bounds = (index: number, parts: number, count: number): readonly [number, number] => {
  const from = Math.floor((index * count) / parts);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * count) / parts))];
};

function mean(count: number, valueAt: (at: number) => number | undefined): number | null {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += valueAt(at) ?? 0;
  return rounded(sum / count);
}

const meanOf = (values: readonly (number | null)[]): number | null =>
  values.includes(null) ? null : rounded(values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length);

/** Enough digits for any picture; null where it is no finite number. */
export function rounded(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}

function statistics(values: ArrayLike<number>): Pick<FlowValue, 'min' | 'max' | 'mean' | 'notFinite'> {
  let [min, max, sum, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    finite += 1;
  }
  const notFinite = values.length - finite;
  if (finite === 0) return { min: null, max: null, mean: null, notFinite };
  return { min: rounded(min), max: rounded(max), mean: rounded(sum / finite), notFinite };
}

function maskOf(mask: ArrayLike<number>): NonNullable<FlowValue['mask']> {
  const skipped = Array.from(mask, (counts) => (counts ? 0 : 1));
  return {
    masked: skipped.reduce<number>((sum, one) => sum + one, 0),
    of: skipped.length,
    steps: stretch(skipped, mostMaskSteps, 0, 1, skipped.length).map((share) => share ?? 0),
  };
}
