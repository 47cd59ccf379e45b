/** Trainings of the studio and `fit` of real Keras from the same weights on the same batches: losses, metrics, weights. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { allOptimizerTypes } from '../../shared/training/optimizers.ts';
import { warmUpPython } from '../../shared/training/warm-up.ts';
import { loadCheckpoint } from '../../main/keras-file/checkpoint.ts';
import { fromFigure } from '../../shared/contract/figures.ts';
import { buildModel, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { functional, input, layer, node } from '../export/models.ts';
import { testEngine } from '../golden/support.ts';
import { askPython, python } from './python.ts';
import { chainModel, epochsOf, lastStatus, makeJob, trainHere } from './train-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const samples = 14;
const batchSize = 4;
const epochs = 2;
const at = (index: number) => ({
  a: Math.round(1000 * Math.sin(index)) / 1000,
  b: Math.round(1000 * Math.cos(3 * index)) / 1000,
  y: (index % 5) / 5,
  class: ['x', 'y', 'y', 'z', 'y'][index % 5] ?? 'x',
  weight: (index % 4) / 2,
});
const table = Array.from({ length: samples }, (_, index) => at(index));
const csv = ['a,b,y,class,weight', ...table.map((row) => `${row.a},${row.b},${row.y},${row.class},${row.weight}`)].join(
  '\n',
);
const dense = (name: string, units: number, config: object = {}) => layer('Dense', name, { units, ...config });
const regression = chainModel([2], dense('hidden', 4, { activation: 'tanh' }), dense('out', 1));
const classification = chainModel(
  [2],
  dense('hidden', 4, { activation: 'tanh' }),
  dense('out', 3, { activation: 'softmax' }),
);
const numbers = { step: 'select', features: ['a', 'b'], target: ['y'], task: 'regression' };
const classes = { step: 'select', features: ['a', 'b'], target: ['class'], task: 'classification' };
const names = ['x', 'y', 'z'];

interface Case {
  readonly name: string;
  readonly settings: object;
  readonly model?: KerasConfig;
  readonly select?: object;
  readonly y?: readonly (readonly number[])[];
  /** What `fit` is told besides. */
  readonly fit?: object;
  readonly python?: string;
}

const oneHot = table.map((row) => names.map((name) => Number(name === row.class)));
const clips = [{ clipnorm: 0.05 }, { globalClipnorm: 0.05 }, { clipvalue: 0.01 }];
const optimizers: Case[] = allOptimizerTypes.flatMap(({ id }, place) =>
  [{}, clips[place % clips.length] ?? {}].map((clip) => ({
    name: `${id} ${JSON.stringify(clip)}`,
    settings: {
      optimizer: { id, learningRate: 0.05, ...clip, params: Object.keys(clip).length > 0 ? { weightDecay: 0.1 } : {} },
    },
  })),
);
const variants: Case[] = [
  ['sgd', { momentum: 0.9 }],
  ['sgd', { momentum: 0.9, nesterov: true }],
  ['rmsprop', { momentum: 0.5 }],
  ['rmsprop', { centered: true, momentum: 0.5 }],
  ['adam', { amsgrad: true }],
  ['adamw', { amsgrad: true, weightDecay: 0.2 }],
  ['adagrad', { initialAccumulatorValue: 0.01 }],
].map(([id, params]) => ({
  name: `${String(id)} ${JSON.stringify(params)}`,
  settings: { optimizer: { id, learningRate: 0.05, params } },
}));
const schedules: Case[] = [
  { kind: 'constant' },
  { kind: 'exponential', decayEpochs: 1, decayRate: 0.5 },
  { kind: 'exponential', decayEpochs: 1, decayRate: 0.5, staircase: true },
  { kind: 'cosine', decayEpochs: 2, alpha: 0.1 },
  { kind: 'piecewise', boundaries: [0.5, 1], values: [0.1, 0.05, 0.2] },
  { kind: 'polynomial', decayEpochs: 1, endLearningRate: 0.01, power: 2, cycle: true },
  { kind: 'inverseTime', decayEpochs: 1, decayRate: 2 },
].flatMap((schedule, place) =>
  [null, place % 2 === 0 ? { length: 1, unit: 'epochs', startRate: 0.001 } : { length: 5, unit: 'steps' }].map(
    (warmup) => ({
      name: `${schedule.kind} ${JSON.stringify(warmup)}`,
      settings: { optimizer: { id: 'sgd', learningRate: 0.2, schedule, warmup } },
      python: warmUpPython,
    }),
  ),
);
const counts = names.map((name) => table.filter((row) => row.class === name).length);
const balanced = Object.fromEntries(counts.map((count, index) => [index, samples / (3 * count)]));
const classCase = { model: classification, select: classes, y: oneHot };
const crossEntropy = { loss: { id: 'categorical_crossentropy' }, metrics: ['accuracy'] };
const weighted: Case[] = [
  {
    ...classCase,
    name: 'weights of classes by name',
    settings: { ...crossEntropy, classWeights: { kind: 'byClass', weights: { x: 3, z: 0.5 } } },
    fit: { class_weight: { 0: 3, 1: 1, 2: 0.5 } },
  },
  {
    ...classCase,
    name: 'weights of classes by number',
    settings: { ...crossEntropy, classWeights: { kind: 'byClass', weights: { 1: 4 } } },
    fit: { class_weight: { 1: 4 } },
  },
  {
    ...classCase,
    name: 'balanced classes',
    settings: { ...crossEntropy, classWeights: { kind: 'balanced' } },
    fit: { class_weight: balanced },
  },
  {
    name: 'a column of weights',
    settings: { metrics: ['mean_absolute_error'] },
    select: { ...numbers, weight: 'weight' },
    fit: { sample_weight: table.map((row) => row.weight) },
  },
  {
    ...classCase,
    name: 'both',
    select: { ...classes, weight: 'weight' },
    settings: { ...crossEntropy, classWeights: { kind: 'byClass', weights: { x: 3 } } },
    fit: { sample_weight: table.map((row) => row.weight * (row.class === 'x' ? 3 : 1)) },
  },
];

