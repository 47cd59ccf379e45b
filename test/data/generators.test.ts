import { describe, expect, test } from 'vitest';
import { generate, generatorOf, generatorParams, generatorTypes } from '../../shared/data/generators/index.ts';
import { sampleSizesOf, sizeProduct } from '../../main/data/prepare/sizes.ts';
import { prepareData } from '../../main/data/prepare.ts';
import { catalogues } from '../../shared/i18n/index.ts';
import { emptyRecipe } from '../../shared/data/recipe.ts';
import { type GeneratorSource, generatorSourceSchema } from '../../shared/data/source.ts';
import { problemOf, temporaryStore } from './support.ts';

const { store } = temporaryStore();
const source = (generator: string, more: object = {}): GeneratorSource =>
  generatorSourceSchema.parse({ kind: 'generator', generator, ...more });
const prepared = (generator: string, more: object = {}) =>
  prepareData({ store, source: source(generator, more), recipe: emptyRecipe });

describe.each(Object.keys(generatorTypes))('%s', (id) => {
  const type = generatorOf(source(id));
  const params = generatorParams(source(id));
  const xSize = sizeProduct(sampleSizesOf(type.spec(params).inputs[0]?.shape ?? []));
  const ySize = sizeProduct(sampleSizesOf(type.spec(params).targets[0]?.shape ?? []));

  test('is a record with texts in both languages', () => {
    expect(type.id).toBe(id);
    for (const catalogue of Object.values(catalogues)) {
      for (const key of [
        `generator.${id}`,
        `generator.${id}.help`,
        ...Object.keys(type.params).map((name) => `generator.param.${name}`),
      ])
        expect(catalogue[key], key).toBeTruthy();
    }
  });
  test('gives the same samples for the same seed, whatever was made before', () => {
    const whole = generate(source(id, { seed: 5 }), 4);
    const tail = generate(source(id, { seed: 5 }), 2, 2);
    expect(whole.x.length).toBe(4 * xSize);
    expect(tail.x).toEqual(whole.x.subarray(2 * xSize));
    expect(tail.y).toEqual(whole.y.subarray(2 * ySize));
    expect(generate(source(id, { seed: 6 }), 4).x).not.toEqual(whole.x);
  });
  test('samples have the shapes of the specification', async () => {
    const { train, spec } = await prepared(id, { samples: 3 });
    const batch = train.batch([0, 1, 2]);
    expect(batch.xShapes[0]).toEqual([3, ...sampleSizesOf(spec.inputs[0]?.shape ?? [])]);
    expect(batch.y[0]?.length).toBe(3 * ySize);
    expect(batch.x[0]?.every(Number.isFinite)).toBe(true);
  });
});

