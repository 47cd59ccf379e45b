/** Importing through the contract: bytes in chunks, a first page early, the outcome for whoever asks. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recipeSchema } from '../../shared/data/recipe.ts';
import type { ImportEvent } from '../../shared/contract/data-types.ts';
import { toProblem } from '../../main/process/errors.ts';
import { type Studio, startStudio } from '../support/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await startStudio();
});
afterEach(() => studio.close());

const walks = [
  'walk,step,x,label',
  ...Array.from(
    { length: 60 },
    (_, row) => `${Math.floor(row / 6)},${row % 6},${row / 7},${row % 12 < 6 ? 'in' : 'out'}`,
  ),
].join('\n');

async function send(text: string, name: string, chunkBytes = 100): Promise<ImportEvent[]> {
  const bytes = new TextEncoder().encode(text);
  const { uploadId } = await studio.client.data.begin({ name, bytes: bytes.length });
  const events: ImportEvent[] = [];
  const following = (async () => {
    for await (const event of await studio.client.data.follow({ uploadId })) events.push(event);
  })();
  for (let offset = 0; offset < bytes.length; offset += chunkBytes) {
    await studio.client.data.chunk({
      uploadId,
      offset,
      bytes: new Blob([bytes.subarray(offset, offset + chunkBytes)]),
    });
  }
  await following;
  return events;
}

test('a table arrives in chunks and is described, listed and paged', async () => {
  const events = await send(walks, 'walks.csv');
  const done = events.at(-1);
  if (done?.kind !== 'done') throw new Error(JSON.stringify(done));
  const sha256 = createHash('sha256').update(walks).digest('hex');
  expect(done.dataset).toMatchObject({ sha256, name: 'walks.csv', rows: 60 });
  expect(events.some(({ kind }) => kind === 'provisional')).toBe(true);
  expect((await studio.client.data.list()).map((dataset) => dataset.sha256)).toEqual([sha256]);
  const page = await studio.client.data.page({ sha256, offset: 58, limit: 10 });
  expect(page).toMatchObject({ columns: ['walk', 'step', 'x', 'label'], offset: 58, total: 60 });
  expect(page.rows).toHaveLength(2);
});

test('types can be changed and what does not fit is listed by row', async () => {
  const events = await send('a,b\n1,x\n2,3\n', 'small.csv');
  const done = events.at(-1);
  if (done?.kind !== 'done') throw new Error(JSON.stringify(done));
  const { dataset, problems } = await studio.client.data.setTypes({
    sha256: done.dataset.sha256,
    types: { b: 'integer' },
  });
  expect(dataset.columns[1]).toMatchObject({ name: 'b', type: 'integer', missing: 1 });
  expect(problems[0]).toMatchObject({ row: 2, column: 'b' });
});

test('an empty file is refused with its name, not with silence', async () => {
  const events = await send('', 'nothing.csv');
  expect(events.at(-1)).toMatchObject({ kind: 'failed', problems: [{ code: 'data/file-empty' }] });
});

test('a chunk out of order is refused and loses nothing', async () => {
  const bytes = new TextEncoder().encode(walks);
  const { uploadId } = await studio.client.data.begin({ name: 'walks.csv', bytes: bytes.length });
  const early = await studio.client.data
    .chunk({ uploadId, offset: 10, bytes: new Blob([bytes.subarray(10)]) })
    .catch((error: unknown) => error);
  expect(toProblem(early).code).toBe('call/invalid');
  await studio.client.data.chunk({ uploadId, offset: 0, bytes: new Blob([bytes]) });
  const events: ImportEvent[] = [];
  for await (const event of await studio.client.data.follow({ uploadId })) events.push(event);
  expect(events.at(-1)?.kind).toBe('done');
});

test('a cancelled upload ends, and a page that comes back later still learns how', async () => {
  const { uploadId } = await studio.client.data.begin({ name: 'walks.csv', bytes: 1_000 });
  await studio.client.data.chunk({ uploadId, offset: 0, bytes: new Blob(['a,b\n']) });
  await studio.client.data.cancel({ uploadId });
  for (let time = 0; time < 2; time++) {
    const events: ImportEvent[] = [];
    for await (const event of await studio.client.data.follow({ uploadId })) events.push(event);
    expect(events.at(-1)).toMatchObject({ kind: 'failed', problems: [{ severity: 'note' }] });
  }
  expect(await studio.client.data.list()).toEqual([]);
});

test('a data set that is not here gives data/file-missing', async () => {
  const error = await studio.client.data
    .page({ sha256: 'a'.repeat(64), offset: 0, limit: 10 })
    .catch((reason: unknown) => reason);
  expect(toProblem(error).code).toBe('data/file-missing');
  expect(await studio.client.data.get({ sha256: 'a'.repeat(64) })).toBeNull();
});

test('a recipe is previewed with exact shapes, what its steps did, and samples', async () => {
  const events = await send(walks, 'walks.csv', 4096);
  const done = events.at(-1);
  if (done?.kind !== 'done') throw new Error(JSON.stringify(done));
  const { sha256, name, bytes, columns } = done.dataset;
  const source = {
    kind: 'table' as const,
    file: { sha256, name, bytes, columns: columns.map((column) => ({ name: column.name, type: column.type })) },
  };
  const recipe = recipeSchema.parse({
    version: 1,
    steps: [
      { step: 'select', features: ['x'], target: ['label'] },
      { step: 'group', by: 'walk', target: 'constant' },
      { step: 'pad', side: 'pre', length: 'longest' },
      { step: 'split', by: 'share', validation: 0.2 },
    ],
  });
  const preview = await studio.client.data.prepare({ source, recipe });
  expect(preview.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(preview.inputs[0]?.shape.map(({ size }) => size)).toEqual([6, 1]);
  expect(preview.samples).toEqual({ train: 8, validation: 2, test: 0 });
  expect(preview.targets[0]).toMatchObject({ classes: ['in', 'out'] });
  expect(preview.examples[0]?.x).toHaveLength(6);
  const wrong = await studio.client.data.prepare({
    source,
    recipe: {
      ...recipe,
      steps: recipe.steps.map((step) => (step.step === 'group' ? { ...step, by: 'nothing' } : step)),
    },
  });
  expect(wrong.problems).toMatchObject([{ code: 'data/column-unknown', severity: 'error' }]);
  expect(wrong.samples.train).toBe(0);
});

test('a data process that dies takes its call along, and the next call has another', async () => {
  await studio.client.data.list();
  const [pid] = childPids();
  if (pid === undefined) throw new Error('no data process');
  const bytes = new TextEncoder().encode(walks);
  const { uploadId } = await studio.client.data.begin({ name: 'walks.csv', bytes: bytes.length });
  const following = (async () => {
    for await (const _ of await studio.client.data.follow({ uploadId }));
  })().catch((error: unknown) => error);
  process.kill(pid, 'SIGKILL');
  expect(toProblem(await following)).toMatchObject({ code: 'data/unreadable' });
  await expect.poll(() => studio.client.data.list().catch((error: unknown) => toProblem(error).code)).toEqual([]);
  expect((await send(walks, 'walks.csv', 4096)).at(-1)?.kind).toBe('done');
});

/** Children of this process that run the data entry, by the system's own list. */
function childPids(): number[] {
  const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' }).split(
    '\n',
  );
  return lines.filter((line) => line.includes('data-process')).map((line) => Number.parseInt(line, 10));
}
