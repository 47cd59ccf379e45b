import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../shared/data/random.ts';
import { drawPairs, neighbourPairs } from '../../shared/data/parts/pairs.ts';
import { csv, english, problemOf, temporaryStore } from './support.ts';

const { prepare, apply } = temporaryStore();

// 60 rows of three classes; value 100 × class + row tells where a value comes from.
const classes = ['red', 'green', 'blue'];
const table = csv(
  'value,colour',
  Array.from({ length: 60 }, (_, row) => `${100 * (row % 3) + row},${classes[row % 3]}`),
);
const steps = (extra: object = {}) => [
  { step: 'select', features: ['value'], target: ['colour'] },
  { step: 'split', by: 'share', validation: 0.3, test: 0.2, seed: 4 },
  { step: 'pairs', ...extra },
];
const classOf = (value: number): number => Math.floor(value / 100);

describe('pairs by label', () => {
  test('are balanced, true to the labels, and stay within their part', async () => {
    const data = await prepare(table, steps({ perSample: 2 }));
    expect(data.spec.inputs.map(({ name, shape }) => [name, shape.map(({ size }) => size)])).toEqual([
      ['first', [1]],
      ['second', [1]],
    ]);
    expect(data.spec.targets).toMatchObject([{ kind: 'class', classes: ['different', 'same'], encoding: 'label' }]);
    expect(data.counts.perSplit).toEqual({ train: 30 * 4, validation: 18 * 4, test: 12 * 4 });
    const seen = (['train', 'validation', 'test'] as const).map((name) => {
      const part = data[name];
      if (!part) throw new Error(name);
      const { x, y, xShapes, yShapes, count } = part.batch(Int32Array.from({ length: part.count }, (_, i) => i));
      expect(xShapes).toEqual([
        [count, 1],
        [count, 1],
      ]);
      expect(yShapes).toEqual([[count, 1]]);
      const [first = [], second = []] = x;
      for (let i = 0; i < count; i++) {
        expect(y[0]?.[i]).toBe(Number(classOf(first[i] ?? -1) === classOf(second[i] ?? -1)));
        expect(first[i]).not.toBe(second[i]);
      }
      expect((y[0] ?? new Float32Array()).reduce((sum, value) => sum + value, 0)).toBe(count / 2);
      return new Set([...first, ...second]);
    });
    const [train = new Set(), validation = new Set(), held = new Set()] = seen;
    expect([...train].filter((value) => validation.has(value) || held.has(value))).toEqual([]);
    expect([...validation].filter((value) => held.has(value))).toEqual([]);
    expect(data.train.origin(0).group).toMatch(/^\d+ ↔ \d+$/);
  });

  test('the seed decides which', async () => {
    const second = async (seed: number) => [
      ...((await prepare(table, steps({ seed }))).train.batch([0, 1, 2, 3, 4, 5, 6, 7]).x[1] ?? []),
    ];
    expect(await second(1)).toEqual(await second(1));
    expect(await second(2)).not.toEqual(await second(1));
  });

  test('of whole sequences, and of the rows of a file to predict, two by two', async () => {
    const walks = csv('walk,v,kind', ['a,1,x', 'a,2,x', 'b,3,y', 'b,4,y', 'c,5,x', 'd,6,y', 'd,7,y']);
    const recipe = [
      { step: 'select', features: ['v'], target: ['kind'] },
      { step: 'group', by: 'walk' },
      { step: 'pad', value: -1 },
      { step: 'pairs' },
    ];
    const data = await prepare(walks, recipe);
    expect(data.train.count).toBe(8);
    expect(data.train.batch([0, 1]).xShapes).toEqual([
      [2, 2, 1],
      [2, 2, 1],
    ]);
    const other = await apply(csv('walk,v', ['k,1', 'k,2', 'l,3', 'm,9']), recipe, data.fitted);
    expect(other.all.count).toBe(1);
    const { x, y } = other.all.batch([0]);
    expect(x.map((values) => [...values])).toEqual([
      [1, 2],
      [-1, 3],
    ]);
    expect(y).toEqual([]);
    expect(other.all.origin(0).group).toBe('k ↔ l');
  });

  test('what cannot be paired is said', async () => {
    const number = csv('a,y', ['1,2.5', '2,3.5', '3,4.5']);
    const problem = await problemOf(
      prepare(number, [{ step: 'select', features: ['a'], target: ['y'] }, { step: 'pairs' }]),
    );
    expect(english(problem)).toMatch(/target \(y\) is no class/);
    const single = csv('a,y', ['1,u', '2,v', '3,w']);
    expect(
      await problemOf(prepare(single, [{ step: 'select', features: ['a'], target: ['y'] }, { step: 'pairs' }])),
    ).toMatchObject({ code: 'data/no-pairs', details: { part: 'train', samples: 3 } });
  });

  test('unknown labels and lonely samples are left out', () => {
    const pairs = drawPairs([0, 1, 2, 3, 4], [0, 0, 1, -1, 0], 1, seededRandom(1));
    expect([...new Set(pairs.first)]).toEqual([0, 1, 4]);
    expect([...neighbourPairs(5, [0, 0, 1, -1, 1]).same]).toEqual([1, Number.NaN]);
  });
});
