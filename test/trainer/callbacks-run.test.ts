/** What happens between epochs, in a whole run: patience, plateau, checkpoints, and all of it after a restart. */
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listCheckpoints } from '../../main/runs/run-folder.ts';
import { loadCheckpoint } from '../../main/keras-file/checkpoint.ts';
import { layer } from '../export/models.ts';
import { chainModel, epochsOf, lastStatus, makeJob, type Trained, trainHere } from './train-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const dense = (name: string, units: number, config: object = {}) => layer('Dense', name, { units, ...config });
const model = chainModel(
  [2],
  dense('hidden', 6, { activation: 'tanh' }),
  layer('Dropout', 'dropout', { rate: 0.3 }),
  dense('out', 1),
);
const csv = [
  'a,b,y',
  ...Array.from({ length: 40 }, (_, index) => `${Math.sin(index)},${Math.cos(3 * index)},${((index * 7) % 11) / 5}`),
].join('\n');
const steps = [
  { step: 'select', features: ['a', 'b'], target: ['y'], task: 'regression' },
  { step: 'missing', default: 'refuse' },
  { step: 'split', by: 'share', validation: 0.3, seed: 1 },
];
const settings = {
  epochs: 30,
  batchSize: 8,
  optimizer: { id: 'adam', learningRate: 0.1 },
  keepBest: { monitor: 'val_loss' },
  earlyStopping: { monitor: 'val_loss', patience: 6, restoreBest: true },
  reduceOnPlateau: { monitor: 'val_loss', patience: 1, factor: 0.5, cooldown: 1 },
  checkpoints: { everyEpochs: 1, keep: null },
};
const figuresOf = (trained: Trained) => epochsOf(trained).map(({ epoch, figures }) => ({ epoch, figures }));
const weightsOf = async (trained: Trained, file = 'last.ckpt') =>
  (await loadCheckpoint(join(trained.runFolder, file))).weights;

test('a run that goes on after a restart ends with the same bits: figures, rates, patience, best weights', async () => {
  const job = makeJob(model, csv, steps, settings);
  const whole = await trainHere(folder, job);
  expect(lastStatus(whole)?.status).toBe('finished');
  const epochs = figuresOf(whole);
  expect(epochs.length).toBeGreaterThan(7);
  expect(epochs.length).toBeLessThan(30);
  expect(new Set(epochs.map(({ figures }) => figures['learning_rate'])).size).toBeGreaterThan(1);
  for (const at of [2, epochs.length - 3]) {
    const runFolder = join(folder, `again-${at}`);
    cpSync(whole.runFolder, runFolder, { recursive: true });
    const checkpoint = join(runFolder, `epoch-${String(at).padStart(6, '0')}.ckpt`);
    const again = await trainHere(folder, job, { runFolder, from: { checkpoint, mode: 'resume' } });
    expect(figuresOf(again)).toEqual(epochs.slice(at));
    expect(await weightsOf(again)).toEqual(await weightsOf(whole));
    expect(await weightsOf(again, 'best.ckpt')).toEqual(await weightsOf(whole, 'best.ckpt'));
  }
});

test('early stopping goes back to the best epoch, and says so', async () => {
  const trained = await trainHere(folder, makeJob(model, csv, steps, settings));
  const losses = epochsOf(trained).map(({ figures }) => Number(figures['val_loss']));
  const best = losses.indexOf(Math.min(...losses)) + 1;
  expect(losses).toHaveLength(best + 6);
  expect(await weightsOf(trained)).toEqual(await weightsOf(trained, `epoch-${String(best).padStart(6, '0')}.ckpt`));
  expect(trained.events.filter((event) => event.kind === 'note').map((event) => event.problem)).toMatchObject([
    { code: 'training/stopped-early', severity: 'note', details: { epoch: best + 6 } },
    { code: 'training/restored-best', severity: 'note', details: { epoch: best } },
  ]);
});

test('every n-th epoch has a checkpoint; the newest are kept, listed, and continued from', async () => {
  const job = makeJob(model, csv, steps, { epochs: 9, batchSize: 8, checkpoints: { everyEpochs: 2, keep: 2 } });
  const trained = await trainHere(folder, job);
  expect(
    readdirSync(trained.runFolder)
      .filter((name) => name.endsWith('.ckpt'))
      .sort(),
  ).toEqual(['epoch-000006.ckpt', 'epoch-000008.ckpt', 'last.ckpt']);
  const listed = await listCheckpoints(trained.runFolder, { best: null, epoch: 9 });
  expect(listed.map(({ kind, epoch }) => [kind, epoch])).toEqual([
    ['epoch', 6],
    ['epoch', 8],
    ['last', 9],
  ]);
  const from = { checkpoint: join(trained.runFolder, 'epoch-000006.ckpt'), mode: 'continue' } as const;
  const next = await trainHere(folder, job, { from });
  expect(epochsOf(next).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(Number(epochsOf(next)[0]?.figures['loss'])).toBeLessThan(Number(epochsOf(trained)[0]?.figures['loss']));
  expect(existsSync(join(trained.runFolder, 'stopping.ckpt'))).toBe(false);
});
