import { expect, test } from 'vitest';
import { recipeProblems } from '../../shared/data/recipe.ts';
import { suggestRecipe } from '../../shared/data/suggest.ts';
import { prepareData } from '../../main/data/prepare.ts';
import { csv, temporaryStore } from './support.ts';

const { store, sourceOf } = temporaryStore();

async function suggested(content: string) {
  const source = await sourceOf(content);
  if (source.kind !== 'table') throw new Error('A table is imported.');
  const info = await store.get(source.file.sha256);
  if (!info) throw new Error('It is kept.');
  const { recipe, reasons } = suggestRecipe(info.columns, info.rows);
  expect(recipeProblems(recipe, 'table')).toEqual([]);
  return { recipe, reasons, data: await prepareData({ store, source, recipe }) };
}

test('a table of texts with a class: their words', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, at) => `n${at},${at % 2 ? 'good' : 'bad'},a note about thing ${at} and more`,
  );
  const { recipe, reasons, data } = await suggested(csv('id,verdict,note', rows));
  expect(recipe.steps.map(({ step }) => step)).toEqual(['select', 'words', 'split']);
  expect(recipe.steps[0]).toMatchObject({ features: ['note'], target: ['verdict'], task: 'classification' });
  expect(reasons.map(({ reason }) => reason)).toContain('recipe.reason.words');
  expect(data.spec.inputs[0]).toMatchObject({ dtype: 'int32' });
});

test('texts beside measured values stay out, as before', async () => {
  const rows = Array.from({ length: 60 }, (_, at) => `${at * 1.5},note ${at},${at % 2 ? 'good' : 'bad'}`);
  const { recipe } = await suggested(csv('weight,note,verdict', rows));
  expect(recipe.steps[0]).toMatchObject({ features: ['weight'] });
});

test('numbered columns of whole numbers that fill a square: a picture', async () => {
  const names = Array.from({ length: 16 }, (_, at) => `pixel${at}`);
  const rows = Array.from({ length: 50 }, (_, row) =>
    [...names.map((_name, at) => (row * at) % 17), row % 3].join(','),
  );
  const { recipe, data } = await suggested(csv([...names, 'label'].join(','), rows));
  expect(recipe.steps).toContainEqual(expect.objectContaining({ step: 'image', height: 4, width: 4, layout: 'image' }));
  expect(recipe.steps.some(({ step }) => step === 'scale')).toBe(false);
  expect(data.spec.inputs[0]?.shape.map(({ size }) => size)).toEqual([4, 4, 1]);
});
