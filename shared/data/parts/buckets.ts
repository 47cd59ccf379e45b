/**
 * Batches of samples of similar length: which lengths are padded to, and in which order an epoch takes its samples. Pure,
 * so that a resumed run sees the batches that it would have seen.
 */
import { seededRandom } from '../random.ts';

/** Keeps these draws apart from others made with the run's seed. */
const bucketKey = 0xbacc;
/** Lengths beyond so many different ones are looked at in groups. */
const mostDistinct = 256;

interface LengthGroups {
  /** Ascending: the longest of each group. */
  readonly lengths: readonly number[];
  readonly counts: readonly number[];
}

/**
 * At most `most` lengths, ascending, the last the longest of all: every sample padded to the next of them leaves as few
 * padded steps as any such choice (exactly, up to 256 different lengths). Shapes stay few, as each costs an engine time.
 */
export function bucketLimits(lengths: ArrayLike<number>, most: number): readonly number[] {
  const groups = groupLengths(lengths);
  const size = groups.lengths.length;
  if (size <= most) return groups.lengths;
  const before = [0];
  const stepsBefore = [0];
  groups.counts.forEach((count, index) => {
    before.push((before[index] ?? 0) + count);
    stepsBefore.push((stepsBefore[index] ?? 0) + count * (groups.lengths[index] ?? 0));
  });
  /** Padded steps where groups `from` … `to` (both included) get the length of `to`. */
  const cost = (from: number, to: number): number =>
    ((before[to + 1] ?? 0) - (before[from] ?? 0)) * (groups.lengths[to] ?? 0) -
    ((stepsBefore[to + 1] ?? 0) - (stepsBefore[from] ?? 0));
  let least = Float64Array.from({ length: size }, (_, to) => cost(0, to));
  const cuts: Int32Array[] = [];
  for (let used = 1; used < most; used++) {
    const next = new Float64Array(size);
    const cut = new Int32Array(size);
    for (let to = 0; to < size; to++) {
      next[to] = least[to] ?? 0;
      cut[to] = -1;
      for (let last = 0; last < to; last++) {
        const total = (least[last] ?? 0) + cost(last + 1, to);
        if (total < (next[to] ?? 0)) {
          next[to] = total;
          cut[to] = last;
        }
      }
    }
    least = next;
    cuts.push(cut);
  }
  const limits: number[] = [];
  let to = size - 1;
  for (let used = cuts.length - 1; used >= -1 && to >= 0; used--) {
    const last = cuts[used]?.[to] ?? -1;
    // A choice that a smaller number of lengths made as well.
    if (used >= 0 && last < 0) continue;
    limits.unshift(groups.lengths[to] ?? 0);
    to = last;
  }
  return limits;
}

function groupLengths(lengths: ArrayLike<number>): LengthGroups {
  const sorted = countLengths(lengths, mostDistinct);
  return { lengths: sorted.map(([length]) => length), counts: sorted.map(([, count]) => count) };
}

