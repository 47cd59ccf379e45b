import { describe, expect, test } from 'vitest';
import { chinese, csv, english, problemOf, temporaryStore } from './support.ts';
import { parseFitted } from '../../main/data/prepare.ts';

const { prepare, apply } = temporaryStore();

const columns = (height: number, width: number): string[] =>
  Array.from({ length: height * width }, (_, at) => `p${Math.floor(at / width)}${at % width}`);

// 2 × 3 grey pictures from 0 to 16; the corner p00 is always empty.
const grey = csv([...columns(2, 3), 'digit'].join(','), ['0,1,2,3,4,5,7', '0,16,8,4,2,1,8', '0,0,0,0,0,4,7']);
const select = { step: 'select', features: columns(2, 3), target: ['digit'], task: 'classification' };

describe('columns as a picture', () => {
  test('rows of pixels from the top left, divided by the largest value of the training part', async () => {
    const data = await prepare(grey, [
      select,
      { step: 'image', height: 2, width: 3 },
      { step: 'split', by: 'time', validation: 0.3 },
    ]);
    expect(data.spec.inputs[0]?.shape.map(({ name, size }) => [name, size])).toEqual([
      ['height', 2],
      ['width', 3],
      ['channels', 1],
    ]);
    const { x, xShapes } = data.train.batch([1]);
    expect(xShapes).toEqual([[1, 2, 3, 1]]);
    expect([...(x[0] ?? [])]).toEqual([0, 1, 0.5, 0.25, 0.125, 0.0625]);
    // An empty corner is no column to leave out.
    expect(data.problems.map(({ code }) => code)).toEqual([]);
    const again = await apply(
      csv(columns(2, 3).join(','), ['0,0,0,0,0,32']),
      [select, { step: 'image', height: 2, width: 3 }],
      parseFitted(JSON.parse(JSON.stringify(data.fitted))),
    );
    expect(again.all.batch([0]).x[0]?.[5]).toBe(2);
  });

  test('as a sequence, pixel by pixel', async () => {
    const data = await prepare(grey, [
      select,
      { step: 'image', height: 2, width: 3, layout: 'pixels', divide: 'byte' },
    ]);
    expect(data.spec.inputs[0]?.shape.map(({ name, size }) => [name, size])).toEqual([
      ['time', 6],
      ['features', 1],
    ]);
    const { x, xShapes } = data.train.batch([0]);
    expect(xShapes).toEqual([[1, 6, 1]]);
    expect(x[0]?.[5]).toBeCloseTo(5 / 255, 7);
  });

  test('colours, and a film of pictures by group', async () => {
    const table = csv('film,r0,g0,b0,r1,g1,b1,kind', [
      'a,1,2,3,4,5,6,x',
      'a,6,5,4,3,2,1,x',
      'b,1,1,1,1,1,1,y',
      'b,2,2,2,2,2,2,y',
    ]);
    const data = await prepare(table, [
      { step: 'select', features: ['r0', 'g0', 'b0', 'r1', 'g1', 'b1'], target: ['kind'] },
      { step: 'group', by: 'film' },
      { step: 'image', height: 1, width: 2, channels: 3, divide: 'nothing' },
    ]);
    const { x, xShapes } = data.train.batch([0]);
    expect(xShapes).toEqual([[1, 2, 1, 2, 3]]);
    expect([...(x[0] ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1]);
    expect(data.spec.inputs[0]?.shape.map(({ name }) => name)).toEqual(['time', 'height', 'width', 'channels']);
  });

  test('what does not fit is said', async () => {
    const size = await problemOf(prepare(grey, [select, { step: 'image', height: 8, width: 8 }]));
    expect(english(size)).toMatch(/8 × 8 pixels.*64 features, but 6/);
    expect(chinese(size)).toMatch(/64.*6/);
    const twice = prepare(grey, [select, { step: 'scale' }, { step: 'image', height: 2, width: 3 }]);
    expect(await problemOf(twice)).toMatchObject({ code: 'recipe/order', column: 'p00' });
    const text = csv('a,b,y', ['u,1,0', 'v,2,1']);
    const encoded = prepare(text, [
      { step: 'select', features: ['a', 'b'], target: ['y'] },
      { step: 'encode', columns: { a: 'label' } },
      { step: 'image', height: 1, width: 2 },
    ]);
    expect(await problemOf(encoded)).toMatchObject({ code: 'recipe/image-values', column: 'a' });
  });
});
