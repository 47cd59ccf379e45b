/** Lanes of stateful layers: long stretches of samples cut into parallel segments, one for each place in the batch. */

/** Samples `first`, `first + 1`, … that follow each other in time. */
export interface Stretch {
  readonly first: number;
  readonly count: number;
}

export interface Lanes {
  /** Samples of a batch. */
  readonly size: number;
  /** Sample numbers, batch after batch: place i of a batch goes on where place i of the batch before it ended. */
  readonly order: Int32Array;
  /** Batches (from 0) in which every lane begins a new stretch; what was carried before means nothing there. */
  readonly starts: readonly number[];
  /** Samples at the end of the stretches that fill no whole batch. */
  readonly dropped: number;
}

/**
 * Cuts each stretch into `size` segments of equal length, one below the other; a batch takes the next sample of every
 * segment. Stretches come one after the other; those with fewer samples than lanes are left out.
 */
export function layLanes(stretches: readonly Stretch[], size: number): Lanes {
  const batches = stretches.map(({ count }) => Math.floor(count / size));
  const order = new Int32Array(size * batches.reduce((sum, count) => sum + count, 0));
  const starts: number[] = [];
  let batch = 0;
  let dropped = 0;
  stretches.forEach(({ first, count }, index) => {
    const steps = batches[index] ?? 0;
    dropped += count - steps * size;
    if (steps === 0) return;
    starts.push(batch);
    for (let step = 0; step < steps; step++, batch++)
      for (let lane = 0; lane < size; lane++) order[batch * size + lane] = first + lane * steps + step;
  });
  return { size, order, starts, dropped };
}

/** Longest stretches of 0 … count − 1 in which `follows(i)` says that sample i comes right after sample i − 1. */
export function stretchesOf(count: number, follows: (index: number) => boolean): readonly Stretch[] {
  const found: Stretch[] = [];
  let first = 0;
  for (let index = 1; index <= count; index++) {
    if (index < count && follows(index)) continue;
    found.push({ first, count: index - first });
    first = index;
  }
  return found;
}
