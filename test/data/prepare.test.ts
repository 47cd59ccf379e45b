import { describe, expect, test } from 'vitest';
import { fittedSchema } from '../../shared/data/fitted.ts';
import { partNames } from '../../shared/data/parts/split.ts';
import {
  applyRecipe,
  applyToRows,
  inverseTarget,
  type Prepared,
  prepareData,
  type Samples,
} from '../../main/data/prepare.ts';
import { previewRecipe } from '../../main/data/preview.ts';
import { csv, hasShared, needsShared, recipeOf, sharedFile, temporaryStore } from './support.ts';

const { store, prepare, apply, sourceOf } = temporaryStore();

const all = (samples: Samples | undefined): number[] => Array.from({ length: samples?.count ?? 0 }, (_, i) => i);
const x = (samples: Samples, indices = all(samples)): number[] => [...(samples.batch(indices).x[0] ?? [])];
const y = (samples: Samples | undefined, indices = all(samples)): number[] => [...(samples?.batch(indices).y[0] ?? [])];
const select = (features: string[], target: string[] = [], task = 'auto') => ({
  step: 'select',
  features,
  target,
  task,
});
const series = csv(
  't,v',
  Array.from({ length: 20 }, (_, i) => `${i},${i * 10}`),
);
const groups = csv('s,t,v,y', ['1,1,1,a', '1,0,2,a', '2,0,3,b', '2,1,4,b', '2,2,5,b', '3,0,6,a', '4,0,7,b', '4,1,8,b']);

