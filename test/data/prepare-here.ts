/** Prepares a wide table in a process of its own, takes its batches, and says how much memory that took. */
import { createHash } from 'node:crypto';
import { prepareTable } from '../../main/data/prepare/prepare-table.ts';
import type { TableData } from '../../main/data/prepare/table-data.ts';
import { feedBatches } from '../../main/trainer/feed-batches.ts';
import { trainingPlan } from '../../main/trainer/epoch-order.ts';
import { recipeSchema } from '../../shared/data/recipe.ts';
import type { Source } from '../../shared/data/source.ts';

const [folder = '', rowCount = '0', columnCount = '0', budget = '0'] = process.argv.slice(2);
const rows = Number(rowCount);
const names = Array.from({ length: Number(columnCount) }, (_, index) => `f${index}`);
const columns = [...names, 'y'].map((name) => ({ name, type: 'number' as const }));

/** Its columns are made when they are asked for, so that what is in memory was put there by preparing. */
const data: TableData = {
  file: 'table.csv',
  rows,
  columns,
  notes: [],
  numbers: (name) => {
    const index = columns.findIndex((column) => column.name === name);
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = ((row * 7919 + index * 104_729) % 10_007) / 97;
    return Promise.resolve(values);
  },
  labels: () => Promise.reject(new Error('there are no texts')),
  line: (row) => row + 2,
};
const source: Source = {
  kind: 'table',
  file: { name: 'table.csv', sha256: 'a'.repeat(64), bytes: 1, kind: 'table', encoding: 'utf-8', columns } as never,
};
const recipe = recipeSchema.parse({
  version: 1,
  steps: [
    { step: 'select', features: names, target: ['y'], task: 'regression' },
    { step: 'scale', columns: 'all', method: 'standard' },
    { step: 'window', length: 16, stride: 4, horizon: 1 },
    { step: 'split', by: 'time', validation: 0.1 },
  ],
});

globalThis.gc?.();
const before = process.memoryUsage().rss;
let most = before;
const note = (): void => {
  most = Math.max(most, process.memoryUsage().rss);
};
const timer = setInterval(note, 2);
const prepared = await prepareTable({ data, source, recipe, place: { folder, budget: Number(budget) } });
note();
const hash = createHash('sha256');
const settings = { shuffle: true, seed: 1, batchSize: 64, stepsPerEpoch: 100, remainder: 'keep' as const };
let batches = 0;
for (const { x, y } of feedBatches(prepared.train, trainingPlan(prepared.train, settings, false, 1), 64)) {
  for (const values of [...x, ...y]) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  batches += 1;
  if (batches % 50 === 0) note();
}
clearInterval(timer);
note();
console.log(JSON.stringify({ hash: hash.digest('hex'), batches, grown: most - before }));
