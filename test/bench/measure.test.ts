import { expect, test } from 'vitest';
import { measure, ratioOf, type Timed } from '../../build/bench/measure.ts';
import { rounded } from '../../build/bench/statistics.ts';

test('a ratio is our median divided by the peer median, and one slow round of the peer does not change it', () => {
  const { ratio, byRound } = ratioOf([1, 1, 1], [2, 2, 200]);
  expect(ratio).toBe(0.5);
  expect(byRound).toEqual([0.5, 0.5, 0.005]);
});

/** A side that needs the same time for each, and notes what it is asked for. */
function steady(calls: string[], name: string, secondsEach: number, least: number): Timed {
  return {
    least,
    time: async (count) => {
      calls.push(`${name} ${count}`);
      return count * secondsEach;
    },
  };
}

test('sides alternate, the order turns round, and the first times are not counted', async () => {
  const calls: string[] = [];
  const sides = new Map([
    ['ours', steady(calls, 'ours', 0.001, 120)],
    ['keras', steady(calls, 'keras', 0.005, 100)],
  ]);
  const blocks = await measure(sides, { rounds: 2, blockSeconds: 0.25 });
  expect(calls).toEqual([
    ...['ours 3', 'ours 1', 'ours 120', 'keras 3', 'keras 1', 'keras 100'],
    // A quarter of a second of ours; Keras' least count takes half a second.
    ...['ours 250', 'keras 100', 'keras 100', 'ours 250'],
  ]);
  expect(blocks['ours']?.map((value) => rounded(value))).toEqual([1, 1]);
  expect(blocks['keras']?.map((value) => rounded(value))).toEqual([5, 5]);
});

test('a slow side is not held for its least count', async () => {
  const calls: string[] = [];
  await measure(new Map([['slow', steady(calls, 'slow', 0.5, 100)]]), { rounds: 1, blockSeconds: 0.25 });
  expect(calls).toEqual(['slow 3', 'slow 1', 'slow 2', 'slow 4']);
  calls.length = 0;
  await measure(new Map([['slower', steady(calls, 'slower', 5, 1)]]), { rounds: 1, blockSeconds: 0.25 });
  expect(calls).toEqual(['slower 1', 'slower 1', 'slower 1', 'slower 1']);
});
