/** Curves of many steps: what a page holds, what it asks the core for, and pictures that hide no extreme. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStepCurve } from '../../../renderer/charts/step-curve.ts';
import { type AskOutline, batchSource } from '../../../renderer/training/curve-sources.ts';
import { createRunMetrics } from '../../../renderer/training/run-metrics.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const curveOf = (values: readonly number[], base = 0) => {
  const curve = createStepCurve();
  values.forEach((value, index) => curve.set(base + index + 1, value));
  return curve;
};
const extremes = (values: readonly number[]) => {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0
    ? [Number.NaN, Number.NaN, Number.NaN]
    : [Math.min(...finite), Math.max(...finite), finite.reduce((a, b) => a + b, 0) / finite.length];
};

describe('the outline of a growing curve', () => {
  const value = fc.oneof(
    { weight: 20, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
    fc.constant(Number.NaN),
  );
  test('has the exact smallest, largest and mean value of every stretch, also after values were written over', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4000, size: 'max' }),
        fc.array(fc.tuple(fc.nat(3999), value), { maxLength: 5 }),
        fc.nat(4200),
        fc.nat(4200),
        fc.integer({ min: 2, max: 60 }),
        (values, changes, a, b, columns) => {
          const curve = curveOf(values);
          curve.outline(1, values.length, 10);
          const now = [...values];
          for (const [at, next] of changes) {
            if (at >= now.length) continue;
            now[at] = next;
            curve.set(at + 1, next);
          }
          const [from, to] = [Math.min(a, b) + 1, Math.max(a, b) + 1];
          const { first, stride, low, high, mean } = curve.outline(from, to, columns);
          expect(low.length).toBeLessThanOrEqual(columns);
          const end = Math.min(to, now.length);
          if (end >= from) {
            expect(first).toBeLessThan(from);
            expect(first + low.length * stride).toBeGreaterThanOrEqual(end);
          }
          low.forEach((_, at) => {
            const part = now.slice(first + at * stride, Math.min(end, first + (at + 1) * stride));
            const [lowest, highest, middle] = extremes(part);
            expect(low[at]).toBe(lowest);
            expect(high[at]).toBe(highest);
            if (Number.isNaN(middle)) expect(mean[at]).toBeNaN();
            else expect(mean[at]).toBeCloseTo(middle ?? 0, 9);
          });
        },
      ),
      propertyRuns(40),
    );
  });
  test('keeps the borders of its stretches while the curve grows within them', () => {
    const curve = curveOf(Array.from({ length: 1000 }, (_, step) => step));
    const before = curve.outline(1, 1000, 100);
    curve.set(1001, 5);
    expect(curve.outline(2, 1001, 100)).toMatchObject({ first: before.first, stride: before.stride });
  });
});

describe('steps that a page does not hold', () => {
  test('begin a curve at the first step that came, and a far jump begins it anew', () => {
    const curve = curveOf([1, 2, 3], 50_000);
    expect([curve.base, curve.length]).toEqual([50_000, 50_003]);
    expect([curve.at(50_002), curve.at(7)]).toEqual([2, undefined]);
    curve.set(50_006, 6);
    expect([...curve.view()]).toEqual([1, 2, 3, Number.NaN, Number.NaN, 6]);
    curve.set(60_000, 9);
    expect([curve.base, curve.length, ...curve.view()]).toEqual([59_999, 60_000, 9]);
    curve.set(40_000, 8);
    expect([curve.base, curve.length, ...curve.view()]).toEqual([39_999, 40_000, 8]);
  });

  test('are asked for once for what is looked at, and drawn before those that are held', async () => {
    const metrics = createRunMetrics('run');
    const tell = (seq: number, firstStep: number, loss: number[]) =>
      metrics.apply([{ seq, at: 0, event: { kind: 'batches', firstStep, epoch: 1, figures: { loss } } }]);
    tell(
      1,
      9001,
      Array.from({ length: 1000 }, () => 1),
    );
    const asked: Parameters<AskOutline>[0][] = [];
    const source = batchSource(metrics, 'loss', (range) => {
      asked.push(range);
      return Promise.resolve({
        first: 0,
        stride: 4500,
        low: Float64Array.of(3, 2),
        high: Float64Array.of(5, 4),
        mean: Float64Array.of(4, 3),
      });
    });
    let told = 0;
    source.subscribe(() => (told += 1));
    const view = { range: null, columns: 100 };
    expect(source.read(view)[0]?.[0]).toBe(9001);
    source.read(view);
    expect(asked).toEqual([{ from: 1, to: 9000, columns: 128 }]);
    await Promise.resolve();
    await Promise.resolve();
    expect(told).toBe(1);
    const [x, y] = source.read(view);
    expect(Array.from(x ?? []).slice(0, 5)).toEqual([1, 2251, 4501, 6751, 9001]);
    expect(Array.from(y ?? []).slice(0, 5)).toEqual([3, 5, 2, 4, 1]);
    tell(2, 10_001, [1, 1]);
    source.read(view);
    expect(asked).toHaveLength(1);
    source.read({ range: { from: 9500, to: 9600 }, columns: 100 });
    expect(asked).toHaveLength(1);
    source.read({ range: { from: 100, to: 200 }, columns: 100 });
    expect(asked.at(-1)).toEqual({ from: 100, to: 200, columns: 128 });
  });

  test('that cannot be had are asked for again at the next look', async () => {
    const metrics = createRunMetrics('run');
    metrics.apply([{ seq: 1, at: 0, event: { kind: 'batches', firstStep: 5001, epoch: 1, figures: { loss: [1] } } }]);
    let asked = 0;
    const source = batchSource(metrics, 'loss', () => {
      asked += 1;
      return Promise.reject(new Error('the connection went'));
    });
    expect(Array.from(source.read()[1] ?? [])).toEqual([1]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    source.read();
    expect(asked).toBe(2);
  });
});