/** [length, how many] in ascending order; more than `most` different ones are put together under the longest of each group. */
export function countLengths(lengths: ArrayLike<number>, most = mostDistinct): [number, number][] {
  const counts = new Map<number, number>();
  for (let index = 0; index < lengths.length; index++) {
    const length = lengths[index] ?? 0;
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const width = Math.ceil(sorted.length / most);
  const grouped: [number, number][] = [];
  // From the end, so that the longest of all closes a group.
  for (let end = sorted.length; end > 0; end -= width) {
    const group = sorted.slice(Math.max(0, end - width), end);
    grouped.unshift([group.at(-1)?.[0] ?? 0, group.reduce((sum, [, count]) => sum + count, 0)]);
  }
  return grouped;
}

/** The smallest limit that `length` fits in; the last one for what is longer than all. */
export const limitOf = (limits: readonly number[], length: number): number =>
  limits.find((limit) => limit >= length) ?? limits.at(-1) ?? length;

export interface BucketSettings {
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number;
}

/**
 * The samples 0 … in the order of epoch `epoch`: cut into batches of `batchSize` one behind the other, each holds samples of
 * similar length. With `shuffle`, samples are drawn within their lengths and batches among each other; the smaller last
 * batch comes from anywhere, so that leaving it out favours no length.
 */
export function bucketedOrder(
  lengths: ArrayLike<number>,
  limits: readonly number[],
  { batchSize, shuffle, seed }: BucketSettings,
  epoch: number,
): Int32Array {
  const count = lengths.length;
  const random = seededRandom(seed, bucketKey, epoch);
  const drawn = new Int32Array(count);
  for (let index = 0; index < count; index++) drawn[index] = index;
  if (shuffle) shuffleInPlace(drawn, random.integer);
  const sorted = sortByLimit(drawn, lengths, limits);
  if (!shuffle) return sorted;
  const batches = Math.floor(count / batchSize);
  const rest = count % batchSize;
  // Where the smaller batch is taken out, counted in whole batches.
  const restAt = rest === 0 ? batches : random.integer(0, batches);
  const order = new Int32Array(count);
  const places = new Int32Array(batches);
  for (let batch = 0; batch < batches; batch++) places[batch] = batch;
  shuffleInPlace(places, random.integer);
  for (let batch = 0; batch < batches; batch++) {
    const place = places[batch] ?? 0;
    const from = place * batchSize + (place >= restAt ? rest : 0);
    order.set(sorted.subarray(from, from + batchSize), batch * batchSize);
  }
  order.set(sorted.subarray(restAt * batchSize, restAt * batchSize + rest), batches * batchSize);
  return order;
}

/** By the length they are padded to, ascending; in the given order where that is the same. */
function sortByLimit(order: Int32Array, lengths: ArrayLike<number>, limits: readonly number[]): Int32Array {
  const bucketOf = new Uint16Array(order.length);
  const next = new Int32Array(limits.length + 1);
  for (let at = 0; at < order.length; at++) {
    const bucket = limits.indexOf(limitOf(limits, lengths[order[at] ?? 0] ?? 0));
    bucketOf[at] = bucket;
    next[bucket + 1] = (next[bucket + 1] ?? 0) + 1;
  }
  for (let bucket = 1; bucket < next.length; bucket++) next[bucket] = (next[bucket] ?? 0) + (next[bucket - 1] ?? 0);
  const sorted = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const bucket = bucketOf[at] ?? 0;
    sorted[next[bucket] ?? 0] = order[at] ?? 0;
    next[bucket] = (next[bucket] ?? 0) + 1;
  }
  return sorted;
}

/** Fisher and Yates; `integer` draws with both ends included. */
export function shuffleInPlace(values: Int32Array, integer: (lowest: number, highest: number) => number): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = integer(0, last);
    const value = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = value;
  }
}

/** Share of the steps of an epoch that are padding, 0 to 1; `limits`: lengths that batches are padded to, null: their longest sample. */
export function paddingShare(
  lengths: ArrayLike<number>,
  order: Int32Array,
  batchSize: number,
  limits: readonly number[] | null,
): number {
  let real = 0;
  let padded = 0;
  for (let start = 0; start < order.length; start += batchSize) {
    const end = Math.min(order.length, start + batchSize);
    let longest = 0;
    for (let at = start; at < end; at++) {
      const length = lengths[order[at] ?? 0] ?? 0;
      real += length;
      if (length > longest) longest = length;
    }
    padded += (end - start) * (limits === null ? longest : limitOf(limits, longest));
  }
  return padded === 0 ? 0 : 1 - real / padded;
}

/** Samples that an estimate looks at. */
const estimateSamples = 20_000;

/** What `paddingShare` of a shuffled epoch will be about, from the counts of lengths alone; `buckets`: as in the settings. */
export function estimatePadding(
  counts: readonly (readonly [number, number])[],
  batchSize: number,
  buckets: number | null,
): number {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const share = Math.min(1, estimateSamples / Math.max(1, total));
  const lengths = Int32Array.from(
    counts.flatMap(([length, count]) => new Array<number>(Math.max(1, Math.round(count * share))).fill(length)),
  );
  const settings = { batchSize, shuffle: true, seed: 1 };
  // One limit for all lengths leaves the samples in a drawn order.
  const limits = bucketLimits(lengths, buckets ?? 1);
  return paddingShare(
    lengths,
    bucketedOrder(lengths, limits, settings, 1),
    batchSize,
    buckets === null ? null : limits,
  );
}
