/** Times steps in blocks. Ways to compute take turns, so that what else the computer does meanwhile meets them alike. */

/** Something that is done again and again; the first times are slower than the others. */
export interface Stepper {
  /** Begins one step. */
  step(): void;
  /** Waits until everything that was begun is computed, as reading the figures does. */
  settle(): Promise<void>;
}

export interface StepTiming {
  readonly now: () => number;
  /** No step begins later than this; one step is always done. */
  readonly deadline: number;
  /** Whoever asked has gone: ends with what there is. */
  readonly isCancelled: () => boolean;
}

/** A stepper that has its pace, and the blocks that were timed, in milliseconds of a step. */
export interface Warm {
  readonly stepper: Stepper;
  readonly warmupMs: number;
  /** The last step before it had its pace: what is known of it while no block was timed. */
  readonly lastMs: number;
  readonly times: number[];
}

export interface StepTimes {
  /** The median of the timed blocks. */
  readonly stepMs: number;
  /** The quickest block: what it takes when nothing else runs, by which ways are compared. */
  readonly leastMs: number;
  readonly warmupMs: number;
  /** false: the time was over before enough blocks were timed. */
  readonly settled: boolean;
}

const leastBlocks = 3;
/** Short steps are timed for this long, in as many blocks as fit. */
const timedMs = 80;
/** A block is at least this long, so that the clock does not decide. */
const blockMs = 8;
const mostStepsInBlock = 100;

/** Does the first `steps`, fewer when the time is over. */
export async function warmUp(
  stepper: Stepper,
  steps: number,
  { now, deadline, isCancelled }: StepTiming,
): Promise<Warm> {
  const begin = now();
  let lastMs = Number.POSITIVE_INFINITY;
  for (let done = 0; done < steps && (done === 0 || !(isCancelled() || now() >= deadline)); done += 1) {
    const startedAt = now();
    stepper.step();
    await stepper.settle();
    lastMs = now() - startedAt;
    await othersTurn();
  }
  return { stepper, warmupMs: now() - begin, lastMs, times: [] };
}

/** Adds at least three blocks to the times of each, block by block in turns. `before` is called in front of every block. */
export async function takeTurns(
  contestants: readonly Warm[],
  { now, deadline, isCancelled }: StepTiming,
  before: (contestant: Warm) => void = () => {},
): Promise<void> {
  const begin = now();
  const isOver = (): boolean => isCancelled() || now() >= deadline;
  for (let round = 0; round < leastBlocks || now() - begin < timedMs * contestants.length; round += 1) {
    for (const contestant of contestants) {
      if (isOver()) return;
      before(contestant);
      contestant.times.push(await timeBlock(contestant, now));
      await othersTurn();
    }
  }
}

async function timeBlock({ stepper, lastMs }: Warm, now: () => number): Promise<number> {
  const steps = Math.min(mostStepsInBlock, Math.max(1, Math.ceil(blockMs / lastMs)));
  const startedAt = now();
  for (let done = 0; done < steps; done += 1) stepper.step();
  await stepper.settle();
  return (now() - startedAt) / steps;
}

export function timesOf({ times, lastMs, warmupMs }: Warm): StepTimes {
  const known = times.length > 0 ? times : [lastMs];
  return { stepMs: median(known), leastMs: Math.min(...known), warmupMs, settled: times.length >= leastBlocks };
}

/** Other work of the process, above all a message that ends the probe. */
const othersTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
