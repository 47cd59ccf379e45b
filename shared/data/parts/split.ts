/** Which samples train, validate and test. */
import { seededRandom, shuffledIndices } from '../random.ts';

export const partNames = ['train', 'validation', 'test'] as const;
export type PartName = (typeof partNames)[number];
export type Parts = Readonly<Record<PartName, Int32Array>>;

export interface ShareSettings {
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}

/** `count` things drawn at random into three parts of the given shares; each part is in ascending order. */
export function splitByShare(count: number, settings: ShareSettings): Parts {
  return splitOrder(shuffledIndices(count, seededRandom(settings.seed, 0x5eed)), settings);
}

/** As `splitByShare`, but the shares hold within every class as far as whole samples allow. `labels[i]` is the class of i. */
export function splitStratified(labels: ArrayLike<number>, settings: ShareSettings): Parts {
  const order = shuffledIndices(labels.length, seededRandom(settings.seed, 0x5eed));
  const members = new Map<number, number[]>();
  for (const index of order) {
    const label = labels[index] ?? -1;
    const list = members.get(label);
    if (list) list.push(index);
    else members.set(label, [index]);
  }
  const groups = [...members].sort((a, b) => a[0] - b[0]).map(([, list]) => list);
  const sizes = groups.map((list) => list.length);
  const validation = shareOut(sizes, settings.validation);
  const test = shareOut(sizes, settings.test);
  const parts: Record<PartName, number[]> = { train: [], validation: [], test: [] };
  groups.forEach((list, i) => {
    const toValidation = validation[i] ?? 0;
    const toTest = test[i] ?? 0;
    parts.validation.push(...list.slice(0, toValidation));
    parts.test.push(...list.slice(toValidation, toValidation + toTest));
    parts.train.push(...list.slice(toValidation + toTest));
  });
  return sorted(parts);
}

/** round(total × share) things taken from groups in proportion to their sizes, the largest remainders getting the rest. */
function shareOut(sizes: readonly number[], share: number): number[] {
  const total = Math.round(sizes.reduce((a, b) => a + b, 0) * share);
  const exact = sizes.map((size) => size * share);
  const counts = exact.map(Math.floor);
  const byRemainder = exact
    .map((value, i) => ({ i, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  let left = total - counts.reduce((a, b) => a + b, 0);
  for (const { i } of byRemainder) {
    if (left <= 0) break;
    counts[i] = (counts[i] ?? 0) + 1;
    left -= 1;
  }
  return counts;
}

function splitOrder(order: Int32Array, { validation, test }: ShareSettings): Parts {
  const toValidation = Math.round(order.length * validation);
  const toTest = Math.round(order.length * test);
  return {
    validation: order.slice(0, toValidation).sort(),
    test: order.slice(toValidation, toValidation + toTest).sort(),
    train: order.slice(toValidation + toTest).sort(),
  };
}

const sorted = (parts: Record<PartName, number[]>): Parts => ({
  train: Int32Array.from(parts.train).sort(),
  validation: Int32Array.from(parts.validation).sort(),
  test: Int32Array.from(parts.test).sort(),
});

/** Borders of a series of `rows` rows: training before the first, validation before the second, test after it. */
export function timeBorders(
  rows: number,
  { validation, test }: Pick<ShareSettings, 'validation' | 'test'>,
): readonly [number, number] {
  const toTest = Math.round(rows * test);
  const toValidation = Math.round(rows * validation);
  return [rows - toValidation - toTest, rows - toTest];
}

/** The part in which the rows from `first` to `last` all lie; null where they cross a border. */
export function partOfRows(
  first: number,
  last: number,
  [validationFrom, testFrom]: readonly [number, number],
): PartName | null {
  if (last < validationFrom) return 'train';
  if (first >= testFrom) return 'test';
  return first >= validationFrom && last < testFrom ? 'validation' : null;
}

/** Ascending indices as [first, last] pairs, for JSON. */
export function toRanges(indices: Int32Array): [number, number][] {
  const ranges: [number, number][] = [];
  for (const index of indices) {
    const last = ranges.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges;
}

export function fromRanges(ranges: readonly (readonly [number, number])[]): Int32Array {
  const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const indices = new Int32Array(count);
  let at = 0;
  for (const [first, last] of ranges) for (let index = first; index <= last; index++) indices[at++] = index;
  return indices;
}
