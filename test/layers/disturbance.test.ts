/** Layers that draw at random while training, against what Keras' own draws give over many samples. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadEngine } from '../../main/engine/backend.ts';
import { buildModel, createContext, type KerasConfig } from '../../main/trainer/model/build-model.ts';

interface Values {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface Statistics {
  readonly config: KerasConfig;
  readonly weights: Readonly<Record<string, Values>>;
  readonly sample: Values;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'statistics.json'), 'utf8')) as Record<
  string,
  Statistics
>;
const copies = 20_000;
const { tf } = await loadEngine('cpu');

/** Outputs of one pass over copies of a sample, sample by sample. */
function outputs(
  statistics: Statistics,
  settings: { training: boolean; seed: number; stepIndex?: number },
  count = 50,
): Float32Array {
  const model = buildModel(tf, statistics.config);
  model.setWeights(
    Object.entries(statistics.weights).map(([path, { shape, values }]) => ({
      path,
      shape,
      values: Float32Array.from(values),
    })),
  );
  const { shape, values } = statistics.sample;
  const result = tf.tidy(() => {
    const one = tf.tensor([...values], [1, ...shape], 'float32');
    const all = tf.tile(one, [count, ...shape.map(() => 1)]);
    const [y] = model.call([all], createContext(settings)).outputs;
    if (!y) throw new Error('no output');
    return y.dataSync() as Float32Array;
  });
  model.dispose();
  return result.slice();
}

describe.each(Object.entries(recorded))('%s', (_, statistics) => {
  const width = statistics.mean.length;

  test('mean and deviation of every value are those of Keras', () => {
    const y = outputs(statistics, { training: true, seed: 11 }, copies);
    for (let place = 0; place < width; place++) {
      let [sum, squares] = [0, 0];
      for (let sample = 0; sample < copies; sample++) {
        const value = y[sample * width + place] ?? 0;
        sum += value;
        squares += value * value;
      }
      const mean = sum / copies;
      const deviation = Math.sqrt(Math.max(0, squares / copies - mean * mean));
      const expected = statistics.deviation[place] ?? 0;
      // Both sides are estimates: five standard errors of their difference.
      const error = Math.max(expected, 1e-3) * Math.sqrt(2 / copies);
      expect(Math.abs(mean - (statistics.mean[place] ?? 0)), `mean of value ${place}`).toBeLessThan(5 * error + 2e-5);
      expect(Math.abs(deviation - expected), `deviation of value ${place}`).toBeLessThan(8 * error + 2e-5);
    }
  });

  test('prediction draws nothing; the seed and the step decide the draws', () => {
    const still = outputs(statistics, { training: false, seed: 1 });
    // Rows of a product may be summed in another order, never with other numbers.
    for (let place = 0; place < width; place++)
      expect(still[still.length - width + place]).toBeCloseTo(still[place] ?? Number.NaN, 5);
    const one = outputs(statistics, { training: true, seed: 1 });
    expect(one).toEqual(outputs(statistics, { training: true, seed: 1 }));
    expect(one).not.toEqual(outputs(statistics, { training: true, seed: 2 }));
    expect(one).not.toEqual(outputs(statistics, { training: true, seed: 1, stepIndex: 1 }));
  });
});
