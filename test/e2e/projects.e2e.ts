/** Projects as a whole: versions and the way back, copies, sharing as text and picture, a disk that cannot be written. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { addFromPalette, layer, newProject, serve, test } from './editor-app.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const save = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
};
/** By the command palette: what the keyboard can do. */
async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search for something to do').fill(command);
  await page.keyboard.press('Enter');
}
test('a version is compared, restored, and the restoring undone', async ({ page, address }) => {
  await newProject(page, address);
  await addFromPalette(page, 'LSTM');
  await save(page);
  await addFromPalette(page, 'Dense');
  await save(page);
  await addFromPalette(page, 'Dropout');
  await run(page, 'Versions');
  const dialog = page.getByRole('dialog', { name: 'Versions' });
  const rows = dialog.getByRole('listitem').filter({ has: page.locator('strong') });
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(0)).toContainText('Now');
  await expect(rows.nth(0)).toContainText('Added Dropout “dropout”');
  await expect(rows.nth(1)).toContainText('1 change');
  await expect(rows.nth(1)).toContainText('Added Dense “dense”');
  await expectNothingFromAxe(page, '[role="dialog"]');

  await rows.nth(2).getByRole('button', { name: 'Compare with now' }).click();
  const comparison = page.getByRole('dialog', { name: /^Differences/ });
  await expect(comparison.getByRole('button', { name: 'Added Dense “dense”' })).toBeVisible();
  await expect(comparison.getByRole('group', { name: 'dense: added' })).toBeVisible();
  await expect(comparison.getByRole('group', { name: 'lstm', exact: true })).toBeVisible();
  await comparison.getByRole('button', { name: 'Added Dropout “dropout”' }).click();
  await expectNothingFromAxe(page, '[role="dialog"]');
  await page.keyboard.press('Escape');

  await rows.nth(2).getByRole('button', { name: 'Restore' }).click();
  await expect(layer(page, 'Dense dense')).toBeHidden();
  await expect(layer(page, 'LSTM lstm')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(layer(page, 'Dense dense')).toBeVisible();
  await expect(layer(page, 'Dropout dropout')).toBeVisible();
});

test('a copy is saved under another name and opened', async ({ page, address }) => {
  await newProject(page, address);
  await addFromPalette(page, 'GRU');
  const original = page.url();
  await page.keyboard.press('Control+Shift+s');
  await page.getByRole('textbox', { name: 'Project name' }).last().fill('Second try');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Project name' })).toHaveValue('Second try');
  await expect(layer(page, 'GRU gru')).toBeVisible();
  expect(page.url()).not.toBe(original);
});

test('a project travels as text', async ({ page, address }) => {
  await newProject(page, address);
  await addFromPalette(page, 'GRU');
  await run(page, 'Share as text');
  const text = await page.getByRole('textbox', { name: 'Share as text' }).inputValue();
  expect(text).toMatch(/^weft1:[\w-]+$/);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByText('on the clipboard as text')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  await page.keyboard.press('Escape');
  const first = page.url();
  await run(page, 'Open a shared text');
  await page.getByRole('textbox', { name: 'Shared text' }).fill(`${text.slice(0, 40)}\n${text.slice(40)}`);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect.poll(() => page.url()).not.toBe(first);
  await expect(layer(page, 'GRU gru')).toBeVisible();
});

for (const format of ['svg', 'png'] as const)
  test(`a picture (${format}) opens again as its project`, async ({ page, address }) => {
    await newProject(page, address);
    await addFromPalette(page, 'GRU');
    const downloading = page.waitForEvent('download');
    await run(page, `picture (${format}`);
    const file = await (await downloading).path();
    const first = page.url();
    // The palette closes with a movement; until then keys are its own.
    await expect(page.getByRole('dialog')).toHaveCount(0);
    const choosing = page.waitForEvent('filechooser');
    await page.keyboard.press('Control+o');
    await (await choosing).setFiles({
      name: `model.${format}`,
      mimeType: `image/${format}`,
      buffer: await readFile(file),
    });
    await expect.poll(() => page.url()).not.toBe(first);
    await expect(layer(page, 'GRU gru')).toBeVisible();
  });

test('a folder that cannot be written: said, nothing lost, saved as soon as it can', async ({ page, home }) => {
  const app = await serve(home);
  try {
    await newProject(page, app.address);
    await addFromPalette(page, 'LSTM');
    await save(page);
    // A file in the folder's place refuses everybody, whatever their rights.
    await rename(join(home, 'projects'), join(home, 'projects-kept'));
    await writeFile(join(home, 'projects'), '');
    await addFromPalette(page, 'GRU');
    await expect(page.getByText('Unsaved work cannot be kept on disk right now')).toBeVisible();
    await page.keyboard.press('Control+s');
    await expect(page.getByRole('alert').filter({ hasText: /could not be (read|written)/ })).toBeVisible();
    await expect(layer(page, 'GRU gru')).toBeVisible();
    const downloading = page.waitForEvent('download');
    await page.getByRole('status').getByRole('button', { name: 'Download the project as a file' }).click();
    expect(await readFile(await (await downloading).path(), 'utf8')).toContain('"type": "gru"');

    await rename(join(home, 'projects'), join(home, 'in-the-way'));
    await rename(join(home, 'projects-kept'), join(home, 'projects'));
    await expect(page.getByText('Unsaved work cannot be kept on disk right now')).toBeHidden();
    await save(page);
    await page.reload();
    await expect(layer(page, 'GRU gru')).toBeVisible();
    await expect(page.getByText('The last session ended without saving')).toBeHidden();
  } finally {
    await app.end();
  }
});
