import { describe, expect, test } from 'vitest';
import { runData } from '../../main/cli/commands/data.ts';
import { catalogues } from '../../shared/i18n/index.ts';
import { problemCodes } from '../../shared/problem.ts';
import { stepTypes } from '../../shared/data/steps/index.ts';
import { recipeProblems, recipeSchema, withStep } from '../../shared/data/recipe.ts';
import { suggestRecipe } from '../../shared/data/suggest.ts';
import { csv, hasShared, needsShared, recipeOf, sharedFile, temporaryStore } from './support.ts';

const { store, write } = temporaryStore();
const table = csv('s,v,y', ['1,1,a', '1,2,a', '2,3,b', '3,4,b', '3,5,b']);

async function weft(file: string | undefined, options: object): Promise<{ code: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const code = await runData(
    file,
    { language: 'en', ...options },
    {
      out: (text) => {
        out += `${text}\n`;
      },
      error: (text) => {
        error += `${text}\n`;
      },
    },
  );
  return { code, out, error };
}
const recipeFile = (steps: unknown): string => write(JSON.stringify({ version: 1, steps }), 'recipe.json');

describe('weft data', () => {
  test('prints shapes, counts, fitted values and the first samples', async () => {
    const recipe = recipeFile([
      { step: 'select', features: ['v'], target: ['y'] },
      { step: 'group', by: 's' },
      { step: 'scale', method: 'minmax' },
      { step: 'pad' },
    ]);
    const { code, out, error } = await weft(write(table), { recipe, first: '1' });
    expect([code, error]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      parts: { train: { samples: 3, x: [3, 2, 1], y: [3, 2] }, validation: null },
      counts: { rowsIn: 5, rowsUsed: 5, sequences: 3 },
      fitted: { features: [{ column: 'v', scale: { min: 1, max: 5 } }], targets: [{ classes: ['a', 'b'] }], length: 2 },
      first: [{ x: [[0], [0.25]], y: [1, 0], from: '1: 2–3' }],
    });
  });
  test('prints a JSON Schema that describes every field', async () => {
    const schema = JSON.parse((await weft(undefined, { schema: true })).out);
    const steps = schema.properties.steps.items.oneOf ?? schema.properties.steps.items.anyOf;
    expect(steps).toHaveLength(Object.keys(stepTypes).length);
    expect(schema.examples.length).toBeGreaterThan(2);
    for (const example of schema.examples) expect(() => recipeSchema.parse(example)).not.toThrow();
    for (const step of steps) {
      expect(step.description).toBeTruthy();
      for (const [name, field] of Object.entries(step.properties)) {
        if (name !== 'step')
          expect((field as { description?: string }).description, `${step.properties.step.const}.${name}`).toBeTruthy();
      }
    }
  });
  test('a file that is not there is named, with nothing left open in the sentence', async () => {
    for (const [file, recipe] of [
      ['nowhere.csv', recipeFile([])],
      [write(table), 'nowhere.csv'],
    ] as const) {
      const { code, error } = await weft(file, { recipe });
      expect([code, error]).toEqual([
        1,
        '“nowhere.csv” could not be read (ENOENT). Check that the file and its folder are there and may be read.\n',
      ]);
    }
  });

  test('says in a sentence what is wrong, in either language, and exits with 1', async () => {
    const bad = write('a,b\n1\n', 'bad.csv');
    const good = write(table);
    const english = await weft(bad, {});
    expect(english).toMatchObject({ code: 1, out: '' });
    expect(english.error).toMatch(/^bad|\d+-bad\.csv, row 2: This row has 1 fields where 2 were expected/);
    expect((await weft(bad, { language: 'zh-Hans' })).error).toMatch(/应为 2 个/);
    expect((await weft(good, { recipe: recipeFile([{ step: 'window', length: 0 }]) })).error).toMatch(
      /steps\.0\.length/,
    );
    expect((await weft(good, { recipe: write('{', 'broken.json') })).error).toMatch(
      /The recipe step “JSON” does not fit/,
    );
    expect((await weft(good, { recipe: recipeFile([]) })).error).toMatch(/A table needs the recipe step “select”/);
    expect((await weft(good, { recipe: recipeFile([{ step: 'pad', lenght: 3 }]) })).error).toMatch(/lenght/);
    expect((await weft(good, { type: ['y=number'] })).error).toMatch(/row 2, column “y”: “a” is not a number/);
    expect(JSON.parse((await weft(good, { header: false })).out).file.rows).toBe(6);
    expect((await weft('nowhere.csv', {})).code).toBe(1);
    expect((await weft(undefined, {})).code).toBe(1);
  });
  test.skipIf(!hasShared)(needsShared('suggests a recipe that works'), async () => {
    for (const name of [
      'indoor-movement',
      'airline-passengers',
      'pollution',
      'digits',
      'shampoo',
      'monthly-sunspots',
    ]) {
      const file = sharedFile(`data/${name}.csv`);
      const suggested = await weft(file, { suggest: true });
      const { code, out, error } = await weft(file, { recipe: write(suggested.out, 'recipe.json') });
      expect([code, error], name).toEqual([0, '']);
      expect(JSON.parse(out).parts.validation.samples, name).toBeGreaterThan(0);
      if (name === 'indoor-movement') {
        expect(recipeSchema.parse(JSON.parse(suggested.out)).steps.map((step) => step.step)).toEqual([
          'select',
          'order',
          'group',
          'pad',
          'split',
        ]);
      }
    }
  });
});

