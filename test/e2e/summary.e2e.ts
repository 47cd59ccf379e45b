/** What the model is, as the table that Keras prints and as a picture to keep. */
import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { test } from './editor-app.ts';
import { picture, place } from './train-steps.ts';

test('the summary stands in the drawer, leads to a layer and is saved; the picture is saved as SVG and PNG', async ({
  page,
  address,
}, info) => {
  await page.goto(address);
  await page.getByRole('button', { name: /^The same or not/ }).click();
  await page.getByRole('tab', { name: 'Summary' }).click();
  const table = page.getByRole('table', { name: 'Summary of the model' });
  await expect(table.getByRole('row')).toHaveCount(12);
  await expect(table).toContainText('(None, 8, 8, 1)');
  await expect(page.getByText('41,344').first()).toBeVisible();
  await picture(page, info, 'summary');
  await expectNothingFromAxe(page, 'table');
  await table.getByRole('button', { name: 'distance' }).click();
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('Euclidean distance');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the summary as text' }).click();
  expect(await readFile(await (await saved).path(), 'utf8')).toContain('Trainable params: 41,344 (161.50 KB)');

  await place(page, 'Export').click();
  for (const [button, begins] of [
    ['Download SVG', '<svg'],
    ['Download PNG', '\x89PNG'],
  ] as const) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    expect((await readFile(await (await download).path(), 'latin1')).slice(0, 60)).toContain(begins);
  }
  await picture(page, info, 'picture');
});
