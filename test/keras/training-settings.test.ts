import { describe, expect, test } from 'vitest';
import { catalogues, languages } from '../../shared/i18n/index.ts';
import { defaultParams } from '../../shared/layers/index.ts';
import { paramSchema } from '../../shared/layers/param-values.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { allLossTypes } from '../../shared/training/losses.ts';
import { allMetricTypes, betterWhen } from '../../shared/training/metrics.ts';
import { allOptimizerTypes } from '../../shared/training/optimizers.ts';
import { lossesFor, metricsFor } from '../../shared/training/proposals.ts';
import { scheduleKinds } from '../../shared/training/schedules.ts';
import { defaultTrainingSettings, trainingSettingsSchema } from '../../shared/training/training-settings.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';
import { lossNames } from '../../main/trainer/training/losses.ts';
import { metricNames } from '../../main/trainer/training/metrics.ts';
import { classTarget, numberTarget } from '../graph/drawing.ts';

test('settings survive saving; defaults have no problem', () => {
  expect(trainingSettingsSchema.parse(JSON.parse(JSON.stringify(defaultTrainingSettings)))).toEqual(
    defaultTrainingSettings,
  );
  expect(trainingProblems(defaultTrainingSettings)).toEqual([]);
});

test('every record has defaults that pass, texts in both languages, and an engine that knows it', () => {
  for (const type of [...allLossTypes, ...allOptimizerTypes]) {
    for (const [name, spec] of Object.entries(type.params))
      expect(paramSchema(spec).safeParse(defaultParams(type)[name]).success, `${type.id}.${name}`).toBe(true);
  }
  for (const language of languages) {
    const keys = [
      ...allLossTypes.flatMap((type) => [
        `loss.${type.id}`,
        ...Object.keys(type.params).map((name) => `param.${name}`),
      ]),
      ...allOptimizerTypes.flatMap((type) => [
        `optimizer.${type.id}`,
        ...Object.keys(type.params).map((name) => `param.${name}`),
      ]),
      ...allMetricTypes.map((type) => `metric.${type.id}`),
      ...scheduleKinds.map((kind) => `schedule.${kind}`),
    ];
    expect(
      keys.filter((key) => !catalogues[language][key]),
      language,
    ).toEqual([]);
  }
  expect(allLossTypes.map((type) => type.id).filter((id) => !lossNames.includes(id))).toEqual([]);
  expect(allMetricTypes.map((type) => type.id).filter((id) => !metricNames.includes(id))).toEqual([]);
});

describe('compile config', () => {
  test('epochs of a schedule become steps; clipping and parameters get Keras’ names', () => {
    const settings = trainingSettingsSchema.parse({
      loss: { id: 'categorical_crossentropy', params: { labelSmoothing: 0.1 } },
      optimizer: {
        id: 'adam',
        learningRate: 0.005,
        schedule: { kind: 'cosine', decayEpochs: 80 },
        clipnorm: 1,
        params: { beta1: 0.8 },
      },
      metrics: ['accuracy'],
    });
    const compiled = compileConfig(settings, { stepsPerEpoch: 8 });
    expect(compiled.optimizer.config).toMatchObject({
      clipnorm: 1,
      clipvalue: null,
      beta_1: 0.8,
      beta_2: 0.999,
      learning_rate: { class_name: 'CosineDecay', config: { initial_learning_rate: 0.005, decay_steps: 640 } },
    });
    expect(compiled.loss).toMatchObject({
      class_name: 'CategoricalCrossentropy',
      config: { label_smoothing: 0.1, from_logits: false },
    });
    expect(compiled.metrics).toEqual(['accuracy']);
  });

  test('several outputs: a loss and a list of metrics each', () => {
    const settings = trainingSettingsSchema.parse({
      loss: [{ id: 'mean_squared_error' }, { id: 'binary_crossentropy' }],
      optimizer: { id: 'sgd', learningRate: 0.1 },
      metrics: ['mean_absolute_error'],
      lossWeights: [1, 0.5],
    });
    const compiled = compileConfig(settings, { stepsPerEpoch: 1 });
    expect(compiled).toMatchObject({
      loss: [{ class_name: 'MeanSquaredError' }, { class_name: 'BinaryCrossentropy' }],
      loss_weights: [1, 0.5],
      metrics: [['mean_absolute_error'], ['mean_absolute_error']],
    });
  });
});

test('what does not hold together is a problem', () => {
  const settings = trainingSettingsSchema.parse({
    loss: { id: 'no_such_loss' },
    optimizer: {
      id: 'sgd',
      learningRate: 0.1,
      clipnorm: 1,
      clipvalue: 1,
      schedule: { kind: 'piecewise', boundaries: [3], values: [0.1, 0.01, 0.001] },
      params: { momentum: 3 },
    },
    metrics: ['speed'],
  });
  expect(trainingProblems(settings).map((found) => found.param)).toEqual([
    'loss',
    'momentum',
    'clipnorm',
    'schedule',
    'metrics',
  ]);
});

test('what fits a target comes first', () => {
  expect(lossesFor(numberTarget())[0]?.id).toBe('mean_squared_error');
  expect(lossesFor(classTarget(5))[0]?.id).toBe('categorical_crossentropy');
  expect(lossesFor(classTarget(5, 'label'))[0]?.id).toBe('sparse_categorical_crossentropy');
  expect(lossesFor(classTarget(2, 'label')).map((type) => type.id)).toContain('binary_crossentropy');
  expect(lossesFor(numberTarget()).some((type) => type.id.includes('categorical'))).toBe(false);
  expect(metricsFor(classTarget(3))[0]?.id).toBe('accuracy');
  expect([
    betterWhen('val_accuracy'),
    betterWhen('val_loss'),
    betterWhen('dense_1_accuracy'),
    betterWhen('mean_absolute_error'),
  ]).toEqual(['max', 'min', 'max', 'min']);
});
