/** What the layers cost, on the canvas: shares, shared weights, and the time of each layer of a trained model. */
import { expect, type Locator, type Page } from '@playwright/test';
import { translator } from '../../shared/i18n/translate.ts';
import { expectNothingFromAxe } from './axe.ts';
import { openTemplate, test } from './editor-app.ts';
import { facts, picture, place, trainButton } from './train-steps.ts';

/** An engine process starts before the first answer. */

const costOf = (page: Page, id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"] [data-cost]`);
const legend = (page: Page): Locator => page.getByRole('group', { name: 'Cost of the layers' });

/** By the command palette: what the keyboard can do. */
async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search for something to do').fill(command);
  await page.keyboard.press('Enter');
}

async function trainOnce(page: Page, epochs: string): Promise<void> {
  await place(page, 'Train').click();
  await page.getByLabel('Epochs', { exact: true }).fill(epochs);
  await trainButton(page).click();
  await expect(facts(page)).toContainText('Finished', { timeout: 120_000 });
}

test('shares of parameters, multiply-adds and memory stand below the layers; shared weights have a legend', async ({
  page,
  address,
}, info) => {
  await openTemplate(page, address, /^The same or not/);
  // The legend of shared weights is there without asking; choosing one selects its uses.
  const shared = page.getByRole('group', { name: 'Shared weights' });
  const encoder = shared.getByRole('button', { name: 'encoder, 2 uses' });
  await expect(encoder).toHaveAttribute('aria-pressed', 'false');
  await encoder.click();
  await expect(encoder).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.react-flow__node.selected')).toHaveCount(2);
  // The same by keyboard, from one of them.
  await page.locator('.react-flow__node[data-id="encoder_second"]').focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('.react-flow__node.selected')).toHaveCount(0);
  await page.locator('.react-flow__node[data-id="encoder_second"]').click({ position: { x: 30, y: 8 } });
  await expect(encoder).toHaveAttribute('aria-pressed', 'false');
  await run(page, 'Select the layers that share these weights');
  await expect(encoder).toHaveAttribute('aria-pressed', 'true');

  await expect(page.locator('[data-cost]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Show what the layers cost' }).click();
  await expect(costOf(page, 'encoder_first')).toHaveAccessibleName(/^49 % of the multiply-adds: 40,\d+$|^50 % of/);
  await legend(page).getByRole('combobox', { name: 'Kind of cost' }).selectOption('Parameters');
  // One set of weights, used twice: all of them, both times.
  await expect(costOf(page, 'encoder_first')).toHaveAccessibleName('100 % of the parameters: 41,344');
  await expect(costOf(page, 'encoder_second')).toHaveAccessibleName('100 % of the parameters: 41,344');
  await expect(legend(page)).toContainText('41,344 in all');
  await expect(costOf(page, 'distance')).toHaveCount(0);
  await picture(page, info, 'cost-siamese');
  await expectNothingFromAxe(page);
});

test('the time of each layer is measured once a run is there, by keyboard; a changed model has none', async ({
  page,
  address,
}, info) => {
  await openTemplate(page, address, /^One to one/);
  await page.locator('[data-canvas]').focus();
  await page.keyboard.press('Shift+K');
  await legend(page).getByRole('combobox', { name: 'Kind of cost' }).focus();
  await page.keyboard.press('End');
  await expect(legend(page)).toContainText('Not measured yet.');
  await legend(page).getByRole('button', { name: 'Measure time per layer' }).click();
  await expect(legend(page)).toContainText('No run was trained with the drawing as it is now.');

  await trainOnce(page, '2');
  await place(page, 'Model').click();
  await run(page, 'Measure time per layer');
  const share = /^(\d+|\d\.\d) % of the time of a training step: [\d.]+ ms$/;
  await expect(costOf(page, 'hidden')).toHaveAccessibleName(share);
  await expect(legend(page)).toContainText(/^.*[\d.]+ ms in all/);
  await expect(legend(page)).toContainText('Run 1, a batch of 32 samples, forward and backward, ');
  // The layer's name says it as well, on the canvas and in the outline.
  await expect(page.getByRole('group', { name: /^Dense hidden\. .* % of the time of a training step/ })).toBeVisible();
  await page.keyboard.press('o');
  await expect(
    page.getByRole('treeitem', { name: /^Dense hidden\. .* % of the time of a training step/ }),
  ).toBeVisible();
  await picture(page, info, 'cost-time');
  await expectNothingFromAxe(page);

  await page.getByRole('tab', { name: 'Summary' }).click();
  const table = page.getByRole('table', { name: 'Summary of the model' });
  await expect(table.getByRole('columnheader', { name: 'Time' })).toBeVisible();
  await expect(table.getByRole('row', { name: /^hidden/ })).toContainText(/[\d.]+ ms \([\d.]+ %\)/);
  await page.keyboard.press('Control+j');

  // Another number of units is another model; taking it back is the measured one again. Moving a layer is neither.
  await page.locator('.react-flow__node[data-id="hidden"]').click({ position: { x: 30, y: 8 } });
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('Time of a training step');
  await page.keyboard.press('ArrowDown');
  await expect(costOf(page, 'hidden')).toHaveAccessibleName(share);
  await inspector.getByLabel('Units').fill('7');
  await expect(legend(page)).toContainText('The model was changed since the times were measured.');
  await expect(page.locator('[data-cost]')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(costOf(page, 'hidden')).toHaveAccessibleName(share);

  await page.getByRole('button', { name: 'Show what the layers cost' }).click();
  await expect(legend(page)).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Dense hidden', exact: true })).toBeVisible();
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN', colorScheme: 'dark' });
  test('shares are said and drawn', async ({ page, address }, info) => {
    const t = translator('zh-Hans');
    await openTemplate(page, address, new RegExp(`^${t('template.siamese')}`));
    await expect(page.getByRole('group', { name: t('canvas.sharedLegend') })).toContainText('encoder，共 2 处');
    await page.getByRole('button', { name: t('command.toggleCost') }).click();
    await page.getByRole('combobox', { name: t('cost.measure') }).selectOption('参数');
    await expect(costOf(page, 'encoder_first')).toHaveAccessibleName('占参数的 100 %：41,344');
    await expect(page.getByRole('group', { name: t('cost.legend') })).toContainText('共 41,344');
    await picture(page, info, 'cost-zh');
    await expectNothingFromAxe(page);
  });
});
