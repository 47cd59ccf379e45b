/** Training settings: old documents open, and what does not go together is told. */
import { expect, test } from 'vitest';
import { languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { trainingSettingsSchema } from '../../shared/training/training-settings.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';

const base = { loss: { id: 'mean_squared_error' }, optimizer: { id: 'adam', learningRate: 0.01 } };
const problems = (change: object, facts = {}) =>
  trainingProblems(trainingSettingsSchema.parse({ ...base, ...change }), facts);

test('settings as they were written before open with everything new switched off', () => {
  const old = {
    version: 1,
    ...base,
    optimizer: { ...base.optimizer, schedule: { kind: 'constant' }, clipnorm: null, params: {} },
    metrics: ['mean_absolute_error'],
    earlyStopping: { monitor: 'val_loss', mode: 'min', patience: 3, minDelta: 0, restoreBest: true },
    stopOnNan: true,
  };
  const opened = trainingSettingsSchema.parse(old);
  expect(opened).toMatchObject({
    version: 3,
    reduceOnPlateau: null,
    checkpoints: null,
    classWeights: null,
    outputMetrics: null,
    optimizer: { warmup: null },
    earlyStopping: { patience: 3, baseline: null, startFromEpoch: 0 },
  });
  expect(trainingSettingsSchema.parse(JSON.parse(JSON.stringify(opened)))).toEqual(opened);
});

const early = { monitor: 'val_loss', patience: 3 };
test.each([
  [
    'a figure that nothing counts',
    { keepBest: { monitor: 'val_accuracy' } },
    {},
    'training/monitor-unknown',
    'warning',
  ],
  [
    'no samples to validate on',
    { earlyStopping: early },
    { hasValidation: false },
    'training/monitor-needs-validation',
    'warning',
  ],
  [
    'more patience than epochs',
    { earlyStopping: { ...early, patience: 30 } },
    {},
    'training/patience-too-long',
    'note',
  ],
  [
    'a plateau and a course of the rate',
    {
      reduceOnPlateau: { monitor: 'loss' },
      optimizer: { ...base.optimizer, schedule: { kind: 'cosine', decayEpochs: 3 } },
    },
    {},
    'training/plateau-schedule',
    'error',
  ],
  [
    'a plateau and a warm-up',
    { reduceOnPlateau: { monitor: 'loss' }, optimizer: { ...base.optimizer, warmup: { length: 3 } } },
    {},
    'training/plateau-schedule',
    'error',
  ],
  ['weights for three of two outputs', { lossWeights: [1, 2, 3] }, { outputs: 2 }, 'training/outputs-count', 'error'],
  [
    'weights of classes with two outputs',
    { classWeights: { kind: 'balanced' } },
    { outputs: 2 },
    'training/class-weights',
    'error',
  ],
  [
    'changes of the rate out of order',
    { optimizer: { ...base.optimizer, schedule: { kind: 'piecewise', boundaries: [5, 3], values: [1, 2, 3] } } },
    {},
    'training/invalid',
    'error',
  ],
])('%s', (_, change, facts, code, severity) => {
  const found = problems(change, facts);
  expect(found.map((one) => [one.code, one.severity])).toEqual([[code, severity]]);
  for (const language of languages)
    for (const one of found) expect(problemText(one, translator(language))).not.toMatch(/\$t|\{|train\.|problem\./);
});

test.each([
  ['watched validation loss with samples to validate on', { earlyStopping: early }, { hasValidation: true }],
  [
    'a figure of one output',
    { keepBest: { monitor: 'val_kind_accuracy' }, outputMetrics: [[], ['accuracy']] },
    { outputs: 2 },
  ],
])('%s is fine', (_, change, facts) => {
  expect(problems(change, facts)).toEqual([]);
});

test.each([
  ['a factor of one', { reduceOnPlateau: { monitor: 'loss', factor: 1 } }],
  ['a rate that is not above zero', { optimizer: { id: 'adam', learningRate: 0 } }],
  ['a warm-up of no length', { optimizer: { ...base.optimizer, warmup: { length: 0 } } }],
  ['patience below zero', { earlyStopping: { monitor: 'loss', patience: -1 } }],
  ['a weight below zero', { classWeights: { kind: 'byClass', weights: { a: -1 } } }],
])('%s is refused', (_, change) => {
  expect(trainingSettingsSchema.safeParse({ ...base, ...change }).success).toBe(false);
});
