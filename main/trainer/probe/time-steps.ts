/** Times something that is done again and again: until it has its pace, then at least three blocks of it. */

export interface StepTimes {
  /** Of one step; the median of the timed blocks. */
  readonly stepMs: number;
  /** The quickest block: what it takes when nothing else runs, by which ways are compared. */
  readonly leastMs: number;
  /** Everything before the timed blocks. */
  readonly warmupMs: number;
  /** false: the time was over before three blocks were timed. */
  readonly settled: boolean;
}

export interface StepTiming {
  readonly now: () => number;
  /** Steps before the first timed block; the first calls of everything are slow, and recording comes with them. */
  readonly warmupSteps: number;
  /** No step begins later than this; one step is always done. */
  readonly deadline: number;
  /** Whoever asked has gone: ends with what there is. */
  readonly isCancelled: () => boolean;
}

const leastBlocks = 3;
/** Short steps are timed for this long, in as many blocks as fit. */
const timedMs = 80;
/** A block is at least this long, so that the clock does not decide. */
const blockMs = 8;
const mostStepsInBlock = 100;

/**
 * `step` is done and waited for; `settle` waits until everything that was begun is computed, as reading the figures does.
 * Other work of the process gets its turn between blocks.
 */
export async function timeSteps(
  step: (index: number) => void,
  settle: () => Promise<void>,
  { now, warmupSteps, deadline, isCancelled }: StepTiming,
): Promise<StepTimes> {
  const begin = now();
  const isOver = (): boolean => isCancelled() || now() >= deadline;
  let done = 0;
  let last = Number.POSITIVE_INFINITY;
  while (done < warmupSteps && (done === 0 || !isOver())) {
    const startedAt = now();
    step(done);
    await settle();
    done += 1;
    last = now() - startedAt;
    await othersTurn();
  }
  const warmupMs = now() - begin;
  const perBlock = Math.min(mostStepsInBlock, Math.max(1, Math.ceil(blockMs / last)));
  const times: number[] = [];
  const timedSince = now();
  while ((times.length < leastBlocks || now() - timedSince < timedMs) && !isOver()) {
    const startedAt = now();
    for (let count = 0; count < perBlock; count += 1) {
      step(done);
      done += 1;
    }
    await settle();
    times.push((now() - startedAt) / perBlock);
    await othersTurn();
  }
  if (times.length === 0) times.push(last);
  return { stepMs: median(times), leastMs: Math.min(...times), warmupMs, settled: times.length >= leastBlocks };
}

const othersTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
