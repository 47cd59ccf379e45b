/** Initial weights against the mean, variance and bounds that their distributions have in theory. */
import { describe, expect, test } from 'vitest';
import { initializers } from '../../shared/layers/initializers.ts';
import { objectToKeras } from '../../shared/layers/keras-objects.ts';
import type { ParamValue } from '../../shared/graph/graph-doc.ts';
import { readInitializer } from '../../main/trainer/model/initializers.ts';

const draw = (value: ParamValue, shape: readonly number[], seed = 42): Float32Array =>
  readInitializer(objectToKeras(initializers, 'keras.initializers', value), 'Zeros')(shape, seed);

function moments(values: Float32Array): { mean: number; variance: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}

// A kernel of a convolution, so that the receptive field counts: 3 · 40 in, 3 · 90 out.
const kernel = [3, 40, 90];
const [fanIn, fanOut] = [120, 270];
const rows: readonly (readonly [ParamValue, readonly number[], { mean?: number; variance: number; bound?: number }])[] =
  [
    ['glorotUniform', kernel, { variance: 2 / (fanIn + fanOut), bound: Math.sqrt(6 / (fanIn + fanOut)) }],
    ['glorotNormal', kernel, { variance: 2 / (fanIn + fanOut) }],
    ['heUniform', kernel, { variance: 2 / fanIn, bound: Math.sqrt(6 / fanIn) }],
    ['heNormal', kernel, { variance: 2 / fanIn }],
    ['lecunUniform', kernel, { variance: 1 / fanIn, bound: Math.sqrt(3 / fanIn) }],
    ['lecunNormal', kernel, { variance: 1 / fanIn }],
    ['glorotUniform', [100, 200], { variance: 2 / 300, bound: Math.sqrt(6 / 300) }],
    ['heNormal', [20_000], { variance: 2 / 20_000 }],
    [{ id: 'randomUniform', minval: -1, maxval: 3 }, [20_000], { mean: 1, variance: 16 / 12, bound: 3 }],
    [{ id: 'randomNormal', mean: 2, stddev: 0.5 }, [20_000], { mean: 2, variance: 0.25 }],
    // A normal distribution cut at two deviations keeps 0.7737 of its variance.
    [{ id: 'truncatedNormal', mean: -1, stddev: 2 }, [20_000], { mean: -1, variance: 4 * 0.77374, bound: 5 }],
    [{ id: 'varianceScaling', scale: 3, mode: 'fan_out', distribution: 'uniform' }, kernel, { variance: 3 / fanOut }],
    [
      { id: 'varianceScaling', mode: 'fan_avg', distribution: 'untruncated_normal' },
      kernel,
      { variance: 2 / (fanIn + fanOut) },
    ],
    [{ id: 'varianceScaling', inputAxes: [0], outputAxes: [1, 2] }, kernel, { variance: 1 / 3 }],
  ];

test.each(rows.map((row) => [JSON.stringify(row[0]), ...row] as const))('%s', (_, value, shape, expected) => {
  const values = draw(value, shape);
  const { mean, variance, largest } = moments(values);
  const deviation = Math.sqrt(expected.variance);
  // Five standard errors of the mean; six per cent of the variance are more than five of its own.
  expect(Math.abs(mean - (expected.mean ?? 0))).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
  expect(Math.abs(variance / expected.variance - 1)).toBeLessThan(0.06);
  if (expected.bound !== undefined) expect(largest).toBeLessThanOrEqual(expected.bound * 1.000001);
});

describe('orthogonal', () => {
  test.each([
    [[30, 30], 1],
    [[40, 12], 2],
    [[12, 40], 1],
    [[3, 4, 10], 1],
  ] as const)('%j with gain %f: rows or columns at right angles, of that length', (shape, gain) => {
    const values = draw({ id: 'orthogonal', gain }, shape);
    const columns = shape.at(-1) ?? 1;
    const count = values.length / columns;
    const isTall = count >= columns;
    const vector = (index: number): number[] =>
      Array.from({ length: isTall ? count : columns }, (_, at) =>
        Number(isTall ? values[at * columns + index] : values[index * columns + at]),
      );
    for (let a = 0; a < Math.min(count, columns); a++) {
      for (let b = 0; b <= a; b++) {
        const other = vector(b);
        const product = vector(a).reduce((sum, value, at) => sum + value * Number(other[at]), 0);
        expect(Math.abs(product - (a === b ? gain ** 2 : 0))).toBeLessThan(1e-5);
      }
    }
  });

  test('directions are spread evenly: no sign is preferred', () => {
    const signs = Array.from({ length: 400 }, (_, seed) => Math.sign(draw('orthogonal', [4, 4], seed)[0] ?? 0));
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(100);
  });
});

test('identity, zeros, ones and constants are exact', () => {
  expect([...draw('identity', [2, 3])]).toEqual([1, 0, 0, 0, 1, 0]);
  expect([...draw('zeros', [2])]).toEqual([0, 0]);
  expect([...draw('ones', [2])]).toEqual([1, 1]);
  expect([...draw({ id: 'constant', value: 0.5 }, [2])]).toEqual([0.5, 0.5]);
  expect([
    ...draw(
      {
        id: 'constant',
        value: [
          [1, 2],
          [3, 4],
        ],
      },
      [2, 2],
    ),
  ]).toEqual([1, 2, 3, 4]);
  expect(() => draw({ id: 'constant', value: [1, 2, 3] }, [2, 2])).toThrow(/model\/unreadable/);
});

test('the run’s seed decides, unless the initializer has its own', () => {
  expect([...draw('glorotUniform', [5, 5], 1)]).toEqual([...draw('glorotUniform', [5, 5], 1)]);
  expect([...draw('glorotUniform', [5, 5], 1)]).not.toEqual([...draw('glorotUniform', [5, 5], 2)]);
  const own = { id: 'heNormal', seed: 7 };
  expect([...draw(own, [5, 5], 1)]).toEqual([...draw(own, [5, 5], 2)]);
  expect([...draw(own, [5, 5], 1)]).not.toEqual([...draw({ id: 'heNormal', seed: 8 }, [5, 5], 1)]);
});