const cases = [...optimizers, ...variants, ...schedules, ...weighted].map((one) => ({
  ...one,
  job: makeJob(one.model ?? regression, csv, [one.select ?? numbers, { step: 'missing', default: 'refuse' }], {
    shuffle: false,
    batchSize,
    epochs,
    ...one.settings,
  }),
}));

interface Answer {
  readonly error?: string;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly weights: readonly (readonly number[])[];
}

/** Two outputs with a loss, a weight and metrics each. */
const twoOutputs = functional(
  'two',
  [
    input('x', [2]),
    node(dense('hidden', 4, { activation: 'tanh' }), 'x'),
    node(dense('value', 1), 'hidden'),
    node(dense('kind', 3, { activation: 'softmax' }), 'hidden'),
  ],
  ['x'],
  ['value', 'kind'],
);

describe.skipIf(!python)('beside real Keras', () => {
  test('several outputs with losses, weights and metrics of their own give Keras’ figures under Keras’ names', async () => {
    const { settings } = makeJob(twoOutputs, csv, [], {
      loss: [{ id: 'mean_squared_error' }, { id: 'categorical_crossentropy' }],
      lossWeights: [0.5, 2],
      metrics: [],
      outputMetrics: [['mean_absolute_error'], ['accuracy']],
      optimizer: { id: 'adam', learningRate: 0.05 },
    });
    const compile = compileConfig(settings, { stepsPerEpoch: 4, outputs: 2 });
    const { tf } = testEngine;
    const model = buildModel(tf, twoOutputs, { seed: 1 });
    const x = table.map((row) => [row.a, row.b]);
    const y = [table.map((row) => [row.y]), oneHot];
    const weights = (await model.getWeights()).map(({ values }) => [...values]);
    const fit = { epochs: 1, batch_size: batchSize };
    const question = { config: twoOutputs, weights, compile, x: [x], y, fit, eager: false };
    const [theirs] = await askPython<readonly Answer[]>('fit-judge.py', [question]);
    expect(theirs?.error).toBeUndefined();
    const trainer = createTrainStep({
      tf,
      model,
      loss: compile.loss,
      lossWeights: compile.loss_weights,
      optimizer: compile.optimizer,
      metrics: compile.metrics,
    });
    const rows = (values: readonly (readonly number[])[], start: number) =>
      tf.tensor2d(values.slice(start, start + batchSize).map((row) => [...row]));
    const pending = [0, 1, 2, 3].map((stepIndex) => {
      const start = stepIndex * batchSize;
      return trainer.step({ x: [rows(x, start)], y: y.map((one) => rows(one, start)) }, { stepIndex, seed: 1 });
    });
    const own = trainer.mean(await trainer.read(pending));
    expect(Object.keys(own).sort()).toEqual(Object.keys(theirs?.history ?? {}).sort());
    for (const [name, [value]] of Object.entries(theirs?.history ?? {}))
      expect(Math.abs((own[name] ?? Number.NaN) - (value ?? 0)), name).toBeLessThan(1e-5);
  }, 240_000);

  test('every optimizer, clipping, schedule and weighting trains alike', async () => {
    const stepsPerEpoch = Math.ceil(samples / batchSize);
    const questions = await Promise.all(
      cases.map(async ({ job, y, fit, python: text }) => {
        const model = buildModel(testEngine.tf, job.model, { seed: job.settings.seed });
        const weights = (await model.getWeights()).map(({ values }) => [...values]);
        model.dispose();
        return {
          config: job.model,
          weights,
          compile: compileConfig(job.settings, { stepsPerEpoch, outputs: 1 }),
          x: [table.map((row) => [row.a, row.b])],
          y: [y ?? table.map((row) => [row.y])],
          fit: { epochs, batch_size: batchSize, ...fit },
          ...(text === undefined ? {} : { python: text }),
        };
      }),
    );
    const answers = await askPython<readonly Answer[]>('fit-judge.py', questions);
    for (const [index, { job, name }] of cases.entries()) {
      const theirs = answers[index];
      expect(theirs?.error, name).toBeUndefined();
      const trained = await trainHere(folder, job);
      expect(lastStatus(trained)?.status, name).toBe('finished');
      for (const [figure, values] of Object.entries(theirs?.history ?? {})) {
        const own = epochsOf(trained).map(({ figures }) => fromFigure(figures[figure] ?? 'nan'));
        values.forEach((value, epoch) => {
          const difference = Math.abs((own[epoch] ?? Number.NaN) - value);
          expect(difference, `${name} ${figure} of epoch ${epoch + 1}: ${own[epoch]} against ${value}`).toBeLessThan(
            1e-5 * Math.max(1, Math.abs(value)),
          );
        });
      }
      const { weights } = await loadCheckpoint(join(trained.runFolder, 'last.ckpt'));
      weights.forEach(({ path, values }, place) => {
        values.forEach((value, position) => {
          expect(Math.abs(value - (theirs?.weights[place]?.[position] ?? Number.NaN)), `${name} ${path}`).toBeLessThan(
            1e-4,
          );
        });
      });
    }
  }, 240_000);
});
