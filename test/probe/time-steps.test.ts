/** Timing on a clock of the test's own: how many steps are done, in whose turn, and when it stops. */
import { expect, test } from 'vitest';
import { type Stepper, takeTurns, timesOf, warmUp } from '../../main/trainer/probe/time-steps.ts';

/** Steps that take `costs` milliseconds each, the last of them again and again, on a clock that only they move. */
function clockwork() {
  let time = 0;
  const done: string[] = [];
  const stepper = (name: string, ...costs: readonly number[]): Stepper => {
    let count = 0;
    return {
      step: () => {
        time += costs[Math.min(count, costs.length - 1)] ?? 0;
        count += 1;
        done.push(name);
      },
      settle: () => Promise.resolve(),
    };
  };
  return { now: () => time, done, stepper, pass: (ms: number) => (time += ms) };
}

test('the first steps count as warming up, and the median of the blocks as the step', async () => {
  const { now, stepper } = clockwork();
  const timing = { now, deadline: 10_000, isCancelled: () => false };
  const warm = await warmUp(stepper('a', 500, 40, 30, 10, 90), 2, timing);
  await takeTurns([warm], timing);
  expect(timesOf(warm)).toEqual({ warmupMs: 540, leastMs: 10, stepMs: 30, settled: true });
  expect(warm.times).toEqual([30, 10, 90]);
});

test('short steps are timed in blocks, long enough for the clock', async () => {
  const { now, stepper, done } = clockwork();
  const timing = { now, deadline: 10_000, isCancelled: () => false };
  const warm = await warmUp(stepper('a', 0.25), 3, timing);
  await takeTurns([warm], timing);
  expect(done.length).toBe(3 + warm.times.length * 32);
  expect(warm.times.length).toBe(10);
  expect(timesOf(warm).stepMs).toBeCloseTo(0.25, 9);
});

test('two ways take turns, so that a computer that becomes slow meets both', async () => {
  const { now, stepper, done } = clockwork();
  const timing = { now, deadline: 10_000, isCancelled: () => false };
  const contestants = [await warmUp(stepper('a', 100), 1, timing), await warmUp(stepper('b', 50), 1, timing)];
  done.length = 0;
  const before: number[] = [];
  await takeTurns(contestants, timing, (one) => before.push(contestants.indexOf(one)));
  expect(done).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect(before).toEqual([0, 1, 0, 1, 0, 1]);
});

test('one step is done however long it takes, and what is known of it is told as unsettled', async () => {
  const { now, stepper, done } = clockwork();
  const timing = { now, deadline: 900, isCancelled: () => false };
  const warm = await warmUp(stepper('a', 4_000), 3, timing);
  await takeTurns([warm], timing);
  expect(done).toEqual(['a']);
  expect(timesOf(warm)).toEqual({ stepMs: 4_000, leastMs: 4_000, warmupMs: 4_000, settled: false });
});

test('whoever cancels waits for no further step', async () => {
  const { now, stepper, done } = clockwork();
  const timing = { now, deadline: 10_000, isCancelled: () => done.length >= 4 };
  const warm = await warmUp(stepper('a', 20), 2, timing);
  await takeTurns([warm], timing);
  expect(done.length).toBe(4);
  expect(timesOf(warm).settled).toBe(false);
});
