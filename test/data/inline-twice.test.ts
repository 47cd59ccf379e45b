import { expect, test } from 'vitest';
import { prepareData } from '../../main/data/prepare.ts';
import { digitsTable } from '../../shared/templates/digit-table.ts';
import { recipeOf, temporaryStore } from './support.ts';

const { store } = temporaryStore();

test('a table inside the project is prepared by several callers at once', async () => {
  const source = { kind: 'inline', format: 'table', name: 'digits.csv', content: digitsTable() } as const;
  const recipe = recipeOf([{ step: 'select', features: ['p33'], target: ['digit'] }]);
  const all = await Promise.all(Array.from({ length: 4 }, () => prepareData({ store, source, recipe })));
  for (const { train } of all) expect(train.count).toBe(300);
});