describe('samples', () => {
  test('rows of a table, in the order of the features', async () => {
    const prepared = await prepare(csv('a,b,c', ['1,2,3', '4,5,6']), [select(['c', 'a'], ['b'])]);
    expect(x(prepared.train)).toEqual([3, 1, 6, 4]);
    expect(y(prepared.train)).toEqual([2, 5]);
    expect(prepared.train.batch([1]).xShapes).toEqual([[1, 2]]);
    expect(prepared.train.origin(1)).toEqual({ group: null, firstLine: 3, lastLine: 3, targetLines: [3] });
  });

  test('groups, ordered, padded before and after, cut at either end', async () => {
    const steps = (pad: object) => [
      select(['v'], ['y']),
      { step: 'order', by: 't' },
      { step: 'group', by: 's' },
      { step: 'pad', ...pad },
    ];
    expect(x((await prepare(groups, steps({}))).train)).toEqual([0, 2, 1, 3, 4, 5, 0, 0, 6, 0, 7, 8]);
    expect(x((await prepare(groups, steps({ side: 'post', value: -1 }))).train)).toEqual([
      2, 1, -1, 3, 4, 5, 6, -1, -1, 7, 8, -1,
    ]);
    expect(x((await prepare(groups, steps({ length: 2 }))).train)).toEqual([2, 1, 4, 5, 0, 6, 7, 8]);
    expect(x((await prepare(groups, steps({ length: 2, truncate: 'post' }))).train)).toEqual([2, 1, 3, 4, 0, 6, 7, 8]);
    const batch = (await prepare(groups, steps({ length: 'batch' }))).train.batch([2, 0]);
    expect([batch.xShapes[0], ...(batch.x[0] ?? [])]).toEqual([[2, 2, 1], 0, 6, 2, 1]);
  });

  test('a target for every step is padded like the steps', async () => {
    const prepared = await prepare(groups, [
      select(['v'], ['v']),
      { step: 'group', by: 's', target: 'each' },
      { step: 'pad' },
    ]);
    expect(prepared.spec.targets[0]).toMatchObject({
      kind: 'numberSequence',
      shape: [
        { name: 'time', size: 3 },
        { name: 'units', size: 1 },
      ],
    });
    expect(y(prepared.train)).toEqual(x(prepared.train));
  });

  test('windows: length, horizon, stride, gap, and horizon 0', async () => {
    const one = await prepare(series, [
      select(['v'], ['v']),
      { step: 'window', length: 3, horizon: 2, stride: 5, gap: 1 },
    ]);
    expect(x(one.train)).toEqual([0, 10, 20, 50, 60, 70, 100, 110, 120]);
    expect(y(one.train)).toEqual([40, 50, 90, 100, 140, 150]);
    expect(one.spec.targets[0]?.shape).toEqual([{ name: 'units', size: 2 }]);
    expect(one.train.origin(1)).toEqual({ group: null, firstLine: 7, lastLine: 9, targetLines: [11, 12] });
    const zero = await prepare(series, [select(['v'], ['v']), { step: 'window', length: 3, horizon: 0, stride: 10 }]);
    expect(y(zero.train)).toEqual([20, 120]);
    const sampled = await prepare(series, [
      select(['v'], ['v']),
      { step: 'window', length: 3, horizon: 2, stride: 6, sampling: 3 },
    ]);
    expect(x(sampled.train)).toEqual([0, 30, 60, 60, 90, 120]);
    expect(y(sampled.train)).toEqual([70, 80, 130, 140]);
    expect(sampled.train.origin(0)).toEqual({ group: null, firstLine: 2, lastLine: 8, targetLines: [9, 10] });
  });

  test('windows never cross groups', async () => {
    const prepared = await prepare(groups, [
      select(['v'], ['v']),
      { step: 'order', by: 't' },
      { step: 'group', by: 's', target: 'last' },
      { step: 'window', length: 1, horizon: 1 },
    ]);
    expect(x(prepared.train)).toEqual([2, 3, 4, 7]);
    expect(y(prepared.train)).toEqual([1, 4, 5, 8]);
    expect(prepared.counts).toMatchObject({ rowsIn: 8, rowsUsed: 7, sequences: 4, windows: 4 });
    expect(prepared.counts.rowsDropped).toEqual([{ reason: 'too-short', count: 1, lines: [7] }]);
  });

  test('several targets over a horizon are (horizon, columns)', async () => {
    const prepared = await prepare(series, [select(['v'], ['t', 'v']), { step: 'window', length: 2, horizon: 2 }]);
    expect(prepared.train.batch([0]).yShapes).toEqual([[1, 2, 2]]);
    expect(y(prepared.train, [0])).toEqual([2, 20, 3, 30]);
  });

  test('classes: one-hot by default, or labels with a sigmoid proposed for two', async () => {
    const hot = await prepare(groups, [select(['v'], ['y'])]);
    expect(hot.spec.proposal).toEqual({
      units: 2,
      activation: 'softmax',
      loss: 'categorical_crossentropy',
      metric: 'accuracy',
    });
    expect(y(hot.train, [0, 2])).toEqual([1, 0, 0, 1]);
    const label = await prepare(groups, [select(['v'], ['y']), { step: 'encode', columns: { y: 'label' } }]);
    expect(label.spec.proposal).toEqual({
      units: 1,
      activation: 'sigmoid',
      loss: 'binary_crossentropy',
      metric: 'accuracy',
    });
    expect(y(label.train, [0, 2])).toEqual([0, 1]);
    const number = await prepare(groups, [select(['v'], ['v'])]);
    expect(number.spec.proposal).toEqual({
      units: 1,
      activation: 'linear',
      loss: 'mean_squared_error',
      metric: 'mean_absolute_error',
    });
  });

  test('any choice of batches gives the same samples', async () => {
    const prepared = await prepare(groups, [select(['v', 't'], ['y']), { step: 'group', by: 's' }, { step: 'pad' }]);
    const whole = x(prepared.train);
    expect([...x(prepared.train, [0]), ...x(prepared.train, [1, 2]), ...x(prepared.train, [3])]).toEqual(whole);
  });
});

describe('missing values', () => {
  const gaps = csv('a,b', ['1,1', ',2', '3,3', ',4', '5,', '6,6', '7,7', '8,8', '9,9', '100,10']);
  const missing = (columns: object) => [
    select(['a'], ['b']),
    { step: 'missing', columns: { b: 'drop', ...columns } },
    { step: 'split', by: 'time', validation: 0.4 },
  ];

  test('mean is that of the training part', async () => {
    const prepared = await prepare(gaps, missing({ a: 'mean' }));
    expect(prepared.counts.perSplit).toEqual({ train: 5, validation: 4, test: 0 });
    expect(x(prepared.train)).toEqual([1, 10 / 3, 3, 10 / 3, 6].map(Math.fround));
    expect(prepared.fitted.features[0]?.fill).toBeCloseTo(10 / 3, 12);
  });
  test('previous, constant, drop; rows in = rows used + rows listed', async () => {
    expect(x((await prepare(gaps, missing({ a: 'previous' }))).train)).toEqual([1, 1, 3, 3, 6]);
    expect(x((await prepare(gaps, missing({ a: { constant: -7 } }))).train)).toEqual([1, -7, 3, -7, 6]);
    const dropped = await prepare(gaps, missing({ a: 'drop' }));
    expect(dropped.counts.rowsDropped).toEqual([
      { reason: 'missing', column: 'a', count: 2, lines: [3, 5] },
      { reason: 'missing', column: 'b', count: 1, lines: [6] },
    ]);
    expect(dropped.counts.rowsIn).toBe(dropped.counts.rowsUsed + 3);
  });
  test('previous never reaches into another group', async () => {
    const table = csv('s,v', ['1,1', '1,', '2,5', '2,6']);
    const prepared = await prepare(table, [
      select(['v'], ['v']),
      { step: 'missing', default: 'previous' },
      { step: 'group', by: 's', target: 'last' },
    ]);
    expect(x(prepared.train)).toEqual([1, 1, 5, 6]);
  });
});

