import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './statistics.ts';
import type { Worker } from './worker.ts';
import type { Workload } from './workloads.ts';

export interface MeasureOptions {
  /** Blocks of each side. */
  readonly rounds: number;
  /** A block trains about this long. */
  readonly blockSeconds: number;
}

/** Milliseconds a step: one figure a block, in the order of measurement, by side. */
export type Blocks<Side extends string> = Readonly<Record<Side, readonly number[]>>;

/**
 * Times one workload on every side, in alternating blocks, so that what else the machine does falls on all alike:
 * the order is reversed from round to round. The first steps of each side (compiling, allocating) are not counted.
 */
export async function measure<Side extends string>(
  workload: Workload,
  sides: ReadonlyMap<Side, Worker>,
  options: MeasureOptions,
): Promise<Blocks<Side>> {
  const steps = new Map<Side, number>();
  for (const [side, worker] of sides) {
    const { leastSteps } = worker;
    await worker.time(workload, 5);
    const { seconds } = await worker.time(workload, leastSteps);
    steps.set(side, Math.max(leastSteps, Math.ceil((options.blockSeconds / seconds) * leastSteps)));
  }
  const blocks = Object.fromEntries([...sides.keys()].map((side) => [side, []])) as unknown as Record<Side, number[]>;
  for (let round = 0; round < options.rounds; round += 1) {
    const order = [...sides];
    for (const [side, worker] of round % 2 === 0 ? order : order.toReversed()) {
      // Helper threads of the side before spin a while before they sleep.
      await sleep(300);
      const count = steps.get(side) ?? worker.leastSteps;
      const { seconds } = await worker.time(workload, count);
      blocks[side].push((seconds / count) * 1000);
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
