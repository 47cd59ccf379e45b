/** Metrics without Keras beside them: sums over batches, masks, wrong targets; Keras' figures are golden cases. */
import { describe, expect, test } from 'vitest';
import { StudioError } from '../../shared/problem.ts';
import { readLoss } from '../../main/trainer/training/losses.ts';
import { metricNames, readMetric } from '../../main/trainer/training/metrics.ts';
import { isLargerBetter } from '../../main/trainer/monitor.ts';
import { allMetricTypes } from '../../shared/training/metrics.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { defaultTrainingSettings } from '../../shared/training/training-settings.ts';
import { testEngine } from '../golden/support.ts';

const { tf } = testEngine;
type Rows = readonly (readonly number[])[];

async function figure(identifier: unknown, batches: readonly { readonly truth: Rows; readonly found: Rows }[]) {
  const metric = readMetric(identifier, batches[0]?.found[0]?.length ?? 1);
  const total = new Array<number>(metric.size).fill(0);
  for (const { truth, found } of batches) {
    const state = tf.tidy(() =>
      metric.batch(
        {
          tf,
          truth: tf.tensor2d(truth as number[][]),
          prediction: tf.tensor2d(found as number[][]),
          logits: undefined,
        },
        null,
        null,
      ),
    );
    expect(state.shape).toEqual([metric.size]);
    (await state.data()).forEach((value, index) => (total[index] = (total[index] ?? 0) + value));
    state.dispose();
  }
  return metric.result(total);
}

const truth = [[1], [0], [1], [1], [0], [0], [1]];
const found = [[0.9], [0.8], [0.4], [0.7], [0.2], [0.6], [0.5]];
const part = (from: number, to: number) => ({ truth: truth.slice(from, to), found: found.slice(from, to) });

describe('metrics', () => {
  test('count decisions: precision 2/4, recall 2/4, by hand', async () => {
    expect(await figure('Precision', [part(0, 7)])).toBeCloseTo(0.5, 6);
    expect(await figure('Recall', [part(0, 7)])).toBeCloseTo(0.5, 6);
    expect(await figure({ class_name: 'Precision', config: { thresholds: [0.65] } }, [part(0, 7)])).toBeCloseTo(
      2 / 3,
      6,
    );
    expect(await figure({ class_name: 'TrueNegatives', config: {} }, [part(0, 7)])).toBe(1);
  });

  test('the area under the curve is the share of pairs in the right order', async () => {
    const pairs = truth.flatMap(([yes], a) =>
      truth.flatMap(([no], b) => (yes === 1 && no === 0 ? [[a, b] as const] : [])),
    );
    const right = pairs.filter(([a, b]) => (found[a]?.[0] ?? 0) > (found[b]?.[0] ?? 0)).length;
    expect(await figure('AUC', [part(0, 7)])).toBeCloseTo(right / pairs.length, 5);
  });

  test.each([
    'Precision',
    'Recall',
    'AUC',
    { class_name: 'F1Score', config: { average: 'macro', threshold: 0.5 } },
    'R2Score',
    'mae',
    'RootMeanSquaredError',
    'cosine_similarity',
  ])('%j is the same over several batches as over one', async (identifier) => {
    const whole = await figure(identifier, [part(0, 7)]);
    expect(Number.isFinite(whole)).toBe(true);
    expect(await figure(identifier, [part(0, 3), part(3, 4), part(4, 7)])).toBeCloseTo(whole, 6);
  });

  test('R² is 1 for what is right and 0 for the mean', async () => {
    const rows = [[1], [2], [6]];
    expect(await figure('R2Score', [{ truth: rows, found: rows }])).toBeCloseTo(1, 6);
    expect(await figure('R2Score', [{ truth: rows, found: [[3], [3], [3]] }])).toBeCloseTo(0, 6);
  });

  test('padding twice as far changes no mean under the mask', async () => {
    const metric = readMetric('mae', 1);
    const value = async (steps: number): Promise<number> => {
      const state = tf.tidy(() => {
        const real = tf.tensor3d([
          [[1], [2]],
          [[3], [4]],
        ]);
        const pad = (x: ReturnType<typeof tf.tensor3d>) =>
          tf.pad(x, [
            [0, 0],
            [0, steps - 2],
            [0, 0],
          ]);
        const mask = tf.tensor2d(
          Array.from({ length: 2 }, () => Array.from({ length: steps }, (_, step) => Number(step < 2))),
          [2, steps],
          'bool',
        );
        const prediction = tf.add(pad(tf.mul(real, 1.5)), 7);
        return metric.batch({ tf, truth: pad(real), prediction, logits: undefined }, mask, null);
      });
      const result = metric.result(await state.data());
      state.dispose();
      return result;
    };
    expect(await value(4)).toBeCloseTo(await value(2), 6);
    expect(await value(8)).toBeCloseTo(await value(4), 6);
  });

  test('class numbers against shares of classes are a problem that says what was expected', async () => {
    const attempt = figure('Precision', [
      {
        truth: [[2], [0]],
        found: [
          [0.1, 0.2, 0.7],
          [0.6, 0.3, 0.1],
        ],
      },
    ]);
    await expect(attempt).rejects.toMatchObject({
      problem: { code: 'target/shape', details: { expected: '(2, 3)', received: '(2, 1)' } },
    });
  });

  test.each([
    { class_name: 'F1Score', config: { average: null } },
    { class_name: 'Precision', config: { thresholds: [0.2, 0.8] } },
    { class_name: 'AUC', config: { multi_label: true } },
    { class_name: 'AUC', config: { curve: 'round' } },
    { class_name: 'R2Score', config: { class_aggregation: null } },
    'never_heard_of',
  ])('%j is refused by name', (identifier) => {
    expect(() => readMetric(identifier, 3)).toThrow(StudioError);
  });

  test.each([
    'CTC',
    { class_name: 'MeanSquaredError', config: { reduction: 'none' } },
    { class_name: 'Dice', config: {} },
  ])('loss %j is refused by name', (identifier) => {
    expect(() => readLoss(identifier)).toThrow(StudioError);
  });

  test('every record is a metric of the engine, with its parameters, and says what is better', () => {
    const ids = allMetricTypes.map(({ id }) => id);
    expect(ids.filter((id) => !metricNames.includes(id) && id !== 'accuracy')).toEqual([]);
    const { metrics } = compileConfig({ ...defaultTrainingSettings, metrics: ids }, { stepsPerEpoch: 1 });
    expect(metrics?.map((metric) => readMetric(metric, 3).name)).toEqual(ids);
    for (const { id, better } of allMetricTypes) {
      expect(isLargerBetter(`val_${id}`, 'auto')).toBe(better === 'max');
      expect(isLargerBetter(`val_out_${id}`, 'auto')).toBe(better === 'max');
    }
    expect(isLargerBetter('val_loss', 'auto')).toBe(false);
  });
});
