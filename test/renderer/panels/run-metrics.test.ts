import { describe, expect, test } from 'vitest';
import type { EngineEvent, RunEvent } from '../../../shared/contract/run-events.ts';
import { readCurves } from '../../../renderer/training/curve-reading.ts';
import { batchSource, epochSource, figureNames } from '../../../renderer/training/curve-sources.ts';
import { createRunMetrics, type EpochRow } from '../../../renderer/training/run-metrics.ts';

const numbered = (events: readonly EngineEvent[]): RunEvent[] =>
  events.map((event, index) => ({ seq: index + 1, at: 0, event }));
const epoch = (number: number, loss: number, validation: number): EngineEvent => ({
  kind: 'epoch',
  epoch: number,
  step: number * 2,
  figures: { loss, val_loss: validation },
  seconds: 1,
});

const history = numbered([
  { kind: 'status', status: 'running' },
  { kind: 'batches', firstStep: 1, epoch: 1, figures: { loss: [1, 0.9], accuracy: [0.5, 0.6] } },
  epoch(1, 0.95, 0.8),
  { kind: 'batches', firstStep: 3, epoch: 2, figures: { loss: [0.7, 'nan'], accuracy: [0.7, 0.7] } },
  epoch(2, 0.75, 0.7),
]);

describe('metrics of a run', () => {
  test('are the same whether events come once, in parts, or again after a lost connection', () => {
    const whole = createRunMetrics('a');
    whole.apply(history);
    const parts = createRunMetrics('b');
    parts.apply(history.slice(0, 3));
    // The new connection asks from an earlier number: nothing is counted twice.
    parts.apply(history.slice(1));
    for (const metrics of [whole, parts]) {
      expect([...(metrics.batches.get('loss')?.view() ?? [])]).toEqual([1, 0.9, 0.7, Number.NaN]);
      expect(metrics.epochs.map((row) => row.epoch)).toEqual([1, 2]);
      expect(metrics.lastSeq).toBe(5);
    }
  });

  test('leave a gap where steps are missing instead of moving the later ones', () => {
    const metrics = createRunMetrics('a');
    metrics.apply(numbered([{ kind: 'batches', firstStep: 3, epoch: 1, figures: { loss: [0.5] } }]));
    expect([...(metrics.batches.get('loss')?.view() ?? [])]).toEqual([Number.NaN, Number.NaN, 0.5]);
  });

  test('keep what was written after each epoch; a resumed run writes one again', () => {
    const written = (epoch: number, text: string): EngineEvent => ({
      kind: 'texts',
      epoch,
      seedText: 'to be',
      samples: [{ temperature: 0.5, text }],
    });
    const metrics = createRunMetrics('a');
    metrics.apply(numbered([written(1, ' or'), written(2, ' not'), written(2, ' and')]));
    expect(metrics.texts.map(({ epoch, samples }) => [epoch, samples[0]?.text])).toEqual([
      [1, ' or'],
      [2, ' and'],
    ]);
    const other = createRunMetrics('b');
    other.apply(history);
    expect(other.texts).toEqual([]);
  });

  test('tell their listeners once for a message, and never for one that is known', () => {
    const metrics = createRunMetrics('a');
    let told = 0;
    metrics.subscribe(() => (told += 1));
    metrics.apply(history);
    metrics.apply(history);
    expect(told).toBe(1);
  });

  test('grow to a hundred thousand steps and reach the chart as what it has room for', () => {
    const metrics = createRunMetrics('a');
    const steps = 100_000;
    for (let first = 1; first <= steps; first += 100) {
      metrics.apply([
        {
          seq: first,
          at: 0,
          event: {
            kind: 'batches',
            firstStep: first,
            epoch: 1,
            figures: { loss: Array.from({ length: 100 }, (_, i) => 1 / (first + i)) },
          },
        },
      ]);
    }
    const [x, y] = batchSource(metrics, 'loss').read({ range: null, columns: 800 });
    expect(x?.length).toBe(y?.length);
    expect(x?.length).toBeLessThanOrEqual(2 * 800);
    expect(y?.[1]).toBe(1);
    expect(Math.min(...Array.from(y ?? []))).toBe(1 / steps);
    const [near, values] = batchSource(metrics, 'loss').read({ range: { from: 70_000.5, to: 70_003.5 }, columns: 800 });
    expect([...Array.from(near ?? [])]).toEqual([70_000, 70_001, 70_002, 70_003, 70_004]);
    expect(values?.[1]).toBe(1 / 70_001);
  });

  test('give the loss first, and an epoch without validation a gap', () => {
    const metrics = createRunMetrics('a');
    metrics.apply(history);
    metrics.apply([{ seq: 6, at: 0, event: { kind: 'epoch', epoch: 3, step: 6, figures: { loss: 0.6 }, seconds: 1 } }]);
    expect(figureNames(metrics)).toEqual(['loss', 'accuracy']);
    expect(epochSource(metrics, ['loss', 'val_loss']).read()).toEqual([
      [1, 2, 3],
      [0.95, 0.75, 0.6],
      [0.8, 0.7, Number.NaN],
    ]);
  });
});

describe('curves in words', () => {
  const rows = (losses: readonly number[], validation?: readonly number[]): EpochRow[] =>
    losses.map((loss, index) => ({
      epoch: index + 1,
      step: index + 1,
      seconds: 1,
      figures: { loss, ...(validation ? { val_loss: validation[index] ?? 0 } : {}) },
    }));

  test('overfitting names the epoch since which validation rises', () => {
    const reading = readCurves(rows([1, 0.8, 0.6, 0.5, 0.4, 0.3], [1, 0.9, 0.92, 0.95, 1, 1.1]), true);
    expect(reading).toEqual({ key: 'reading.overfitting', details: { epoch: 2, lowest: 0.9, now: 1.1 } });
  });
  test('a small wobble of validation is not overfitting', () => {
    expect(readCurves(rows([1, 0.8, 0.6, 0.5, 0.4], [1, 0.9, 0.901, 0.902, 0.903]), true)?.key).toBe('reading.learnt');
  });
  test('a loss that hardly moves, one that is no number, and the first epoch', () => {
    expect(readCurves(rows([1, 0.99, 0.99]), true)?.key).toBe('reading.flat');
    expect(readCurves(rows([1, Number.NaN]), true)?.key).toBe('reading.diverged');
    expect(readCurves(rows([1]), false)?.key).toBe('reading.tooEarly');
    expect(readCurves(rows([1]), true)?.key).toBe('reading.oneEpoch');
    expect(readCurves([], false)).toBeUndefined();
  });
});
