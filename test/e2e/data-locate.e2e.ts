/** A project that comes to a second computer without its data. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { serve, test, withHome } from './editor-app.ts';
import { facts, place, trainButton } from './train-steps.ts';

const csv = `month,sales\n${Array.from({ length: 80 }, (_, index) => `${2000 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01,${(100 + index + 20 * Math.sin(index / 2)).toFixed(1)}`).join('\n')}\n`;
const file = { name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };

async function choose(
  page: Page,
  button: string | RegExp,
  chosen: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).first().click();
  await (await chooser).setFiles(chosen);
}

test('the project says which file it needs, takes it, and trains a forecast that is drawn sample after sample', async ({
  page,
  address,
}) => {
  await page.goto(address);
  await choose(page, 'Import a file', file);
  await page.getByRole('button', { name: 'Accept all' }).click();
  await expect(page.getByRole('region', { name: 'What the model gets' })).toContainText('samples train');
  await page.getByRole('button', { name: 'Build a model for this' }).click();
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page
    .getByRole('dialog')
    .getByRole('combobox')
    .or(page.getByRole('dialog').getByRole('textbox'))
    .first()
    .fill('download');
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const project = {
    name: 'sales.weft.json',
    mimeType: 'application/json',
    buffer: await readFile(await (await download).path()),
  };

  await withHome(async (home) => {
    const second = await serve(home);
    try {
      await page.goto(second.address);
      await choose(page, /^Open/, project);
      await place(page, 'Train').click();
      await expect(page.getByText('“sales.csv” is not on this computer')).toBeVisible();
      await page.getByRole('button', { name: 'Locate the file' }).click();
      await choose(page, 'Locate the file', file);
      await expect(page.getByRole('region', { name: 'What the model gets' })).toContainText('samples train');
      await place(page, 'Train').click();
      await page.getByLabel('Epochs', { exact: true }).fill('3');
      await trainButton(page).click();
      await expect(facts(page)).toContainText('Finished', { timeout: 60_000 });
      await place(page, 'Use').click();
      await expect(page.getByRole('radio', { name: 'Sample after sample' })).toBeChecked();
      await page.getByRole('tab', { name: 'Typed values' }).click();
      await page.getByRole('button', { name: 'Take the first rows of the data' }).click();
      await page.getByRole('main').getByRole('button', { name: 'Predict' }).click();
      await expect(page.getByRole('table', { name: 'Predictions' }).locator('tbody tr')).toHaveCount(1);
    } finally {
      await second.end();
    }
  });
});
