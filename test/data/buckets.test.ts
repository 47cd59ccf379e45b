import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketedOrder, bucketLimits, limitOf, paddingShare } from '../../shared/data/parts/buckets.ts';
import { validationPlan, trainingPlan } from '../../main/trainer/epoch-order.ts';
import { propertyRuns } from '../support/property-runs.ts';

const lengthsOf = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });

/** Padded steps where every sample is padded to the next limit. */
const padded = (lengths: readonly number[], limits: readonly number[]): number =>
  lengths.reduce((sum, length) => sum + limitOf(limits, length) - length, 0);

/** The fewest that `most` limits can leave, by trying every choice. */
function fewest(lengths: readonly number[], most: number): number {
  const distinct = [...new Set(lengths)].sort((a, b) => a - b);
  const longest = distinct.pop() ?? 0;
  const choose = (from: number, left: number, chosen: readonly number[]): number =>
    Math.min(
      padded(lengths, [...chosen, longest]),
      ...(left === 0 ? [] : distinct.slice(from).map((one, at) => choose(from + at + 1, left - 1, [...chosen, one]))),
    );
  return choose(0, most - 1, []);
}

describe('lengths to pad to', () => {
  test('waste as little as any choice of so many lengths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 2, max: 4 }),
        (lengths, most) => {
          const limits = bucketLimits(lengths, most);
          expect(limits.length).toBeLessThanOrEqual(most);
          expect(limits.at(-1)).toBe(Math.max(...lengths));
          expect([...limits].sort((a, b) => a - b)).toEqual(limits);
          expect(padded(lengths, limits)).toBe(fewest(lengths, most));
        },
      ),
      propertyRuns(100),
    );
  });
  test('stay few where there are thousands of different lengths', () => {
    const lengths = Int32Array.from({ length: 5000 }, (_, index) => index + 1);
    const limits = bucketLimits(lengths, 8);
    expect(limits).toHaveLength(8);
    expect(limits.at(-1)).toBe(5000);
  });
});

describe('the order of an epoch with batches of similar length', () => {
  const settings = { batchSize: 8, shuffle: true, seed: 3 };
  test('holds every sample once, whatever the lengths', () => {
    fc.assert(
      fc.property(lengthsOf, fc.integer({ min: 1, max: 12 }), fc.boolean(), (lengths, batchSize, shuffle) => {
        const order = bucketedOrder(lengths, bucketLimits(lengths, 4), { batchSize, shuffle, seed: 5 }, 1);
        expect([...order].sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
      }),
      propertyRuns(100),
    );
  });
  const lengths = Int32Array.from({ length: 203 }, (_, index) => 1 + ((index * 37) % 50));
  const limits = bucketLimits(lengths, 5);
  test('is decided by seed and epoch alone', () => {
    const first = bucketedOrder(lengths, limits, settings, 1);
    expect(bucketedOrder(lengths, limits, settings, 1)).toEqual(first);
    expect(bucketedOrder(lengths, limits, settings, 2)).not.toEqual(first);
    expect(bucketedOrder(lengths, limits, { ...settings, seed: 4 }, 1)).not.toEqual(first);
  });
  test('puts similar lengths together, long and short batches in turn, and wastes less', () => {
    const order = bucketedOrder(lengths, limits, settings, 1);
    const spans: (readonly [number, number])[] = [];
    for (let start = 0; start < order.length; start += 8) {
      const batch = [...order.subarray(start, start + 8)].map((index) =>
        limits.indexOf(limitOf(limits, lengths[index] ?? 0)),
      );
      spans.push([Math.min(...batch), Math.max(...batch)]);
    }
    // Only a batch at the border of two lengths, or the last one, holds more than one.
    expect(spans.filter(([low, high]) => low !== high).length).toBeLessThanOrEqual(limits.length);
    expect(spans.every(([low, high]) => high - low <= 1)).toBe(true);
    const longest = spans.map(([, high]) => high);
    expect(longest).not.toEqual(longest.toSorted((a, b) => a - b));
    const plain = trainingPlan(
      { count: 203, lengths },
      { ...settings, stepsPerEpoch: null, remainder: 'keep', buckets: null },
      false,
      1,
    );
    expect(plain.limits).toBeNull();
    expect(paddingShare(lengths, order, 8, limits)).toBeLessThan(
      0.4 * paddingShare(lengths, plain.order, 8, plain.limits),
    );
  });
  test('leaves out samples of every length when the smaller last batch is left out', () => {
    const left = new Set<number>();
    for (let epoch = 1; epoch <= 60; epoch++) {
      const plan = trainingPlan(
        { count: 203, lengths },
        { ...settings, stepsPerEpoch: null, remainder: 'drop', buckets: 5 },
        false,
        epoch,
      );
      expect(plan.order).toHaveLength(200);
      const kept = new Set(plan.order);
      for (let index = 0; index < 203; index++) if (!kept.has(index)) left.add(limitOf(limits, lengths[index] ?? 0));
    }
    expect([...left].sort((a, b) => a - b)).toEqual(limits);
  });
});

test('padding is counted by hand', () => {
  const lengths = [1, 4, 2, 2];
  expect(paddingShare(lengths, Int32Array.of(0, 1, 2, 3), 2, null)).toBeCloseTo(1 - 9 / 12);
  expect(paddingShare(lengths, Int32Array.of(0, 1, 2, 3), 2, [4])).toBeCloseTo(1 - 9 / 16);
  expect(paddingShare([], new Int32Array(0), 2, null)).toBe(0);
});

test('validation keeps its order and pads each batch to its own longest sample', () => {
  const plan = validationPlan(
    { count: 4, lengths: Int32Array.of(9, 1, 5, 2) },
    { batchSize: 2, remainder: 'keep', validation: { everyEpochs: 1, steps: null } },
  );
  expect([...plan.order]).toEqual([0, 1, 2, 3]);
  expect(plan.limits).toBeNull();
});
