import { expect, test } from 'vitest';
import type { RunSummary } from '../../../shared/contract/run-events.ts';
import { comparedOutputs, compareTrials, trialsOf } from '../../../renderer/training/compare-outputs.ts';

const names = [
  'loss',
  'relu_loss',
  'selu_loss',
  'relu_accuracy',
  'selu_accuracy',
  'val_relu_accuracy',
  'val_selu_accuracy',
];
const compared = comparedOutputs(names);
if (!compared) throw new Error('There are two outputs.');

test('two outputs are compared by the metric they share, on the validation part where there is one', () => {
  expect(compared).toEqual({ outputs: ['relu', 'selu'], figure: 'accuracy', part: 'val_' });
  expect(comparedOutputs(['loss', 'a_loss', 'b_loss'])).toEqual({ outputs: ['a', 'b'], figure: 'loss', part: '' });
  expect(comparedOutputs(['loss', 'accuracy', 'val_loss'])).toBeUndefined();
  expect(comparedOutputs(['loss', 'a_loss', 'b_loss', 'c_loss'])).toBeUndefined();
});

const run = (number: number, relu: number, selu: number, extra: Partial<RunSummary> = {}): RunSummary =>
  ({
    number,
    status: 'finished',
    continuedFrom: null,
    documentHash: 'same',
    epochs: 40,
    last: { val_relu_accuracy: relu, val_selu_accuracy: selu },
    ...extra,
  }) as RunSummary; // only what is read

test('only finished runs of the same drawing, recipe and length are trials', () => {
  const shown = run(2, 0.7, 0.8);
  const runs = [
    shown,
    run(1, 0.6, 0.7),
    run(3, 0.1, 0.9, { status: 'stopped' }),
    run(4, 0.1, 0.9, { documentHash: 'other' }),
    run(5, 0.1, 0.9, { epochs: 3 }),
    run(6, 0.1, 0.9, { last: { loss: 1 } }),
  ];
  expect(trialsOf(compared, shown, runs)).toEqual([
    { run: 1, values: [0.6, 0.7] },
    { run: 2, values: [0.7, 0.8] },
  ]);
});

test('the verdict is a paired t interval: better, even, or too few runs', () => {
  const trial = (first: number, second: number) => ({ run: 1, values: [first, second] as const });
  // Differences 1, 2, 3: mean 2, deviation 1, t(2) = 4.303.
  const three = compareTrials(compared, [trial(0, 1), trial(0, 2), trial(0, 3)]);
  expect(three?.interval[0]).toBeCloseTo(2 - 4.303 / Math.sqrt(3), 9);
  expect(three?.interval[1]).toBeCloseTo(2 + 4.303 / Math.sqrt(3), 9);
  expect(three?.better).toBeNull();
  expect(compareTrials(compared, [trial(0, 1), trial(0, 1.1), trial(0, 1.2)])?.better).toBe('selu');
  const losses = { ...compared, figure: 'loss' };
  expect(compareTrials(losses, [trial(0, 1), trial(0, 1.1), trial(0, 1.2)])?.better).toBe('relu');
  expect(compareTrials(compared, [trial(0, 1), trial(0, 1)])?.better).toBeUndefined();
  expect(compareTrials(compared, [])).toBeUndefined();
});
