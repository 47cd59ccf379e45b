import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createDatasetStore, type ImportOptions } from '../../main/data/dataset-store.ts';
import { prepareData } from '../../main/data/prepare.ts';
import { csv, hasShared, needsShared, problemOf, recipeOf, sharedFile, temporaryStore } from './support.ts';

const { store, folder, write, importText } = temporaryStore();
const rows = Array.from({ length: 300 }, (_, i) => `${i},${(i * 7) % 10},${i % 3 === 0 ? '' : `w${i % 2}`}`);
const table = csv('a,b,c', rows);

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

describe('data set store', () => {
  test('the same bytes are the same data set, as a file or in pieces, and a second store finds it', async () => {
    const fromFile = await store.import(write(table), { name: 'one.csv' });
    const fromPieces = await store.import(pieces(table, 7), { name: 'two.csv' });
    if (!fromFile.ok || !fromPieces.ok) throw new Error('refused');
    expect(fromPieces.value.sha256).toBe(fromFile.value.sha256);
    expect(fromPieces.value.name).toBe('two.csv');
    const second = createDatasetStore({ folder: store.folder });
    expect(await second.get(fromFile.value.sha256)).toMatchObject({ name: 'two.csv', rows: 300 });
    await second.close();
  });
  test('pages, missing counts, statistics and histograms', async () => {
    const result = await importText(table);
    if (!result.ok) throw new Error('refused');
    expect(await store.preview(result.value.sha256, { offset: 298, limit: 50 })).toEqual({
      columns: ['a', 'b', 'c'],
      rows: [
        [298, 6, 'w0'],
        [299, 3, 'w1'],
      ],
      offset: 298,
      total: 300,
    });
    const [a, , c] = await store.summary(result.value.sha256);
    expect(a).toMatchObject({ name: 'a', type: 'integer', missing: 0, distinct: 300, min: 0, max: 299, mean: 149.5 });
    expect(a?.histogram).toEqual(new Array(20).fill(15));
    expect(c).toMatchObject({ type: 'text', missing: 100, distinct: 2, min: 'w0', max: 'w1', histogram: null });
  });
  test('a first page long before the end, then progress', async () => {
    const events: string[] = [];
    const options: ImportOptions = {
      name: 'big.csv',
      onProvisional: ({ columns, page }) =>
        events.push(`page ${columns.map((column) => column.type).join()} ${page.rows.length}`),
      onProgress: ({ stage, done, total }) => {
        expect(done).toBeLessThanOrEqual(total);
        if (events.at(-1) !== stage) events.push(stage);
      },
    };
    const big = csv(
      'x,y',
      Array.from({ length: 200_000 }, (_, i) => `${i},${i / 4}`),
    );
    const result = await store.import(pieces(big, 1 << 18), options);
    expect(result.ok && result.value.rows).toBe(200_000);
    const page = events.indexOf('page integer,number 100');
    expect(page).toBeGreaterThanOrEqual(0);
    expect(events.slice(page + 1)).toEqual(['receiving', 'reading', 'storing', 'describing']);
  });
  test('rows keep their order, also when several read at once', async () => {
    const count = 300_000;
    const result = await store.import(
      pieces(
        csv(
          'x,y,z',
          Array.from({ length: count }, (_, i) => `${i},${i % 7},w${i % 5}`),
        ),
        1 << 20,
      ),
      { name: 'order.csv' },
    );
    if (!result.ok) throw new Error('refused');
    const source = await store.sourceOf(result.value.sha256);
    const recipe = recipeOf([
      { step: 'select', features: ['x', 'y', 'z'] },
      { step: 'encode', columns: { z: 'label' } },
    ]);
    const runs = await Promise.all([1, 2, 3].map(() => prepareData({ store, source, recipe })));
    for (const { all } of runs) {
      const values = all.batch(Array.from({ length: count }, (_, i) => i)).x[0] ?? new Float32Array();
      let wrong = 0;
      for (let i = 0; i < count; i++) {
        if (values[i * 3] !== i || values[i * 3 + 1] !== i % 7 || values[i * 3 + 2] !== i % 5) wrong += 1;
      }
      expect(wrong).toBe(0);
    }
  });
  test('a cancelled import leaves nothing behind', async () => {
    const stop = new AbortController();
    const promise = store.import(
      pieces(
        csv(
          'x,y',
          Array.from({ length: 50_000 }, (_, i) => `${i},9${i}`),
        ),
        4096,
      ),
      {
        name: 'cancelled.csv',
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done > 100_000) stop.abort();
        },
      },
    );
    await expect(promise).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(store.folder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await store.list()).map((entry) => entry.name)).not.toContain('cancelled.csv');
  });
  test('a data set that was removed is missing by name', async () => {
    const result = await importText(csv('gone,b', ['1,2']));
    if (!result.ok) throw new Error('refused');
    const source = await store.sourceOf(result.value.sha256);
    await store.remove(result.value.sha256);
    expect(await store.get(result.value.sha256)).toBeNull();
    const found = await problemOf(
      prepareData({ store, source, recipe: recipeOf([{ step: 'select', features: ['gone'] }]) }),
    );
    expect(found).toMatchObject({ code: 'data/file-missing', file: 'table.csv' });
  });
  test('types of the project win, and a value that does not fit them is named', async () => {
    const result = await importText(csv('a,b', ['1,2', '3,x5', '5,6']));
    if (!result.ok) throw new Error('refused');
    const source = await store.sourceOf(result.value.sha256);
    if (source.kind !== 'table') throw new Error('table expected');
    const typed = {
      ...source,
      file: { ...source.file, columns: source.file.columns.map((column) => ({ ...column, type: 'number' as const })) },
    };
    expect(
      await problemOf(prepareData({ store, source: typed, recipe: recipeOf([{ step: 'select', features: ['b'] }]) })),
    ).toMatchObject({ code: 'data/not-a-number', row: 3, column: 'b', details: { value: 'x5' } });
    const changed = { ...source, file: { ...source.file, columns: [{ name: 'other', type: 'number' as const }] } };
    expect(
      (
        await problemOf(
          prepareData({ store, source: changed, recipe: recipeOf([{ step: 'select', features: ['b'] }]) }),
        )
      ).code,
    ).toBe('data/file-changed');
  });
  test('dates, times and booleans', async () => {
    const result = await importText(
      csv('d,t,f,v', ['2024-01-02,2024-01-02 03:04:05,true,1', '2024-01-01,2024-01-01T00:00:00,false,2']),
    );
    if (!result.ok) throw new Error('refused');
    expect(result.value.columns.map((column) => column.type)).toEqual(['date', 'timestamp', 'boolean', 'integer']);
    const source = await store.sourceOf(result.value.sha256);
    const prepared = await prepareData({
      store,
      source,
      recipe: recipeOf([
        { step: 'select', features: ['v', 'f'] },
        { step: 'order', by: 't' },
      ]),
    });
    expect([...(prepared.train.batch([0, 1]).x[0] ?? [])]).toEqual([2, 0, 1, 1]);
  });
  test('a folder is no table', async () => {
    await expect(store.import(folder, { name: 'folder' })).rejects.toMatchObject({
      problem: { code: 'data/unreadable' },
    });
    await expect(store.import(`${folder}/nothing.csv`, { name: 'nothing.csv' })).rejects.toMatchObject({
      problem: { code: 'data/file-missing' },
    });
  });
  test('a damaged record is no data set, not an exception', async () => {
    const result = await importText(csv('damaged,b', ['1,2']));
    if (!result.ok) throw new Error('refused');
    writeFileSync(`${store.folder}/${result.value.sha256}/meta.json`, '{"version":');
    expect(await store.get(result.value.sha256)).toBeNull();
    const again = await importText(csv('damaged,b', ['1,2']));
    expect(again.ok && again.value.rows).toBe(1);
  });
  test('texts', async () => {
    const result = await importText('Alas, poor Yorick!\nI knew him.', undefined, 'play.txt');
    if (!result.ok) throw new Error('refused');
    expect(result.value).toMatchObject({ kind: 'text', rows: 2, columns: [] });
    expect(await store.text(result.value.sha256)).toBe('Alas, poor Yorick!\nI knew him.');
    expect(await store.sourceOf(result.value.sha256)).toMatchObject({ kind: 'text', encoding: 'utf-8' });
    const chinese = await importText(Uint8Array.of(0xb1, 0xb1, 0xbe, 0xa9, 0x0a), undefined, 'city.txt');
    expect(chinese.ok && (await store.text(chinese.value.sha256))).toBe('北京\n');
  });
});

describe.skipIf(!hasShared)(needsShared('real files'), () => {
  test.each([
    ['airline-passengers.csv', 144, { Month: 'text', Passengers: 'integer' }],
    ['daily-min-temperatures.csv', 3650, { Date: 'date', Temp: 'number' }],
    ['movie-reviews.csv', 600, { id: 'text', sentiment: 'text', text: 'text' }],
    ['digits.csv', 1797, { p00: 'integer', digit: 'integer' }],
    ['pollution.csv', 43_824, { 'pm2.5': 'integer', cbwd: 'text', Iws: 'number' }],
  ])('%s', async (name, count, types) => {
    const result = await store.import(createReadStream(sharedFile(`data/${name}`)), { name });
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    expect(result.value.rows).toBe(count);
    for (const [column, type] of Object.entries(types))
      expect(result.value.columns.find((entry) => entry.name === column)?.type, column).toBe(type);
    if (name === 'pollution.csv')
      expect(result.value.columns.find((entry) => entry.name === 'pm2.5')?.missing).toBe(2067);
  });
});
