/** What the layers cost, on the canvas: shares, shared weights, and the time of each layer of a trained model. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect as plainExpect, type Locator, type Page } from '@playwright/test';
import { translator } from '../../shared/i18n/translate.ts';
import { layer, test } from './editor-app.ts';
import { facts, picture, place, trainButton } from './train-steps.ts';

/** An engine process starts before the first answer. */
const expect = plainExpect.configure({ timeout: 45_000 });

const costOf = (page: Page, id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"] [data-cost]`);
const legend = (page: Page): Locator => page.getByRole('group', { name: 'Cost of the layers' });

async function openTemplate(page: Page, address: string, name: RegExp): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(address);
  await page.getByRole('button', { name }).click();
  await page.locator('[data-canvas]').waitFor();
}

async function expectNothingFromAxe(page: Page): Promise<void> {
  await page.mouse.move(700, 90);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
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

  await expect(page.locator('[data-cost]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Show what the layers cost' }).click();
  await expect(costOf(page, 'encoder_first')).toHaveAccessibleName(/^49 % of the multiply-adds: 40,\d+$|^50 % of/);
  await legend(page).getByText('Parameters').click();
  // One set of weights, used twice: all of them, both times.
  await expect(costOf(page, 'encoder_first')).toHaveAccessibleName('100 % of the parameters: 41,344');
  await expect(costOf(page, 'encoder_second')).toHaveAccessibleName('100 % of the parameters: 41,344');
  await expect(legend(page)).toContainText('41,344 in all');
  await expect(costOf(page, 'distance')).toHaveCount(0);
  await picture(page, info, 'cost-siamese');
  await expectNothingFromAxe(page);
});
