/** Models of other programs come in by the start page and by command; what is refused is said, in both languages. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { test } from './editor-app.ts';
import { downloadExport, facts, picture, place } from './train-steps.ts';

const models = unzipSync(readFileSync(join(import.meta.dirname, '..', 'import', 'models.zip')));

/** One of the models as a file that the running test can choose, changed if need be. */
function modelFile(name: string, shown = name, change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes): string {
  const path = test.info().outputPath(shown);
  writeFileSync(path, change(models[name] ?? new Uint8Array()));
  return path;
}

async function importFiles(page: Page, button: string, ...files: readonly string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles([...files]);
}

test('an old file becomes a drawn model with a run that is exported', async ({ page, address }, info) => {
  await page.goto(address);
  await importFiles(page, 'Import a model', modelFile('k2-hard-sigmoid.h5', 'weather.h5'));
  await expect(page.locator('.react-flow__node')).toHaveCount(5, { timeout: 60_000 });
  await expect(page.getByText('weather.h5 is imported.')).toBeVisible();
  await expect(page.getByText('Keras 2’s hard_sigmoid')).toBeVisible();
  await picture(page, info, 'imported');
  await place(page, 'Train').click();
  await expect(facts(page)).toContainText('Imported from weather.h5');
  await picture(page, info, 'run');
  await place(page, 'Export').click();
  const { path } = await downloadExport(page, 'Download for Keras');
  expect(Object.keys(unzipSync(readFileSync(path)))).toContain('model.keras');
});

test('weights alone become a run of the open project', async ({ page, address }, info) => {
  await page.goto(address);
  await importFiles(page, 'Import a model', modelFile('k3-sequence.keras', 'steps.keras'));
  await expect(page.locator('.react-flow__node')).toHaveCount(8, { timeout: 60_000 });
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder('Search for something to do').fill('Import a model');
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(modelFile('k3.weights.h5', 'better.weights.h5'));
  const dialog = page.getByRole('dialog', { name: 'Import better.weights.h5' });
  await expect(dialog).toBeVisible();
  await picture(page, info, 'where');
  await dialog.getByRole('button', { name: 'Weights into this project' }).click();
  await expect(page.getByText('The weights of better.weights.h5 are a run of this project now.')).toBeVisible({
    timeout: 60_000,
  });
  await place(page, 'Train').click();
  await expect(page.getByRole('region', { name: 'Runs' })).toContainText('Imported from better.weights.h5');
});

test('program code is refused by its name, in the person’s language', async ({ page, address }, info) => {
  const withLambda = modelFile('k3-words.keras', 'trap.keras', (bytes) => {
    const entries = unzipSync(bytes);
    const config = JSON.parse(new TextDecoder().decode(entries['config.json'])) as { config: { layers: unknown[] } };
    config.config.layers.push({ module: 'keras.layers', class_name: 'Lambda', config: { name: 'evil' } });
    return zipSync({ ...entries, 'config.json': strToU8(JSON.stringify(config)) });
  });
  await page.goto(address);
  await importFiles(page, 'Import a model', withLambda);
  await expect(page.getByText('The model was refused because it carries program code: Lambda in evil.')).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: /中文/ }).click();
  await importFiles(page, '导入模型', withLambda);
  await expect(page.getByText('此模型含有程序代码（evil 中的 Lambda）')).toBeVisible({ timeout: 60_000 });
  await picture(page, info, 'refused');
  // The language is the app's, not the page's: the next test finds it as it was.
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('menuitem', { name: /English/ }).click();
  await expect(page.getByRole('button', { name: 'Language' })).toBeVisible();
});
