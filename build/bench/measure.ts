import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './statistics.ts';

/** Something that is done many times, on one side. */
export interface Timed {
  /** A block shorter than this would show what starts the work rather than the work. */
  readonly least: number;
  /** Does it `count` times; gives the seconds. */
  time(count: number): Promise<number>;
}

export interface Pace {
  /** Blocks of each side. */
  readonly rounds: number;
  /** A block lasts about this long, and longer only to reach the least count. */
  readonly blockSeconds: number;
}

/** Milliseconds a time: one figure a block, in the order of measurement, by side. */
export type Blocks<Side extends string> = Readonly<Record<Side, readonly number[]>>;

/** No block is made longer than this to reach a side's least count: what starts the work is lost in it by then. */
const longestSeconds = 2;
/** Helper threads of the side before spin a while before they sleep. */
const restMs = 200;

/**
 * Times the same work on every side, in alternating blocks, so that what else the machine does falls on all alike: the
 * order is reversed from round to round. The first times of each side (compiling, allocating) are not counted.
 */
export async function measure<Side extends string>(
  timed: ReadonlyMap<Side, Timed>,
  { rounds, blockSeconds }: Pace,
): Promise<Blocks<Side>> {
  const counts = new Map<Side, number>();
  for (const [side, work] of timed) {
    await work.time(Math.min(3, work.least));
    const first = await work.time(1);
    const tries = Math.max(1, Math.min(work.least, Math.floor(longestSeconds / 2 / first)));
    const each = (await work.time(tries)) / tries;
    const wanted = Math.max(blockSeconds, Math.min(longestSeconds, work.least * each));
    counts.set(side, Math.max(1, Math.ceil(wanted / each)));
  }
  // `fromEntries` forgets which names it was given.
  const blocks = Object.fromEntries<number[]>([...timed.keys()].map((side) => [side, []])) as Record<Side, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    const order = [...timed];
    for (const [side, work] of round % 2 === 0 ? order : order.toReversed()) {
      await sleep(restMs);
      const count = counts.get(side) ?? work.least;
      blocks[side].push(((await work.time(count)) / count) * 1000);
    }
  }
  return blocks;
}

/** Our median divided by the peer's, and the same for each round, whose spread shows how far to trust it. */
export function ratioOf(
  ours: readonly number[],
  peer: readonly number[],
): { readonly ratio: number; readonly byRound: readonly number[] } {
  return {
    ratio: median(ours) / median(peer),
    byRound: ours.map((value, round) => value / (peer[round] ?? Number.NaN)),
  };
}