describe('splits', () => {
  const parts = (prepared: Prepared): number[][] =>
    partNames.map((name) => all(prepared[name]).map((index) => prepared[name]?.origin(index).firstLine ?? 0));
  const table = csv(
    'g,a,b',
    Array.from({ length: 40 }, (_, i) => `${Math.floor(i / 4)},${i},${i % 4 === 0 ? 'rare' : 'common'}`),
  );

  test('every sample is in exactly one part, and the seed decides which', async () => {
    const run = async (seed: number) =>
      parts(await prepare(table, [select(['a'], ['b']), { step: 'split', validation: 0.25, test: 0.1, seed }]));
    const first = await run(1);
    expect(first.map((part) => part.length)).toEqual([26, 10, 4]);
    expect(first.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 2));
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });
  test('stratified parts keep the shares of the classes', async () => {
    const prepared = await prepare(table, [select(['a'], ['b']), { step: 'split', validation: 0.2, stratify: true }]);
    const rare = (samples: Samples | undefined): number =>
      y(samples).filter((value, i) => i % 2 === 1 && value === 1).length;
    expect([prepared.validation?.count, rare(prepared.validation), rare(prepared.train)]).toEqual([8, 2, 8]);
  });
  test('by group: a group is never on both sides', async () => {
    const prepared = await prepare(table, [
      select(['a'], ['b']),
      { step: 'split', by: 'group', column: 'g', validation: 0.3 },
    ]);
    const [train = [], validation = []] = parts(prepared).map((lines) =>
      lines.map((line) => Math.floor((line - 2) / 4)),
    );
    expect(new Set(validation).size).toBe(3);
    expect(train.filter((group) => validation.includes(group))).toEqual([]);
    const chosen = await prepare(table, [
      select(['a'], ['b']),
      { step: 'split', by: 'group', column: 'g', values: [3], testValues: [5, '6'] },
    ]);
    expect(parts(chosen).slice(1)).toEqual([
      [14, 15, 16, 17],
      [22, 23, 24, 25, 26, 27, 28, 29],
    ]);
  });
  test('by time: windows belong to the part of the rows they predict; statistics are those of the training rows', async () => {
    const prepared = await prepare(series, [
      select(['v'], ['v']),
      { step: 'scale', columns: 'all', method: 'minmax' },
      { step: 'window', length: 4, horizon: 2 },
      { step: 'split', by: 'time', validation: 0.25 },
    ]);
    const targetLines = (name: 'train' | 'validation') =>
      all(prepared[name]).flatMap((index) => prepared[name]?.origin(index).targetLines ?? []);
    expect(Math.max(...targetLines('train'))).toBe(16);
    expect(Math.min(...targetLines('validation'))).toBe(17);
    expect(prepared.fitted.features[0]?.scale).toEqual({ method: 'minmax', min: 0, max: 140, range: [0, 1] });
    expect(Math.max(...x(prepared.train))).toBeLessThanOrEqual(1);
    expect(Math.max(...y(prepared.validation))).toBeCloseTo(190 / 140, 6);
  });

  test('by time: rows that the stride steps over count in the statistics all the same', async () => {
    const { fitted } = await prepare(series, [
      select(['v'], ['v']),
      { step: 'scale', columns: 'all', method: 'standard' },
      { step: 'window', length: 3, horizon: 1, stride: 4 },
      { step: 'split', by: 'time', validation: 0.25 },
    ]);
    // The mean of 0, 10 … 140: the first 15 of 20 rows.
    expect(fitted.features[0]?.scale).toMatchObject({ method: 'standard', mean: 70 });
  });
});