describe('suggestions', () => {
  test('give their reasons as texts of both catalogues', async () => {
    const result = await store.import(
      write(
        csv(
          'sequence,step,a,kind,c,label',
          Array.from(
            { length: 60 },
            (_, i) =>
              `${Math.floor(i / 6)},${i % 6},${i % 11 === 0 ? '' : i * 1.5},${i % 2 ? 'x' : 'y'},5,${Math.floor(i / 6) % 2 ? 'up' : 'down'}`,
          ),
        ),
      ),
      { name: 'suggest.csv' },
    );
    if (!result.ok) throw new Error('refused');
    const { recipe, reasons } = suggestRecipe(result.value.columns, result.value.rows);
    expect(recipe.steps).toMatchObject([
      { step: 'select', features: ['a', 'kind'], target: ['label'], task: 'classification' },
      { step: 'missing', columns: { a: 'mean' } },
      { step: 'order', by: 'step' },
      { step: 'group', by: 'sequence', target: 'constant' },
      { step: 'encode', columns: { kind: 'oneHot' } },
      { step: 'scale', columns: 'features' },
      { step: 'pad' },
      { step: 'split', by: 'share', stratify: true },
    ]);
    expect(reasons.length).toBeGreaterThan(6);
    for (const { reason } of reasons)
      for (const catalogue of Object.values(catalogues)) expect(catalogue[reason], reason).toBeTruthy();
  });
});

describe('recipes', () => {
  test('know their order', () => {
    const codes = (steps: unknown[], source: 'table' | 'text' = 'table') =>
      recipeProblems(recipeOf(steps), source).map((entry) => `${entry.code} ${String(entry.details['step'])}`);
    const select = { step: 'select', features: ['a'] };
    expect(codes([select, { step: 'scale' }, { step: 'scale', columns: 'targets' }, { step: 'pad' }])).toEqual([]);
    expect(codes([{ step: 'pad' }, select])).toEqual(['recipe/order select']);
    expect(codes([select, { step: 'pad' }, { step: 'pad' }])).toEqual(['recipe/order pad']);
    expect(codes([{ step: 'pad' }])).toEqual(['recipe/needs-step select']);
    expect(codes([select], 'text')).toEqual(['recipe/wrong-source select', 'recipe/needs-step characters']);
    expect(
      withStep(
        withStep(recipeOf([{ step: 'pad' }]), recipeSchema.shape.steps.parse([select])[0] ?? never()),
        recipeSchema.shape.steps.parse([{ step: 'pad', length: 5 }])[0] ?? never(),
      ).steps,
    ).toMatchObject([{ step: 'select' }, { step: 'pad', length: 5 }]);
  });
  test('have texts for every step, field, option and problem in both languages', () => {
    for (const [language, catalogue] of Object.entries(catalogues)) {
      for (const code of problemCodes.filter((entry) => /^(data|recipe)\//.test(entry)))
        expect(catalogue[`problem.${code}`], `${language} ${code}`).toBeTruthy();
      for (const [id, { schema }] of Object.entries(stepTypes)) {
        expect(catalogue[`recipe.${id}`] && catalogue[`recipe.${id}.help`], `${language} ${id}`).toBeTruthy();
        for (const field of Object.keys(schema.shape))
          if (field !== 'step') expect(catalogue[`recipe.field.${field}`], `${language} ${id}.${field}`).toBeTruthy();
      }
    }
    const holes = (text: string | undefined): string[] =>
      [...(text ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
    for (const [key, text] of Object.entries(catalogues.en)) {
      if (/^(problem\.(data|recipe)|recipe|generator)/.test(key))
        expect(new Set(holes(catalogues['zh-Hans'][key])), key).toEqual(new Set(holes(text)));
    }
  });
});

function never(): never {
  throw new Error('no step');
}
