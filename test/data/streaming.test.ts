/** A table that is larger than the memory it may take: the same batches, bit for bit, from a file. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createMatrixBuilder, preparedFile } from '../../main/data/prepare/build-matrix.ts';
import { memoryBudget } from '../../main/data/prepare/memory-budget.ts';
import { temporaryStore } from './support.ts';

const { folder } = temporaryStore();
const megabyte = 1024 * 1024;

describe('a matrix', () => {
  const columns = [1, 3, 2].map((width, index) =>
    Float32Array.from({ length: 1000 * width }, (_, at) => Math.fround(Math.sin(at + index))),
  );
  const widths = [1, 3, 2];
  const build = (budget: number | null, name: string) => {
    const builder = createMatrixBuilder(1000, budget === null ? null : { folder: join(folder, 'matrix'), budget });
    columns.forEach((values, index) => builder.add(values, widths[index] ?? 0));
    return builder.finish(name);
  };
  test('is the same from memory and from a file, read in order, backwards and anywhere', () => {
    const memory = build(null, 'a');
    const file = build(3000, 'a');
    expect([file.rows, file.width]).toEqual([memory.rows, memory.width]);
    const places = [
      ...Array.from({ length: 900 }, (_, row) => [row * 6, 60] as const),
      ...Array.from({ length: 300 }, (_, row) => [(900 - row * 3) * 6, 6] as const),
      ...Array.from({ length: 500 }, (_, row) => [((row * 7919) % 5000) as number, 1 + ((row * 31) % 999)] as const),
      [0, 6000] as const,
    ];
    for (const [from, count] of places) {
      const [one, other] = [new Float32Array(count + 2), new Float32Array(count + 2)];
      memory.copy(from, count, one, 1);
      file.copy(from, count, other, 1);
      expect(other).toEqual(one);
    }
    expect(readdirSync(join(folder, 'matrix'))).toEqual(['a.f32']);
    expect(statSync(join(folder, 'matrix', 'a.f32')).size).toBe(6000 * 4);
  });
  test('is found again by its name and size, and the oldest files make room', () => {
    const place = { folder: join(folder, 'matrix'), budget: 3000 };
    for (const name of ['a', 'b', 'c', 'd']) build(3000, name);
    expect(readdirSync(place.folder).length).toBe(3);
    expect(preparedFile(place, 'd', 1000, 6)?.width).toBe(6);
    expect(preparedFile(place, 'd', 1000, 5)).toBeUndefined();
    expect(preparedFile(place, 'nothing', 1000, 6)).toBeUndefined();
  });
  test('that is given up leaves no file', () => {
    const place = { folder: join(folder, 'given-up'), budget: 10 };
    const builder = createMatrixBuilder(1000, place);
    builder.add(columns[0] ?? new Float32Array(0), 1);
    expect(readdirSync(place.folder)).toHaveLength(1);
    builder.discard();
    expect(readdirSync(place.folder)).toEqual([]);
  });
});

test('the budget is told in megabytes, or a share of the machine', () => {
  expect(memoryBudget({ WEFT_MEMORY_BUDGET: '64' })).toBe(64 * megabyte);
  for (const wrong of ['', '-3', 'much', '0', undefined])
    expect(memoryBudget({ WEFT_MEMORY_BUDGET: wrong })).toBeGreaterThan(100 * megabyte);
});

describe('a table four times as large as its budget', () => {
  const rows = 50_000;
  const columns = 96;
  const matrix = rows * columns * 4;
  const prepareIn = async (place: string, budget: number) => {
    const program = fileURLToPath(new URL('./prepare-here.ts', import.meta.url));
    const words = [place, rows, columns, budget].map(String);
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--expose-gc',
      '--disable-warning=ExperimentalWarning',
      program,
      ...words,
    ]);
    return JSON.parse(stdout) as { hash: string; batches: number; grown: number };
  };

  test('gives the batches that it gives in memory, and takes no more than the budget and a little', async () => {
    const place = join(folder, 'prepared');
    const memory = await prepareIn(place, 4 * matrix);
    expect(existsSync(place)).toBe(false);
    const file = await prepareIn(place, matrix / 4);
    expect(file.batches).toBe(100);
    expect(file.hash).toBe(memory.hash);
    const [written, ...others] = readdirSync(place);
    expect(others).toEqual([]);
    const path = join(place, written ?? '');
    expect(statSync(path).size).toBe(matrix);
    // Beside the budget: the rows' own numbers, a few columns on their way, and what the garbage collector has left.
    const constant = 32 * megabyte;
    expect(memory.grown).toBeGreaterThan(matrix);
    expect(file.grown).toBeLessThan(matrix / 4 + constant);
  }, 180_000);
});
