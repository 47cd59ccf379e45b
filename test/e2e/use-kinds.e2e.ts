/** Trying models of texts, pictures and pairs by hand; two outputs side by side. */
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './editor-app.ts';
import { facts, picture, place, trainButton } from './train-steps.ts';

test.setTimeout(300_000);

const predictions = (page: Page): Locator => page.getByRole('table', { name: 'Predictions' });
const answer = (page: Page): Locator => predictions(page).locator('tbody td[data-role=prediction]');

async function trained(page: Page, address: string, template: RegExp, epochs: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: template }).click();
  await place(page, 'Train').click();
  await page.getByLabel('Epochs', { exact: true }).fill(epochs);
  await trainButton(page).click();
  await expect(facts(page)).toContainText('Finished', { timeout: 240_000 });
}

test('a text of one’s own is praise or blame', async ({ page, address }, info) => {
  await trained(page, address, /^Film reviews by their words/, '8');
  await expect(facts(page)).toContainText('Baseline: a logistic regression on TF-IDF');
  await place(page, 'Use').click();
  await page.getByRole('tab', { name: 'Your own text' }).click();
  const text = page.getByLabel('Text for “text”');
  for (const [words, told] of [
    ['The plot is clever, the music is moving, the acting is fresh and funny.', 'pos'],
    ['The plot is dull, the music is noisy, the acting is stale and tedious.', 'neg'],
  ] as const) {
    await text.fill(words);
    await page.getByRole('main').getByRole('button', { name: 'Predict' }).click();
    await expect(answer(page)).toHaveText(told, { timeout: 90_000 });
  }
  await page.getByRole('button', { name: 'Take row 1 of the data' }).click();
  await expect(text).toHaveValue(/ is /);
  await picture(page, info, 'own-text');
});

test('two rows are the same or not, and a picture is seen', async ({ page, address }, info) => {
  await trained(page, address, /^The same or not/, '8');
  await place(page, 'Use').click();
  await page.getByRole('tab', { name: 'Two rows' }).click();
  // Rows 1 and 11 are both the digit 0 in the template's table, rows 1 and 2 are 0 and 1.
  for (const [second, told] of [
    ['11', 'same'],
    ['2', 'different'],
  ] as const) {
    await page.getByLabel('Second row').first().fill(second);
    await page.getByRole('button', { name: 'Compare' }).click();
    await expect(answer(page)).toHaveText(told, { timeout: 90_000 });
  }
  await picture(page, info, 'two-rows');
  await place(page, 'Data').click();
  await expect(page.getByRole('img', { name: 'Second input' }).first()).toBeVisible({ timeout: 90_000 });
  await picture(page, info, 'pairs-in-data');
});

test('a picture is drawn with pointer and keys', async ({ page, address }, info) => {
  await trained(page, address, /^Pictures pixel by pixel\s*A plain/, '2');
  await place(page, 'Use').click();
  await page.getByRole('tab', { name: 'Draw a picture' }).click();
  const grid = page.getByRole('img', { name: 'Picture to predict' });
  await page.getByRole('button', { name: 'Take this row' }).click();
  await expect.poll(() => grid.locator('rect[fill="rgb(255, 255, 255)"]').count()).toBeGreaterThan(3);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(grid.locator('rect[fill="rgb(255, 255, 255)"]')).toHaveCount(0);
  await grid.click({ position: { x: 70, y: 14 } });
  await grid.press('ArrowRight');
  await grid.press('Space');
  await expect(grid.locator('rect[fill="rgb(255, 255, 255)"]')).toHaveCount(2);
  await page.getByRole('main').getByRole('button', { name: 'Predict' }).click();
  await expect(answer(page)).toHaveText(/^\d$/, { timeout: 90_000 });
  await picture(page, info, 'drawn');
});

test('two outputs stand side by side, and other seeds bring a verdict', async ({ page, address }, info) => {
  await trained(page, address, /^ReLU against SELU/, '2');
  const section = page.getByRole('region', { name: 'Outputs side by side' });
  await expect(section).toContainText('1 finished so far');
  await section.getByRole('button', { name: 'Train 5 times more, with other seeds' }).click();
  // Names, six runs, their mean.
  const trials = section.getByRole('table', { name: /run by run/ }).getByRole('row');
  await expect(trials).toHaveCount(8, { timeout: 200_000 });
  await expect(section).toContainText(/No verdict|is better than/);
  await picture(page, info, 'side-by-side');
});