describe('fitted values', () => {
  const steps = [
    select(['v', 'y'], ['v']),
    { step: 'encode', columns: { y: 'oneHot' } },
    { step: 'scale', columns: 'all' },
    { step: 'split', seed: 3 },
  ];

  test('are JSON, and give the same samples and parts again', async () => {
    const first = await prepare(groups, steps);
    const fitted = fittedSchema.parse(JSON.parse(JSON.stringify(first.fitted)));
    const again = await prepareData({
      store,
      source: await sourceOf(groups),
      recipe: recipeOf([...steps.slice(0, 3), { step: 'split', seed: 99 }]),
      fitted,
    });
    expect(x(again.train)).toEqual(x(first.train));
    expect(all(again.validation).map((i) => again.validation?.origin(i))).toEqual(
      all(first.validation).map((i) => first.validation?.origin(i)),
    );
  });
  test('scale a new file as the old one; without targets there is no y', async () => {
    const first = await prepare(groups, steps);
    const applied = await apply(csv('s,t,v,y', ['9,0,1,a', '9,1,8,b']), steps, first.fitted);
    expect(x(applied.all)).toEqual(x(first.all, [0, 7]));
    const blind = await apply(
      csv('u,y', ['1,a']),
      [select(['y'], ['v']), { step: 'encode', columns: { y: 'oneHot' } }],
      { ...first.fitted, features: first.fitted.features.slice(1) },
    );
    expect(x(blind.all)).toEqual([1, 0]);
    expect(blind.all.batch([0]).y).toEqual([]);
  });
  test('numbers come back in the file’s own units, classes as words', async () => {
    const first = await prepare(groups, steps);
    const back = inverseTarget(y(first.all), first.fitted, 1);
    expect(back.kind === 'numbers' ? [...back.values].map((value) => Math.round(value * 1e5) / 1e5) : []).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    const classes = await prepare(groups, [select(['v'], ['y'])]);
    expect(inverseTarget([0.2, 0.8, 0.9, 0.1], classes.fitted, 2)).toEqual({
      kind: 'classes',
      labels: ['b', 'a'],
      probabilities: Float64Array.of(0.8, 0.9),
    });
    expect(inverseTarget([0.25], classes.fitted, 1)).toEqual({
      kind: 'classes',
      labels: ['a'],
      probabilities: Float64Array.of(0.75),
    });
  });
  test('windows of a new file reach to its end, where the truth is not known', async () => {
    const window = [select(['v'], ['v']), { step: 'window', length: 3, horizon: 2 }];
    const first = await prepare(series, window);
    const applied = await apply(csv('t,v', ['0,1', '1,2', '2,3', '3,4']), window, first.fitted);
    expect(applied.all.count).toBe(2);
    expect(y(applied.all)).toEqual([4, Number.NaN, Number.NaN, Number.NaN]);
    expect(inverseTarget([Number.NaN, 1, 2, 3], first.fitted, 2)).toEqual({
      kind: 'numbers',
      values: Float64Array.of(Number.NaN, 1, 2, 3),
    });
  });
  test('typed rows are one sequence', async () => {
    const grouped = [select(['v'], ['y']), { step: 'order', by: 't' }, { step: 'group', by: 's' }, { step: 'pad' }];
    const first = await prepare(groups, grouped);
    const typed = await applyToRows({
      source: await sourceOf(groups),
      recipe: recipeOf(grouped),
      fitted: first.fitted,
      columns: ['v'],
      rows: [[4], ['5']],
    });
    expect(x(typed.all)).toEqual([0, 4, 5]);
    await expect(
      applyToRows({
        source: await sourceOf(groups),
        recipe: recipeOf(grouped),
        fitted: first.fitted,
        columns: ['v'],
        rows: [['five']],
      }),
    ).rejects.toMatchObject({ problem: { code: 'data/not-a-number', row: 1, column: 'v' } });
  });

  test('typed rows know the classes of a target they do not have', async () => {
    const steps = [
      select(['v'], ['y']),
      { step: 'order', by: 't' },
      { step: 'group', by: 's' },
      { step: 'encode', columns: { y: 'oneHot' } },
      { step: 'pad' },
    ];
    const { fitted } = await prepare(groups, steps);
    const typed = await applyToRows({
      source: await sourceOf(groups),
      recipe: recipeOf(steps),
      fitted,
      columns: ['v'],
      rows: [[4], [5]],
    });
    expect(typed.spec.targets[0]).toMatchObject({ kind: 'class', classes: ['a', 'b'] });
    expect(y(typed.all)).toEqual([]);
  });
});

