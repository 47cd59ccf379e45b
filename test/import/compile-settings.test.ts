/** Compile configs of files as training settings: what they compile to again is what the file said. */
import { describe, expect, test } from 'vitest';
import { compileSettings } from '../../main/import/compile-settings.ts';
import { readSchedule } from '../../main/trainer/training/schedules.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { trainingSettingsSchema } from '../../shared/training/training-settings.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';

const adam = (learningRate: unknown, more: object = {}) => ({
  module: 'keras.optimizers',
  class_name: 'Adam',
  config: { name: 'adam', learning_rate: learningRate, ...more },
  registered_name: null,
});
const schedule = (className: string, config: object) => ({
  module: 'keras.optimizers.schedules',
  class_name: className,
  config: { ...config, name: className },
  registered_name: null,
});
const read = (optimizer: unknown) => compileSettings({ loss: 'mse', optimizer }, ['y']);

describe('schedules of a file', () => {
  test.each([
    schedule('ExponentialDecay', { initial_learning_rate: 0.1, decay_steps: 7, decay_rate: 0.9, staircase: true }),
    schedule('InverseTimeDecay', { initial_learning_rate: 0.1, decay_steps: 3.5, decay_rate: 0.5, staircase: false }),
    schedule('PiecewiseConstantDecay', { boundaries: [3, 9], values: [0.1, 0.05, 0.2] }),
    schedule('PolynomialDecay', {
      initial_learning_rate: 0.1,
      decay_steps: 11,
      end_learning_rate: 0.01,
      power: 2,
      cycle: true,
    }),
    schedule('CosineDecay', {
      initial_learning_rate: 0.1,
      decay_steps: 10,
      alpha: 0.1,
      warmup_target: null,
      warmup_steps: 0,
    }),
    schedule('CosineDecay', {
      initial_learning_rate: 0.01,
      decay_steps: 10,
      alpha: 0,
      warmup_target: 0.2,
      warmup_steps: 4,
    }),
    schedule('CosineDecayRestarts', { initial_learning_rate: 0.1, first_decay_steps: 5 }),
    schedule('PiecewiseConstantDecay', { boundaries: [0, 9], values: [0.1, 0.05, 0.2] }),
  ])('$class_name $config: every step has its rate, or a note says that it is left out', (given) => {
    const { settings, notes } = read(adam(given));
    expect(trainingProblems(settings)).toEqual([]);
    const rate = compileConfig(trainingSettingsSchema.parse(settings), { stepsPerEpoch: 1000 }).optimizer.config
      .learning_rate;
    const rates = (value: unknown) => Array.from({ length: 40 }, (_, step) => readSchedule(value)(step));
    // Restarts, half steps and a change before the first step are not what the settings can hold.
    const isLeftOut = /Restarts|3\.5|\[0,/.test(JSON.stringify(given));
    if (isLeftOut) expect(notes.map(({ details }) => details.setting)).toEqual(['learning_rate']);
    else {
      expect(notes).toEqual([]);
      expect(rates(rate)).toEqual(rates(given));
    }
  });

  test('the decay of Keras 2 counts steps', () => {
    const { settings, notes } = read({ class_name: 'SGD', config: { lr: 0.1, decay: 0.01 } });
    expect(notes).toEqual([]);
    const rate = readSchedule(compileConfig(settings, { stepsPerEpoch: 9 }).optimizer.config.learning_rate);
    for (const step of [0, 1, 10, 300]) expect(rate(step)).toBeCloseTo(0.1 / (1 + 0.01 * step), 12);
  });
});

test('parameters of losses and metrics come along', () => {
  const { settings, notes } = compileSettings(
    {
      optimizer: adam(0.001),
      loss: {
        class_name: 'BinaryCrossentropy',
        config: { name: 'b', reduction: 'sum', from_logits: true, label_smoothing: 0.1, axis: -1 },
      },
      metrics: [
        'acc',
        { module: 'keras.metrics', class_name: 'Precision', config: { name: 'p', thresholds: [0.7], top_k: null } },
        { module: 'keras.metrics', class_name: 'F1Score', config: { name: 'f', average: 'micro', threshold: 0.4 } },
        { module: 'keras.metrics', class_name: 'AUC', config: { name: 'a', curve: 'PR', num_thresholds: 50 } },
      ],
    },
    ['y'],
  );
  expect(notes).toEqual([]);
  expect(settings.loss).toEqual({
    id: 'binary_crossentropy',
    params: { reduction: 'sum', fromLogits: true, labelSmoothing: 0.1 },
  });
  expect(settings.metrics).toEqual(['accuracy', 'precision', 'f1_score', 'auc']);
  expect(settings.metricParams).toEqual({
    precision: { thresholds: 0.7 },
    f1_score: { average: 'micro', threshold: 0.4 },
    auc: { curve: 'PR', numThresholds: 50 },
  });
});

test('the default reduction of Keras 2 needs no note', () => {
  const loss = { class_name: 'MeanSquaredError', config: { reduction: 'auto', name: 'm' } };
  expect(compileSettings({ optimizer: 'adam', loss }, ['y']).notes).toEqual([]);
});
