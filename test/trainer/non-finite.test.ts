/** Trainings that diverge in known ways: the run ends and says where it began. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { loadCheckpoint } from '../../main/keras-file/checkpoint.ts';
import { areFinite } from '../../main/trainer/snapshots.ts';
import { layer } from '../export/models.ts';
import { chainModel, epochsOf, lastStatus, makeJob, trainHere } from './train-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const rows = (count: number, row: (index: number) => string): string =>
  ['a,b,y', ...Array.from({ length: count }, (_, index) => row(index))].join('\n');
const ordinary = rows(16, (index) => `${Math.sin(index)},${Math.cos(3 * index)},${(index % 5) / 5}`);
const select = [
  { step: 'select', features: ['a', 'b'], target: ['y'], task: 'regression' },
  { step: 'missing', default: 'refuse' },
];
const dense = (name: string, units: number, config: object = {}) => layer('Dense', name, { units, ...config });
const two = chainModel([2], dense('hidden', 3), dense('out', 1));
const sequences = [...select, { step: 'group', by: 'id' }, { step: 'pad', side: 'post', length: 'longest', value: 0 }];
/** `count` groups of `steps` rows. */
const grouped = (count: number, steps: number, row: (step: number) => string): string =>
  [
    'id,a,b,y',
    ...Array.from({ length: count * steps }, (_, at) => `${Math.floor(at / steps)},${row(at % steps)},1`),
  ].join('\n');

const recipes = [
  {
    name: 'a learning rate of 1e30: the update is too large',
    job: makeJob(two, ordinary, select, { optimizer: { id: 'sgd', learningRate: 1e30 } }),
    wanted: { where: /layer|loss|gradient|update/, layer: /hidden|out/, step: 3 },
  },
  {
    name: 'a learning rate so large that the first update overflows',
    job: makeJob(two, ordinary, select, { optimizer: { id: 'sgd', learningRate: 3e38 }, lossWeights: [100] }),
    wanted: { where: /^update$/, layer: /hidden/, step: 1 },
  },
  {
    name: 'the logarithm of a negative number in the loss',
    job: makeJob(
      chainModel([2], dense('negative', 1, { kernel_initializer: 'ones' })),
      rows(16, () => '-5,-5,1'),
      select,
      { loss: { id: 'poisson' } },
    ),
    wanted: { where: /^loss$/, layer: /negative/, step: 1 },
  },
  {
    name: 'a target that single precision cannot hold',
    job: makeJob(
      two,
      rows(16, (index) => `1,2,${index === 13 ? '1e39' : '1'}`),
      select,
      { shuffle: false },
    ),
    wanted: { where: /^target$/, layer: /out/, step: 4 },
  },
  {
    name: 'an input that single precision cannot hold',
    job: makeJob(
      two,
      rows(16, (index) => `${index === 5 ? '1e39' : '1'},2,1`),
      select,
      { shuffle: false },
    ),
    wanted: { where: /^input$/, layer: /^x$/, step: 2 },
  },
  {
    name: 'a squared error that overflows',
    job: makeJob(
      two,
      rows(16, () => '1,2,1e25'),
      select,
      {},
    ),
    wanted: { where: /^loss$/, layer: /out/, step: 1 },
  },
  {
    name: 'an exponential activation that overflows',
    job: makeJob(
      chainModel([2], dense('power', 2, { activation: 'exponential', kernel_initializer: 'ones' }), dense('out', 1)),
      rows(16, () => '60,60,1'),
      select,
      {},
    ),
    wanted: { where: /^layer$/, layer: /power/, step: 1 },
  },
  {
    name: 'a constant row divided by its deviation',
    job: makeJob(
      chainModel([2], layer('LayerNormalization', 'norm', { epsilon: 0 }), dense('out', 1)),
      rows(16, () => '2,2,1'),
      select,
      {},
    ),
    wanted: { where: /^layer$/, layer: /norm/, step: 1 },
  },
  {
    name: 'states that grow through a long sequence',
    job: makeJob(
      chainModel(
        [80, 2],
        layer('SimpleRNN', 'growing', {
          units: 4,
          activation: 'relu',
          kernel_initializer: 'ones',
          recurrent_initializer: 'ones',
        }),
        dense('out', 1),
      ),
      grouped(4, 80, () => '1,1'),
      sequences,
      {},
    ),
    wanted: { where: /^layer$/, layer: /growing/, step: 1 },
  },
  {
    name: 'a gradient that grows back through a long sequence',
    job: makeJob(
      chainModel(
        [70, 2],
        layer('SimpleRNN', 'growing', {
          units: 4,
          activation: 'linear',
          kernel_initializer: 'zeros',
          recurrent_initializer: 'ones',
          bias_initializer: 'zeros',
        }),
        dense('out', 1, { kernel_initializer: 'ones' }),
      ),
      grouped(4, 70, () => '1,1'),
      sequences,
      {},
    ),
    wanted: { where: /^gradient$/, layer: /growing/, step: 1 },
  },
] as const;

