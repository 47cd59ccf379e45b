/** Data flow through the drawn model: pictures on the layers, live while editing, and one layer step by step. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { layer, test } from './editor-app.ts';

const thumb = (page: Page, name: string): Locator => layer(page, name).locator('[data-flow]');
const bar = (page: Page): Locator => page.getByRole('group', { name: 'Row and weights of the data shown' });

async function openTemplate(page: Page, address: string, name: RegExp): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(address);
  await page.getByRole('button', { name }).click();
  await page.getByRole('region', { name: 'Canvas' }).waitFor();
}

async function expectNothingFromAxe(page: Page): Promise<void> {
  await page.mouse.move(700, 90);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

const showData = (page: Page): Promise<void> => page.getByRole('button', { name: 'Show data on the layers' }).click();

test('layers show what leaves them, live while editing, and step by step', async ({ page, address }) => {
  test.setTimeout(120_000);
  await openTemplate(page, address, /^Masking/);
  await showData(page);
  await expect(thumb(page, 'LSTM lstm')).toHaveAccessibleName(/^15 × 100: from .* 80 % of the steps are masked/);
  await expect(thumb(page, 'Input input')).toHaveAccessibleName(/^15 × 1: from 0 to/);
  await expect(thumb(page, 'Output output')).toHaveAccessibleName(/^1: from/);

  // Another row has another mask.
  await page.getByRole('button', { name: /^Next row/ }).click();
  await expect(thumb(page, 'LSTM lstm')).toHaveAccessibleName(/73 % of the steps are masked/);

  // Editing changes what is shown.
  await layer(page, 'LSTM lstm').click({ position: { x: 30, y: 8 } });
  await page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Units').fill('12');
  await expect(thumb(page, 'LSTM lstm')).toHaveAccessibleName(/^15 × 12: /);

  // What cannot be computed says why.
  await page.keyboard.press('Escape');

  // Step by step.
  await page.getByRole('tab', { name: 'Data flow' }).click();
  const panel = page.getByRole('region', { name: 'lstm step by step' });
  await expect(panel.getByRole('figure')).toHaveCount(6);
  const slider = panel.getByRole('slider', { name: 'Step in time' });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(panel.getByText('Step 1 of 15 · masked')).toBeVisible();
  await expect(panel.getByRole('figure', { name: 'Input gate i: nothing is computed' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(panel.getByText('Step 15 of 15 · counts')).toBeVisible();
  await expect(panel.getByRole('figure', { name: /^Input gate i: at this step from 0\.\d/ })).toBeVisible();
  await expectNothingFromAxe(page);
  if (process.env['FLOW_PICTURES']) {
    await page.screenshot({ path: `${process.env['FLOW_PICTURES']}/masking.png` });
    await page.getByText('Lines', { exact: true }).click();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: `${process.env['FLOW_PICTURES']}/masking-dark.png` });
  }
});
