/** The first minute: four clicks from the start page to a forecast drawn over the truth. */
import { expect, type Page } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { test } from './editor-app.ts';
import { facts, picture, place, trainButton } from './train-steps.ts';

/** How many pixels of the forecast have the colour of a curve. */
const drawnPixels = (page: Page, colour: string): Promise<number> =>
  page
    .getByRole('img', { name: 'Forecast over the truth' })
    .locator('canvas')
    .evaluate((element, name) => {
      const canvas = element as HTMLCanvasElement; // the locator asks for canvases only
      const wanted = getComputedStyle(document.documentElement).getPropertyValue(`--curve-${name}`).trim();
      const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(wanted.slice(at, at + 2), 16));
      const data =
        canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      let count = 0;
      for (let at = 0; at < data.length; at += 4)
        if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255) count += 1;
      return count;
    }, colour);

test('Damped sine: a template, Train, a falling curve, the forecast over the truth, one sentence', async ({
  page,
  address,
}, info) => {
  await page.goto(address);
  await page.getByRole('button', { name: /^Damped sine\s*Stacked/ }).click();
  await place(page, 'Train').click();
  await trainButton(page).click();
  await expect(page.getByRole('img', { name: 'Loss of every step' })).toBeVisible({ timeout: 60_000 });
  await expect(facts(page)).toContainText('5,145 parameters');
  await picture(page, info, 'training');
  await expect(facts(page)).toContainText('Finished', { timeout: 120_000 });
  await expect(facts(page)).toContainText('Step 1000 of 1000');
  await expect(page.getByText(/It has learnt: the loss fell by \d\d %/)).toBeVisible();
  await page.getByRole('button', { name: 'Try what it has learnt' }).click();
  await expect(page.getByRole('img', { name: 'Forecast over the truth' })).toBeVisible({ timeout: 60_000 });
  // Not only the axes: truth and prediction are drawn in their colours.
  for (const colour of ['accent', 'second']) await expect.poll(() => drawnPixels(page, colour)).toBeGreaterThan(20);
  await expect(
    page.getByText(/On average the prediction is off by 0\.\d+, \d+\.\d % of the range of the truth/),
  ).toBeVisible();
  await expect(page.getByRole('table', { name: 'Predictions' }).locator('tbody tr')).toHaveCount(200);
  await picture(page, info, 'forecast');
});

test('no place of a trained project has anything that axe finds', async ({ page, address }) => {
  await page.goto(address);
  await page.getByRole('button', { name: /^Echo\s*Five/ }).click();
  await place(page, 'Train').click();
  await trainButton(page).click();
  await expect(facts(page)).toContainText('Finished', { timeout: 120_000 });
  for (const name of ['Data', 'Train', 'Use', 'Export'] as const) {
    await place(page, name).click();
    if (name === 'Use') await expect(page.getByRole('table', { name: 'Predictions' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('main', { name })).not.toContainText('Opening');
    await expectNothingFromAxe(page);
  }
});
