/** Stateful lanes and look-ahead on tables: which window stands where in which batch. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecipeStep } from '../../shared/data/recipe.ts';
import { layLanes, stretchesOf } from '../../shared/data/parts/lanes.ts';
import { hasShared, importShared, unlessShared } from '../systems/train-template.ts';
import { prepareData } from '../../main/data/prepare.ts';
import { createDatasetStore, type DatasetStore } from '../../main/data/dataset-store.ts';
import { type Studio, startStudio } from '../support/studio.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('lanes', () => {
  test('place i of a batch goes on where place i of the batch before ended', () => {
    const { order, starts, dropped } = layLanes(
      [
        { first: 0, count: 11 },
        { first: 11, count: 2 },
        { first: 13, count: 6 },
      ],
      3,
    );
    expect([...order]).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8, 13, 15, 17, 14, 16, 18]);
    expect(starts).toEqual([0, 3]);
    expect(dropped).toBe(4);
  });
  test('stretches end where samples stop following each other', () => {
    expect(stretchesOf(6, (index) => index !== 2 && index !== 5)).toEqual([
      { first: 0, count: 2 },
      { first: 2, count: 3 },
      { first: 5, count: 1 },
    ]);
    expect(stretchesOf(0, () => true)).toEqual([]);
  });
});

let studio: Studio;
let store: DatasetStore;
const home = temporaryFolder();
beforeAll(async () => {
  studio = await startStudio({ home });
  store = createDatasetStore({ folder: `${home}/data` });
});
afterAll(async () => {
  await studio.close();
  await store.close();
});

const steps = (lanes: number, stride = 2, by: 'time' | 'share' = 'time'): RecipeStep[] => [
  { step: 'select', features: ['temp'], target: ['temp'], task: 'regression' },
  { step: 'window', length: 2, horizon: 1, stride, gap: 6, sampling: 1 },
  { step: 'split', by, validation: 0.2, test: 0, stratify: false, seed: 1 },
  { step: 'lanes', lanes },
];

describe.skipIf(!hasShared)(`daily temperatures in lanes${unlessShared}`, () => {
  const temperatures = async (made: RecipeStep[]) => {
    const source = await importShared(studio, 'daily-min-temperatures.csv');
    if (source.kind !== 'table') throw new Error('a table');
    const column = source.file.columns.find(({ type }) => type === 'number')?.name ?? '';
    const recipe = JSON.parse(JSON.stringify({ version: 1, steps: made }).replaceAll('temp', column)) as {
      version: 1;
      steps: RecipeStep[];
    };
    return { source, recipe };
  };

  test('each batch goes on seven rows ahead of the windows of the batch before', async () => {
    const prepared = await prepareData({ store, ...(await temperatures(steps(8))) });
    const { train } = prepared;
    const { lanes } = train;
    if (!lanes) throw new Error('lanes');
    const windows = train.count;
    expect(lanes.order.length).toBe(8 * Math.floor(windows / 8));
    expect(lanes.starts).toEqual([0]);
    const series = train.batch(Int32Array.from({ length: windows }, (_, index) => index)).x[0] ?? [];
    for (let batch = 1; batch < lanes.order.length / 8; batch++) {
      for (let lane = 0; lane < 8; lane++) {
        const before = train.origin(lanes.order[(batch - 1) * 8 + lane] ?? 0);
        const here = train.origin(lanes.order[batch * 8 + lane] ?? 0);
        expect(here.firstLine).toBe(before.lastLine + 1);
      }
    }
    // Look-ahead 7: what is told stands in the seventh row after the window.
    const { firstLine, lastLine, targetLines } = train.origin(5);
    expect(lastLine - firstLine).toBe(1);
    expect(targetLines).toEqual([lastLine + 7]);
    const target = train.batch([5]).y[0]?.[0];
    const later = [...Array(windows).keys()].find((index) => train.origin(index).lastLine === lastLine + 7);
    const same = [...Array(windows).keys()].find((index) => train.origin(index).firstLine === lastLine + 7);
    const at = later === undefined ? 2 * (same ?? 0) : 2 * later + 1;
    expect(target).toBe(series[at]);
    expect(prepared.validation?.lanes?.size).toBe(8);
    expect(prepared.steps.find(({ step }) => step === 'lanes')?.summary).toMatchObject({
      lanes: 8,
      batches: lanes.order.length / 8,
    });
  });

  test.each([
    ['more lanes than windows', steps(100_000), 'recipe/lanes-too-many'],
    ['a random split', steps(8, 2, 'share'), 'recipe/lanes-split'],
    ['no windows', steps(8).filter(({ step }) => step !== 'window'), 'recipe/lanes-window'],
  ] as const)('%s is refused', async (_, made, code) => {
    const { source, recipe } = await temperatures([...made]);
    const { problems } = await studio.client.data.prepare({ source, recipe });
    expect(problems.map((found) => found.code)).toContain(code);
  });

  test('windows that overlap are warned of', async () => {
    const prepared = await prepareData({ store, ...(await temperatures(steps(8, 1))) });
    expect(prepared.problems).toMatchObject([
      { code: 'recipe/lanes-overlap', severity: 'warning', details: { rows: 2, stride: 1 } },
    ]);
  });
});
