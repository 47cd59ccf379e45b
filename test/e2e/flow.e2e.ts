/** Data flow through the drawn model: pictures on the layers, live while editing, and one layer step by step. */
import { expect, type Locator, type Page } from '@playwright/test';
import { translator } from '../../shared/i18n/translate.ts';
import { expectNothingFromAxe } from './axe.ts';
import { layer, openTemplate, test } from './editor-app.ts';
import { facts, place, trainButton } from './train-steps.ts';

/** An engine process starts before the first answer. */

const thumb = (page: Page, name: string): Locator => layer(page, name).locator('[data-flow]');
const bar = (page: Page): Locator => page.getByRole('group', { name: 'Row and weights of the data shown' });

/** For looking at: kept where somebody asks for pictures. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['FLOW_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
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

  // What cannot be computed says why, and what can be stays.
  await page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Return every step').uncheck();
  await expect(thumb(page, 'LSTM lstm')).toHaveAccessibleName(/^12: /);
  await expect(thumb(page, 'LSTM lstm_1')).toHaveAccessibleName('Not computed: something is wrong with this layer.');
  await expect(thumb(page, 'Dense dense')).toHaveAccessibleName(/something before this layer is not ready/);
  await page.keyboard.press('Control+z');
  await expect(thumb(page, 'LSTM lstm_1')).toHaveAccessibleName(/^20: from/);

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
  await keepPicture(page, 'masking');
  await expectNothingFromAxe(page);
});

test('trained weights are chosen, said to be so, and change what is shown', async ({ page, address }) => {
  test.setTimeout(180_000);
  await openTemplate(page, address, /^One to one/);
  await showData(page);
  const output = thumb(page, 'Output output');
  await expect(output).toHaveAccessibleName(/^1: from/);
  await expect(bar(page)).toContainText('Initial weights, as a training begins');
  const before = (await output.getAttribute('aria-label')) ?? '';
  await place(page, 'Train').click();
  await trainButton(page).click();
  await expect(facts(page)).toContainText('Finished', { timeout: 120_000 });
  await place(page, 'Model').click();
  await bar(page).getByRole('combobox', { name: 'Weights' }).selectOption('Weights of run 1');
  await expect(bar(page)).toContainText(/Trained weights of run 1 after epoch \d+; the graph is the same/);
  await expect(output).not.toHaveAccessibleName(before);
  await expect(output).toHaveAccessibleName(/^1: from/);

  // Other units: the weights of the run no longer fit, and the bar names the layers.
  await layer(page, 'Dense hidden').click({ position: { x: 30, y: 8 } });
  await page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Units').fill('7');
  await expect(bar(page)).toContainText('The weights of run 1 do not fit hidden, dense.');
  await keepPicture(page, 'misfit');
  await expect(thumb(page, 'Dense hidden')).toHaveAccessibleName(/^7: from/);
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('pictures are pictures, also inside a block; rows are chosen by keyboard', async ({ page, address }) => {
    test.setTimeout(120_000);
    const t = translator('zh-Hans');
    await openTemplate(page, address, new RegExp(`^${t('template.siamese')}`));
    await page.locator('[data-canvas]').focus();
    await page.keyboard.press('Shift+D');
    const thumbs = page.locator('[data-canvas] [data-flow]');
    await expect(thumbs.first()).toHaveAccessibleName(/^8 × 8 × 1：从 0 到/);
    await expect(thumbs.first().locator('img')).toHaveAttribute('src', /^data:image/);
    const second = page.locator('.react-flow__node[data-id="second"] [data-flow] img');
    const before = (await second.getAttribute('src')) ?? '';
    await page.keyboard.press(']');
    await expect(page.getByRole('group', { name: t('flow.bar') })).toContainText(t('flow.initial'));
    await expect(second).not.toHaveAttribute('src', before);
    await keepPicture(page, 'siamese-zh');
    await page.locator('.react-flow__node[data-id="encoder_first"]').dblclick({ position: { x: 30, y: 8 } });
    await expect(page.locator('.react-flow__node[data-id="picture"] [data-flow] img')).toHaveAttribute('src', /^data:/);
    await expect(page.locator('.react-flow__node[data-id="dense"] [data-flow]')).toHaveAccessibleName(/^128：从/);
    await keepPicture(page, 'block-zh');
    await expectNothingFromAxe(page);
  });
});
