/** Blocks by hand: one applied to every frame of a film (as the Moving square template has it), one used twice. */
import { expect, type Page } from '@playwright/test';
import { addFromPalette, drawWire, layer, newProject, showEverything, test } from './editor-app.ts';

test.use({
  contextOptions: { reducedMotion: 'reduce' },
  viewport: { width: 1600, height: 1000 },
});

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const canvas = (page: Page) => page.getByRole('region', { name: 'Canvas' });

async function fixedInput(page: Page, shape: string): Promise<void> {
  await addFromPalette(page, 'Input');
  await inspector(page).getByLabel('Shape', { exact: true }).selectOption('fixed');
  await inspector(page).getByLabel('Sizes').fill(shape);
}

async function set(page: Page, label: string, value: string): Promise<void> {
  await inspector(page).getByLabel(label, { exact: true }).first().fill(value);
}

/** What the summary says when nothing is selected. */
async function expectTrainableWeights(page: Page, weights: string): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(inspector(page).locator('dt:has-text("Trainable weights") + dd')).toHaveText(weights);
}

const select = (page: Page, name: string, add = false) =>
  layer(page, name).click({ position: { x: 30, y: 8 }, ...(add ? { modifiers: ['Control' as const] } : {}) });

test('the CNN-LSTM of Moving square, with its convolution drawn as a block', async ({ page, address }) => {
  await newProject(page, address);
  await addFromPalette(page, 'Conv2D');
  await set(page, 'Filters', '2');
  for (const size of await inspector(page)
    .getByRole('textbox', { name: /^Window \d/ })
    .all())
    await size.fill('2');
  for (const label of ['MaxPooling2D', 'Flatten']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Conv2D conv2d', 'MaxPooling2D max_pooling2d');
  await drawWire(page, 'MaxPooling2D max_pooling2d', 'Flatten flatten');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+g');
  const block = canvas(page).getByRole('group', { name: /^Block/ });
  await expect(block).toBeAttached();
  await fixedInput(page, '50, 50, 50, 1');
  await addFromPalette(page, 'TimeDistributed');
  await inspector(page).getByRole('combobox').first().selectOption({ label: 'Block' });
  await addFromPalette(page, 'LSTM');
  await set(page, 'Units', '50');
  await addFromPalette(page, 'Dense');
  await set(page, 'Units', '1');
  await addFromPalette(page, 'Output');
  // The block lives on inside the wrapper.
  await showEverything(page);
  await block.click({ position: { x: 30, y: 8 } });
  await page.keyboard.press('Delete');
  await showEverything(page);
  const chain = ['Input input_layer', 'TimeDistributed time_distributed', 'LSTM lstm', 'Dense dense', 'Output output'];
  for (const [index, to] of chain.slice(1).entries()) await drawWire(page, chain[index] ?? '', to);
  await expect(layer(page, 'TimeDistributed time_distributed')).toContainText('features 1152');
  await expect(layer(page, 'TimeDistributed time_distributed')).toContainText('Block');
  await expectTrainableWeights(page, '240,661');
});

test('a block that is used twice shares its weights, which the summary counts once', async ({ page, address }) => {
  await newProject(page, address);
  await addFromPalette(page, 'Dense');
  await set(page, 'Units', '8');
  await addFromPalette(page, 'Dropout');
  await showEverything(page);
  await drawWire(page, 'Dense dense', 'Dropout dropout');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+g');
  await addFromPalette(page, 'Block');
  const blocks = canvas(page).getByRole('group', { name: /^Block/ });
  await expect(blocks).toHaveCount(2);
  await fixedInput(page, '4');
  await fixedInput(page, '4');
  for (const label of ['Subtract', 'Output']) await addFromPalette(page, label);
  await showEverything(page);
  const names = await blocks.evaluateAll((all) => all.map((element) => element.getAttribute('aria-label') ?? ''));
  await drawWire(page, 'Input input_layer', names[0] ?? '');
  await drawWire(page, 'Input input_layer_1', names[1] ?? '');
  await drawWire(page, names[0] ?? '', 'Subtract subtract');
  await drawWire(page, names[1] ?? '', 'Subtract subtract');
  await drawWire(page, 'Subtract subtract', 'Output output');
  await expect(layer(page, 'Subtract subtract')).toContainText('units 8');
  await expectTrainableWeights(page, '40');

  // Opened in one place, changed in both.
  await blocks.first().dblclick({ position: { x: 30, y: 8 } });
  await select(page, 'Dense dense');
  await set(page, 'Units', '3');
  await page.getByRole('navigation', { name: 'Opened blocks' }).getByRole('button', { name: 'Model' }).click();
  await expect(layer(page, 'Subtract subtract')).toContainText('units 3');
  await expectTrainableWeights(page, '15');
});
