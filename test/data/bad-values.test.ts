/** Bad values in tables that are well formed: no numbers where numbers are wanted, and what a recipe cannot do with the data. */
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../shared/problem.ts';
import { problemTexts } from './problem-texts.ts';
import { csv, problemOf, temporaryStore } from './support.ts';

const { importText, prepare, apply, store } = temporaryStore();

const select = (features: string[], target: string[] = [], task = 'auto') => ({
  step: 'select',
  features,
  target,
  task,
});
const ab = select(['a'], ['b']);
const ten = Array.from({ length: 10 }, (_, i) => `${i},${i * 2}`);

interface NoNumber {
  readonly value: string;
  readonly code: string;
  readonly text: RegExp;
}
const numbers: NoNumber[] = [
  { value: '"1,5"', code: 'data/not-a-number', text: /row 7, column “a”: “1,5” is not a number/ },
  { value: '"1.234,56"', code: 'data/not-a-number', text: /“1\.234,56” is not a number/ },
  { value: '0x10', code: 'data/not-a-number', text: /“0x10” is not a number/ },
  { value: '1_000', code: 'data/not-a-number', text: /“1_000” is not a number/ },
  { value: '1e999', code: 'data/not-finite', text: /“1e999” is too large/ },
  { value: 'Infinity', code: 'data/not-a-number', text: /“Infinity” is not a number/ },
  { value: '１２', code: 'data/not-a-number', text: /“１２” is not a number/ },
  { value: '٣', code: 'data/not-a-number', text: /“٣” is not a number/ },
  { value: '36.5 C', code: 'data/not-a-number', text: /“36\.5 C” is not a number \(decimal point, no unit/ },
  { value: '50%', code: 'data/not-a-number', text: /“50%” is not a number/ },
  { value: '2020-01-01', code: 'data/not-a-number', text: /“2020-01-01” is not a number/ },
];

describe('a value that is no number in a column of numbers', () => {
  test.each(numbers)('$value', async ({ value, code, text }) => {
    const rows = [...ten.slice(0, 5), `${value},1`, ...ten.slice(5)];
    const result = await importText(csv('a,b', rows));
    if (!result.ok) throw new Error('refused');
    expect(result.value.columns[0]?.type).toBe('text');
    const note = result.value.problems.find((entry) => entry.column === 'a');
    expect(note).toMatchObject({ code, row: 7, severity: 'warning' });
    expect(problemTexts(note as Problem)).toMatch(text);
    // As a feature it stops preparation, at the same place.
    const stopped = await problemOf(prepare(csv('a,b', rows), [ab]));
    expect(stopped).toMatchObject({ code, row: 7, column: 'a', severity: 'error' });
  });

  test('a second row of the header (units)', async () => {
    const result = await importText(csv('a,b', ['m/s,kg', ...ten]));
    expect(
      result.ok && result.value.problems.map((entry) => [entry.code, entry.row, entry.column, entry.details['value']]),
    ).toEqual([
      ['data/not-a-number', 2, 'a', 'm/s'],
      ['data/not-a-number', 2, 'b', 'kg'],
    ]);
  });

  test('far down: a date in row 200,002', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i % 97}.5,${i % 7}`);
    rows.push('2020-01-01,3');
    const result = await importText(csv('a,b', rows));
    expect(result.ok && result.value.problems[0]).toMatchObject({
      code: 'data/not-a-number',
      row: 200_002,
      column: 'a',
      details: { value: '2020-01-01', count: 1 },
    });
  });

  test('types chosen by hand list what does not fit, by row', async () => {
    const result = await importText(csv('a,b', [...ten, 'x,1', 'y,2']));
    if (!result.ok) throw new Error('refused');
    const changed = await store.setTypes(result.value.sha256, { a: 'number' });
    expect(changed.dataset.columns[0]).toMatchObject({ type: 'number', missing: 2 });
    expect(changed.problems.map((entry) => [entry.row, entry.details['value']])).toEqual([
      [12, 'x'],
      [13, 'y'],
    ]);
  });
});

const groups = csv('s,t,v,y', [
  '1,0,1,a',
  '1,1,2,a',
  '2,0,3,b',
  '2,1,4,b',
  '2,2,5,b',
  '3,0,6,a',
  '3,1,7,a',
  '4,0,1,b',
  '4,1,0,b',
]);
const semantics: {
  name: string;
  run: () => Promise<unknown>;
  code: string;
  row?: number;
  column?: string;
  text: RegExp;
}[] = [
  {
    name: 'one class only',
    run: () =>
      prepare(
        csv(
          'a,b',
          ten.map((row) => `${row.split(',')[0]},yes`),
        ),
        [ab],
      ),
    code: 'data/one-class',
    column: 'b',
    text: /only one class, “yes”/,
  },
  {
    name: 'unseen label',
    run: () =>
      prepare(csv('a,b', [...ten.map((row, i) => `${row.split(',')[0]},${i % 2 ? 'x' : 'y'}`), '11,z']), [
        ab,
        { step: 'split', by: 'time', validation: 0.2 },
      ]),
    code: 'data/unseen-label',
    row: 12,
    column: 'b',
    text: /row 12, column “b”: “z” does not occur in the training part \(known: x, y\)/,
  },
  {
    name: 'all missing',
    run: () =>
      prepare(
        csv(
          'a,b',
          ten.map((row) => `,${row.split(',')[1]}`),
        ),
        [{ ...ab, features: ['b'], target: ['a'], task: 'regression' }],
      ),
    code: 'data/all-missing',
    column: 'a',
    text: /All 10 values of this column are missing/,
  },
  {
    name: 'missing value',
    run: () => prepare(csv('a,b', [...ten, ',7', ',8']), [ab]),
    code: 'data/missing-value',
    row: 12,
    column: 'a',
    text: /row 12, column “a”: A value is missing here \(2 in all\)/,
  },
  {
    name: 'target missing',
    run: () => prepare(csv('a,b', [...ten, '7,']), [ab]),
    code: 'data/missing-target',
    row: 12,
    column: 'b',
    text: /The value to be predicted is missing here/,
  },
  {
    name: 'sequence shorter than the window',
    run: () => prepare(csv('a,b', ten), [ab, { step: 'window', length: 20 }]),
    code: 'data/too-short',
    row: 2,
    text: /21 rows are needed for one window, but the sequence {2}has 10/,
  },
  {
    name: 'unequal lengths without padding',
    run: () => prepare(groups, [select(['v'], ['y']), { step: 'group', by: 's' }]),
    code: 'data/unequal-lengths',
    row: 2,
    text: /1 has 2 rows, 2 has 3.*Masking/,
  },
  {
    name: 'duplicate keys',
    run: () =>
      prepare(groups.replace('2,2,5,b', '2,1,5,b'), [
        select(['v'], ['y']),
        { step: 'order', by: 't' },
        { step: 'group', by: 's' },
        { step: 'pad' },
      ]),
    code: 'data/duplicate-keys',
    row: 6,
    column: 't',
    text: /value “1” occurs twice in one sequence \(2\), first in row 5/,
  },
  {
    name: 'target varies in a group',
    run: () =>
      prepare(groups.replace('3,1,7,a', '3,1,7,b'), [
        select(['v'], ['y']),
        { step: 'group', by: 's' },
        { step: 'pad' },
      ]),
    code: 'data/target-varies',
    row: 8,
    column: 'y',
    text: /all rows of group “3”, but is “a” and here “b”/,
  },
  {
    name: 'unknown column',
    run: () => prepare(csv('a,b', ten), [select(['c'], ['b'])]),
    code: 'data/column-unknown',
    column: 'c',
    text: /There is no column “c”. The file has: a, b/,
  },
  {
    name: 'text as a feature',
    run: () =>
      prepare(
        csv(
          'a,b',
          ten.map((row, i) => `w${i % 3},${row.split(',')[1]}`),
        ),
        [ab],
      ),
    code: 'data/column-type',
    column: 'a',
    text: /type number was expected, but this is: text. Encode it/,
  },
  {
    name: 'empty validation part',
    run: () => prepare(csv('a,b', ten.slice(0, 2)), [ab, { step: 'split', validation: 0.2 }]),
    code: 'data/split-empty',
    text: /part “validation” would be empty: 2 samples/,
  },
  {
    name: 'every row left out',
    run: () =>
      prepare(csv('a,b,c', ['1,,2', ',2,3']), [select(['a', 'b'], ['c']), { step: 'missing', default: 'drop' }]),
    code: 'data/no-samples',
    text: /No sample is left of 2 rows/,
  },
  {
    name: 'steps in a wrong order',
    run: () => prepare(csv('a,b', ten), [{ step: 'pad' }, ab]),
    code: 'recipe/order',
    text: /“select” stands in the wrong place or twice \(after “pad”\)/,
  },
  {
    name: 'previous value before the first',
    run: () => prepare(csv('a,b', [',1', ...ten]), [ab, { step: 'missing', default: 'previous' }]),
    code: 'data/missing-value',
    row: 2,
    column: 'a',
    text: /A value is missing here/,
  },
  {
    name: 'a place in two parts',
    run: () =>
      prepare(groups, [
        select(['v'], ['y']),
        { step: 'group', by: 's' },
        { step: 'pad' },
        { step: 'split', by: 'group', column: 'v' },
      ]),
    code: 'data/split-varies',
    row: 3,
    column: 'v',
    text: /different values in one sample \(1\): “1” and here “2”/,
  },
];

describe('what a recipe cannot do with the data', () => {
  test.each(semantics)('$name', async ({ run, code, row, column, text }) => {
    const found = await problemOf(run());
    expect(found.code).toBe(code);
    if (row !== undefined) expect(found.row).toBe(row);
    if (column !== undefined) expect(found.column).toBe(column);
    expect(problemTexts(found)).toMatch(text);
  });

  const warnings: { name: string; run: () => Promise<{ problems: readonly Problem[] }>; code: string; text: RegExp }[] =
    [
      {
        name: 'constant column',
        run: () =>
          prepare(
            csv(
              'a,b,c',
              ten.map((row) => `${row},7`),
            ),
            [select(['a', 'c'], ['b'])],
          ),
        code: 'data/constant-column',
        text: /same value 7 in all training rows/,
      },
      {
        name: 'mask value occurs as data',
        run: () => prepare(groups, [select(['v'], ['y']), { step: 'group', by: 's' }, { step: 'pad' }]),
        code: 'data/mask-value-occurs',
        text: /1 real steps have the fill value 0/,
      },
      {
        name: 'time runs backwards',
        run: () =>
          prepare(csv('d,b', ['2020-01-02,1', '2020-01-01,2', '2020-01-03,3', '2020-01-04,4']), [
            select(['b'], ['b']),
            { step: 'window', length: 2 },
          ]),
        code: 'data/not-ordered',
        text: /row 3, column “d”: The time runs backwards/,
      },
      {
        name: 'group in two places',
        run: () =>
          prepare(groups.replace('4,0,1,b\n4,1,0,b', '1,2,8,a\n3,2,9,a'), [
            select(['v'], ['y']),
            { step: 'group', by: 's' },
            { step: 'pad' },
          ]),
        code: 'data/group-not-contiguous',
        text: /The rows of group “1” do not stand together/,
      },
      {
        name: 'some sequences too short',
        run: () =>
          prepare(groups, [
            select(['v'], ['v']),
            { step: 'group', by: 's', target: 'last' },
            { step: 'window', length: 2 },
          ]),
        code: 'data/too-short',
        text: /3 rows are needed for one window, but the sequence 1 has 2/,
      },
    ];
  test.each(warnings)('warning: $name', async ({ run, code, text }) => {
    const found = (await run()).problems.find((entry) => entry.code === code);
    if (!found) throw new Error(`no ${code}`);
    expect(found.severity).toBe('warning');
    expect(problemTexts(found)).toMatch(text);
  });

  test('a label that a run does not know, in a new file', async () => {
    const steps = [select(['c'], ['b']), { step: 'encode', columns: { c: 'oneHot' } }];
    const fitted = (await prepare(csv('c,b', ['x,1', 'y,2', 'x,3']), steps)).fitted;
    const found = await problemOf(apply(csv('c,b', ['x,1', 'q,2']), steps, fitted));
    expect(found).toMatchObject({
      code: 'data/unseen-label',
      row: 3,
      column: 'c',
      details: { value: 'q', known: 'x, y' },
    });
  });
});