test('echo answers with the third of five symbols', () => {
  const { x, y } = generate(source('echo'), 200);
  const type = generatorOf(source('echo'));
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 200; i++) {
    const shown = type.showInput(generatorParams(source('echo')), x.subarray(i * 50, (i + 1) * 50));
    const answer = type.showTarget({}, y.subarray(i * 10, (i + 1) * 10));
    expect(shown).toMatchObject({ kind: 'text' });
    if (shown.kind !== 'text' || answer.kind !== 'text') continue;
    expect(shown.text.split(' ')[2]).toBe(answer.text);
    counts[Number(answer.text)] = (counts[Number(answer.text)] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(5);
});

test('damped sine follows its formula', () => {
  const { x, y } = generate(
    source('dampedSine', {
      params: { shortestPeriod: 12, longestPeriod: 12, smallestDecay: 0.05, largestDecay: 0.05 },
    }),
    1,
  );
  [...x, ...y].forEach((value, t) =>
    expect(value).toBeCloseTo(0.5 + 0.5 * Math.sin((2 * Math.PI * t) / 12) * Math.exp(-0.05 * t), 6),
  );
  expect([x.length, y.length]).toEqual([50, 5]);
});

test('moving square: frame f has f + 1 points, one in each column from its side, and neighbours touch', () => {
  const { x, y } = generate(source('movingSquare', { params: { size: 12 } }), 20);
  const sides = new Set<number>();
  for (let i = 0; i < 20; i++) {
    const right = y[i] === 1;
    sides.add(y[i] ?? -1);
    let before = -1;
    for (let frame = 0; frame < 12; frame++) {
      const picture = x.subarray((i * 12 + frame) * 144, (i * 12 + frame + 1) * 144);
      expect(picture.reduce((sum, value) => sum + value, 0)).toBe(frame + 1);
      const column = right ? frame : 11 - frame;
      const row = Array.from({ length: 12 }, (_, r) => r).find((r) => picture[r * 12 + column] === 1) ?? -9;
      if (before >= 0) expect(Math.abs(row - before)).toBeLessThanOrEqual(1);
      before = row;
    }
  }
  expect(sides).toEqual(new Set([0, 1]));
});

test('addition: every sum is right, at most 8 and 2 characters of 12 symbols', () => {
  const { x, y } = generate(source('addition'), 500);
  const type = generatorOf(source('addition'));
  for (let i = 0; i < 500; i++) {
    const question = type.showInput({}, x.subarray(i * 96, (i + 1) * 96));
    const answer = type.showTarget({}, y.subarray(i * 24, (i + 1) * 24));
    if (question.kind !== 'text' || answer.kind !== 'text') throw new Error('text expected');
    const terms = question.text.split('+').map(Number);
    expect(terms).toHaveLength(3);
    expect(terms.every((term) => term >= 1 && term <= 10)).toBe(true);
    expect(Number(answer.text)).toBe(terms.reduce((a, b) => a + b, 0));
  }
});

test('demo series: beginnings of one series, filled from the left, never zero where real', async () => {
  const { train, spec } = await prepared('demoSeries', { samples: 100 });
  expect(spec.inputs[0]?.shape).toEqual([
    { name: 'time', size: 15 },
    { name: 'features', size: 1 },
  ]);
  expect(train.count).toBe(9);
  const { x, y } = train.batch([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const values = [...(x[0] ?? [])];
  const series = [...values.slice(8 * 15 + 4), y[0]?.[8] ?? 0];
  expect(series).toHaveLength(12);
  expect(series.every((value) => value > 0.05 && value < 1.05)).toBe(true);
  for (let i = 0; i < 9; i++) {
    const row = values.slice(i * 15, (i + 1) * 15);
    expect(row).toEqual([...new Array<number>(12 - i).fill(0), ...series.slice(0, 3 + i)]);
    expect(y[0]?.[i]).toBe(series[3 + i]);
  }
});

describe('as a source', () => {
  test('fresh samples differ by epoch, validation stays', async () => {
    const { train, validation } = await prepared('echo', { samples: 20, validationSamples: 10 });
    const indices = Array.from({ length: 10 }, (_, i) => i);
    expect(train.batch(indices, { epoch: 1 }).x[0]).not.toEqual(train.batch(indices, { epoch: 2 }).x[0]);
    expect(validation?.batch(indices, { epoch: 1 }).x[0]).toEqual(validation?.batch(indices, { epoch: 2 }).x[0]);
    expect(validation?.batch(indices).x[0]).not.toEqual(train.batch(indices).x[0]);
    const fixed = await prepared('echo', { samples: 20, fresh: false });
    expect(fixed.train.batch(indices, { epoch: 1 }).x[0]).toEqual(fixed.train.batch(indices, { epoch: 2 }).x[0]);
  });
  test('unknown generators and parameters out of range are refused', async () => {
    expect(await problemOf(prepared('nothing'))).toMatchObject({ code: 'recipe/unknown-generator' });
    expect(await problemOf(prepared('echo', { params: { length: 0 } }))).toMatchObject({
      code: 'recipe/invalid',
      details: { reason: 'length = 0; 1 … 1000' },
    });
    expect(await problemOf(prepared('echo', { params: { size: 3 } }))).toMatchObject({ code: 'recipe/invalid' });
  });
});
