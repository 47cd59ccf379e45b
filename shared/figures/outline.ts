/**
 * Curves of millions of points for a picture of a thousand pixels: the smallest, the largest and the mean value of equal
 * stretches. No extreme is lost, so a single outlier among a million steps is still to be seen.
 */

/** Stretches of `stride` values each, the first beginning at value `first` (from 0); NaN where a stretch has no number. */
export interface Outline {
  readonly first: number;
  readonly stride: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly mean: Float64Array;
}

/** What one stretch adds up to; values that are not finite do not count. */
export interface Stretch {
  low: number;
  high: number;
  sum: number;
  count: number;
}

export const emptyStretch = (): Stretch => ({
  low: Number.POSITIVE_INFINITY,
  high: Number.NEGATIVE_INFINITY,
  sum: 0,
  count: 0,
});

export function resetStretch(stretch: Stretch): void {
  stretch.low = Number.POSITIVE_INFINITY;
  stretch.high = Number.NEGATIVE_INFINITY;
  stretch.sum = 0;
  stretch.count = 0;
}

/** Adds `values[from] … values[to − 1]`. */
export function addValues(stretch: Stretch, values: ArrayLike<number>, from: number, to: number): void {
  let { low, high, sum, count } = stretch;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    sum += value;
    count += 1;
  }
  stretch.low = low;
  stretch.high = high;
  stretch.sum = sum;
  stretch.count = count;
}

/** Summaries of blocks of `size` values, from which wider stretches are put together. */
export interface Blocks {
  readonly size: number;
  /** Four numbers a block: low, high, sum, count. */
  readonly numbers: Float64Array;
}

const perBlock = 4;

export function putBlock({ numbers }: Blocks, block: number, { low, high, sum, count }: Stretch): void {
  numbers[block * perBlock] = low;
  numbers[block * perBlock + 1] = high;
  numbers[block * perBlock + 2] = sum;
  numbers[block * perBlock + 3] = count;
}

/** Adds blocks `from` … `to − 1`. */
export function addBlocks(stretch: Stretch, { numbers }: Blocks, from: number, to: number): void {
  for (let block = from; block < to; block++) {
    const at = block * perBlock;
    stretch.low = Math.min(stretch.low, numbers[at] ?? Number.POSITIVE_INFINITY);
    stretch.high = Math.max(stretch.high, numbers[at + 1] ?? Number.NEGATIVE_INFINITY);
    stretch.sum += numbers[at + 2] ?? 0;
    stretch.count += numbers[at + 3] ?? 0;
  }
}

export const blockNumbers = (blocks: number): Float64Array => new Float64Array(blocks * perBlock);

/** How values `from` … `to − 1` are cut into at most `most` stretches whose borders stay where they are when the range moves. */
export function cutRange(
  from: number,
  to: number,
  most: number,
  block: number,
): { readonly first: number; readonly stride: number; readonly count: number } {
  const wanted = Math.max(1, Math.ceil((to - from) / Math.max(1, most - 1)));
  const stride = wanted < block ? wanted : Math.ceil(wanted / block) * block;
  const first = Math.floor(from / stride) * stride;
  return { first, stride, count: Math.max(0, Math.ceil((to - first) / stride)) };
}

/** An outline of `count` stretches, filled by what `add` puts into each; `from` and `to` count values from 0. */
export function makeOutline(
  { first, stride, count }: { readonly first: number; readonly stride: number; readonly count: number },
  add: (stretch: Stretch, from: number, to: number) => void,
): Outline {
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  const mean = new Float64Array(count);
  const stretch = emptyStretch();
  for (let at = 0; at < count; at++) {
    resetStretch(stretch);
    add(stretch, first + at * stride, first + (at + 1) * stride);
    low[at] = stretch.count === 0 ? Number.NaN : stretch.low;
    high[at] = stretch.count === 0 ? Number.NaN : stretch.high;
    mean[at] = stretch.count === 0 ? Number.NaN : stretch.sum / stretch.count;
  }
  return { first, stride, low, high, mean };
}
