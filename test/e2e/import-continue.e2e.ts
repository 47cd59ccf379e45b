/** A model of another program goes on here: imported, given data, tried, trained further, exported for the older file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { unzipSync } from 'fflate';
import { test } from './editor-app.ts';
import { downloadExport, facts, picture, place } from './train-steps.ts';

const models = unzipSync(readFileSync(join(import.meta.dirname, '..', 'import', 'models.zip')));

/** Three numbers and one that depends on them, in no order. */
const rows = Array.from({ length: 60 }, (_, index) => {
  const [a, b, c] = [7, 11, 13].map((step) => ((index * step) % 17) / 10 - 0.8);
  return [a, b, c, 2 * (a ?? 0) - (b ?? 0)].map((value) => value?.toFixed(2)).join(',');
});

test('import, data, use, continue, export', async ({ page, address }, info) => {
  const model = info.outputPath('prices.keras');
  writeFileSync(model, models['k3-frozen.keras'] ?? '');
  const table = info.outputPath('prices.csv');
  writeFileSync(table, ['a,b,c,price', ...rows].join('\n'));

  await page.goto(address);
  const chooseModel = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a model' }).click();
  await (await chooseModel).setFiles(model);
  await expect(page.locator('.react-flow__node')).toHaveCount(5, { timeout: 60_000 });

  // Without data there is nothing to predict for, and the page says where to get some.
  await place(page, 'Use').click();
  await expect(page.getByText('No data to try it on')).toBeVisible();
  const chooseTable = page.waitForEvent('filechooser');
  await page.getByRole('main').getByRole('button', { name: 'Choose data' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Choose a file' }).click();
  await (await chooseTable).setFiles(table);
  for (const step of ['Columns', 'Split'])
    await page
      .getByRole('region', { name: 'Suggestions' })
      .getByRole('button', { name: `Accept: ${step}` })
      .click();
  await expect(page.getByRole('region', { name: 'What the model gets' })).toContainText(
    '48 samples train, 12 validate.',
  );
  await picture(page, info, 'data');

  await place(page, 'Use').click();
  await expect(page.getByRole('table', { name: 'Predictions' }).locator('tbody tr')).toHaveCount(12, {
    timeout: 60_000,
  });
  await picture(page, info, 'used');

  await place(page, 'Train').click();
  await page.getByLabel('Epochs', { exact: true }).fill('2');
  await page.getByRole('button', { name: 'Train again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Continue from run 1' }).click();
  await expect(facts(page)).toContainText('Run 2');
  await expect(facts(page)).toContainText('Finished', { timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Runs' })).toContainText('Imported from prices.keras');
  await picture(page, info, 'continued');

  await place(page, 'Export').click();
  const { path } = await downloadExport(page, 'Download as .h5');
  expect(Object.keys(unzipSync(readFileSync(path)))).toContain('model.h5');
});
