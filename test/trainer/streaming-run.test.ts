/** A run whose samples lie in a file trains as one whose samples are in memory: every loss, and the predictions after it. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runFiles } from '../../shared/contract/checkpoints.ts';
import { predictRun } from '../../main/trainer/predict-run.ts';
import { layer } from '../export/models.ts';
import { chainModel, epochsOf, lastStatus, makeJob, type Trained, trainHere } from './train-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
afterEach(() => {
  delete process.env['WEFT_MEMORY_BUDGET'];
});

const csv = [
  'a,b,kind,y',
  ...Array.from(
    { length: 300 },
    (_, row) => `${Math.sin(row / 9)},${(row * 7) % 31},${'pqr'[row % 3]},${Math.cos(row)}`,
  ),
].join('\n');
const steps = [
  { step: 'select', features: ['a', 'b', 'kind'], target: ['y'], task: 'regression' },
  { step: 'encode', columns: { kind: 'oneHot' } },
  { step: 'scale', columns: 'features', method: 'standard' },
  { step: 'window', length: 6, stride: 1, horizon: 1 },
  { step: 'split', by: 'time', validation: 0.2 },
];
const model = chainModel([6, 5], layer('LSTM', 'lstm', { units: 4 }), layer('Dense', 'out', { units: 1 }));
const losses = ({ events }: Trained) =>
  events.flatMap((event) => (event.kind === 'batches' ? (event.figures['loss'] ?? []) : []));

test('from the file come the same bits', async () => {
  const job = makeJob(model, csv, steps, { epochs: 2, batchSize: 32 });
  const predict = ({ runFolder, dataFolder }: Trained) => {
    writeFileSync(join(runFolder, runFiles.job), JSON.stringify(job));
    return predictRun({ runFolder, dataFolder, request: { kind: 'split', split: 'validation', offset: 0, limit: 50 } });
  };
  const memory = await trainHere(join(folder, 'memory'), job);
  expect(existsSync(join(memory.dataFolder, 'prepared'))).toBe(false);
  const told = await predict(memory);

  process.env['WEFT_MEMORY_BUDGET'] = '0.001';
  const file = await trainHere(join(folder, 'file'), job);
  expect(lastStatus(file)?.status).toBe('finished');
  expect(readdirSync(join(file.dataFolder, 'prepared'))).toHaveLength(1);
  expect(losses(file)).toHaveLength(16);
  expect(losses(file)).toEqual(losses(memory));
  expect(epochsOf(file).map(({ figures }) => figures)).toEqual(epochsOf(memory).map(({ figures }) => figures));
  expect(await predict(file)).toEqual(told);
}, 180_000);