describe('a table inside the project', () => {
  test('needs no file', async () => {
    const source = { kind: 'inline', format: 'table', name: 'small.csv', content: groups } as const;
    const prepared = await prepareData({
      store,
      source,
      recipe: recipeOf([select(['v'], ['y']), { step: 'group', by: 's' }, { step: 'pad' }]),
    });
    expect(prepared.counts.sequences).toBe(4);
  });
});

describe('previews', () => {
  test('tell counts of every step, and a problem with the step it belongs to', async () => {
    const source = await sourceOf(groups);
    const good = await previewRecipe({
      store,
      source,
      recipe: recipeOf([
        select(['v'], ['y']),
        { step: 'group', by: 's' },
        { step: 'pad' },
        { step: 'split', validation: 0.5, stratify: true },
      ]),
    });
    expect(good.steps.map((step) => step.step)).toEqual(['select', 'group', 'encode', 'pad', 'split']);
    expect(good.steps[1]?.summary).toMatchObject({
      sequences: 4,
      shortest: 1,
      longest: 3,
      lengths: [
        [1, 1],
        [2, 2],
        [3, 1],
      ],
    });
    expect(good.samples).toEqual({ train: 2, validation: 2, test: 0 });
    expect(good.examples[0]).toMatchObject({ from: '2: 4–6', x: [[3], [4], [5]], y: [0, 1] });
    const bad = await previewRecipe({
      store,
      source,
      recipe: recipeOf([select(['v'], ['y']), { step: 'order', by: 'y' }, { step: 'group', by: 's' }]),
    });
    expect(bad.problems[0]?.code).toBe('data/duplicate-keys');
    expect(bad.steps.find((step) => step.step === 'order')?.problems[0]?.code).toBe('data/duplicate-keys');
  });
});

describe.skipIf(!hasShared)(needsShared('indoor-movement.csv'), () => {
  test('makes 314 sequences of 19 to 129 steps', async () => {
    const imported = await store.import(sharedFile('data/indoor-movement.csv'), { name: 'indoor-movement.csv' });
    if (!imported.ok) throw new Error('refused');
    const source = await store.sourceOf(imported.value.sha256);
    const steps = [
      select(['rss1', 'rss2', 'rss3', 'rss4'], ['changed_room'], 'classification'),
      { step: 'order', by: 'step' },
      { step: 'group', by: 'sequence' },
      { step: 'pad' },
    ];
    const prepared = await prepareData({
      store,
      source,
      recipe: recipeOf([...steps, { step: 'split', stratify: true }]),
    });
    expect(prepared.counts).toMatchObject({
      rowsIn: 13_197,
      rowsUsed: 13_197,
      sequences: 314,
      perSplit: { train: 251, validation: 63 },
    });
    expect(prepared.steps.find((step) => step.step === 'group')?.summary).toMatchObject({
      sequences: 314,
      shortest: 19,
      longest: 129,
    });
    expect(prepared.train.batch([0]).xShapes).toEqual([[1, 129, 4]]);
    expect(prepared.spec.targets[0]?.classes).toEqual(['-1', '1']);
    const sites = await prepareData({
      store,
      source,
      recipe: recipeOf([...steps, { step: 'split', by: 'group', column: 'site', values: [3] }]),
    });
    expect(sites.counts.perSplit).toEqual({ train: 210, validation: 104, test: 0 });
    // Twice the padding holds the same steps at the end.
    const twice = await prepareData({
      store,
      source,
      recipe: recipeOf([...steps.slice(0, 3), { step: 'pad', length: 258 }]),
    });
    expect(x(twice.all, [17]).slice(129 * 4)).toEqual(x(prepared.all, [17]));
    const other = await applyRecipe({
      store,
      source,
      recipe: recipeOf([...steps, { step: 'split' }]),
      fitted: prepared.fitted,
    });
    expect(x(other.all, [200])).toEqual(x(prepared.all, [200]));
  });
});