describe('a training that diverges', () => {
  test.each(recipes)('$name', async ({ job, wanted }) => {
    const trained = await trainHere(folder, job);
    const end = lastStatus(trained);
    expect(end).toMatchObject({ status: 'failed', problem: { code: 'training/stopped-on-nan' } });
    const details = end?.problem?.details ?? {};
    expect(details['where']).toMatch(wanted.where);
    expect(details['layer']).toMatch(wanted.layer);
    expect(details['step']).toBeLessThanOrEqual(wanted.step);
    for (const language of languages) {
      const text = end?.problem ? problemText(end.problem, translator(language)) : '';
      expect(text).toContain(String(details['layer']));
      expect(text).not.toMatch(/nan\.|\$t|\{/);
    }
  });

  test('many epochs later names the step, and leaves the last epoch that was sound', async () => {
    // The third epoch begins with an update that breaks everything: a schedule that jumps.
    const job = makeJob(two, ordinary, select, {
      epochs: 5,
      optimizer: {
        id: 'sgd',
        learningRate: 0.01,
        schedule: { kind: 'piecewise', boundaries: [2], values: [0.01, 1e38] },
      },
    });
    const trained = await trainHere(folder, job);
    const problem = lastStatus(trained)?.problem;
    // Four steps an epoch; Keras' boundary is part of the first value.
    expect(problem?.details).toMatchObject({ epoch: 3 });
    expect(Number(problem?.details['step'])).toBeGreaterThanOrEqual(10);
    expect(Number(problem?.details['step'])).toBeLessThanOrEqual(12);
    const last = await loadCheckpoint(join(trained.runFolder, 'last.ckpt'));
    expect(areFinite(last.weights)).toBe(true);
    expect(epochsOf(trained)).toHaveLength(2);
  });

  test('in its very last update is not called finished', async () => {
    const job = makeJob(two, ordinary, select, {
      epochs: 1,
      batchSize: 16,
      optimizer: { id: 'sgd', learningRate: 3e38 },
      lossWeights: [100],
    });
    expect(lastStatus(await trainHere(folder, job))).toMatchObject({
      status: 'failed',
      problem: { details: { where: 'update', step: 1, epoch: 1 } },
    });
  });
});

test('sequences that are masked from end to end train on', async () => {
  const csv = [
    'id,a,b,y',
    ...Array.from({ length: 12 }, (_, at) => `${Math.floor(at / 3)},${at < 6 ? '0,0' : '1,2'},1`),
  ].join('\n');
  const model = chainModel(
    [3, 2],
    layer('Masking', 'mask', { mask_value: 0 }),
    layer('LSTM', 'lstm', { units: 3 }),
    dense('out', 1),
  );
  const trained = await trainHere(folder, makeJob(model, csv, sequences, { batchSize: 2, epochs: 3 }));
  expect(lastStatus(trained)?.status).toBe('finished');
});

test('a table without rows is refused before anything trains', async () => {
  const trained = await trainHere(folder, makeJob(two, 'a,b,y\n', select, {}));
  expect(lastStatus(trained)).toMatchObject({ status: 'failed', problem: { code: expect.stringMatching(/^data\//) } });
});
