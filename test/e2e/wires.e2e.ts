/** Wires: what each port says while one is drawn, layers added at its end, wires moved, errors told and mended. */
import { expect, type Locator, type Page } from '@playwright/test';
import { addFromPalette, drawWire, layer, newProject, showEverything, test } from './editor-app.ts';

// Movements of the view would race with the mouse.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const canvasOf = (page: Page): Locator => page.getByRole('region', { name: 'Canvas' });
const wires = (page: Page): Locator => canvasOf(page).locator('.react-flow__edge');
const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });
const hint = (page: Page): Locator => page.locator('[data-wire-hint]');

async function fixedInput(page: Page, shape: string): Promise<void> {
  await addFromPalette(page, 'Input');
  await inspector(page).getByLabel('Shape', { exact: true }).selectOption('fixed');
  await inspector(page).getByLabel('Sizes').fill(shape);
  await inspector(page).getByLabel('Sizes').blur();
}

async function middleOf(place: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await place.boundingBox();
  if (!box) throw new Error('Not shown.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses on a port and moves to a point, without letting go. */
async function pull(page: Page, from: Locator, to: { readonly x: number; readonly y: number }): Promise<void> {
  const start = await middleOf(from);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + to.x) / 2, (start.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
}

test('while a wire is drawn, ports that take it light up and the others say why not', async ({ page, address }) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  for (const label of ['LSTM', 'LSTM', 'Dense']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Input input_layer', 'LSTM lstm');
  const first = layer(page, 'LSTM lstm');
  const second = layer(page, 'LSTM lstm_1');
  await pull(page, first.locator('.source').first(), await middleOf(second.locator('.target').first()));
  await expect(layer(page, 'Dense dense').locator('.target')).toHaveAttribute('data-fit', 'fits');
  await expect(second.locator('.target').first()).toHaveAttribute('data-fit', 'repair');
  await expect(hint(page)).toContainText('“lstm_1” needs a sequence, but “lstm” before it returns only its last step.');
  await expect(hint(page)).toContainText('Return sequences');
  await page.mouse.up();
  await expect(wires(page)).toHaveCount(2);
  await expect(hint(page)).toHaveCount(0);
});

test('a wire let go over the empty canvas adds a layer there', async ({ page, address }) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  await showEverything(page);
  const box = await canvasOf(page).boundingBox();
  if (!box) throw new Error('No canvas.');
  await pull(page, layer(page, 'Input input_layer').locator('.source'), { x: box.x + 420, y: box.y + 120 });
  await page.mouse.up();
  const palette = page.getByRole('dialog', { name: 'Add a layer behind “input_layer”' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('lstm');
  await page.keyboard.press('Enter');
  await expect(palette).toHaveCount(0);
  await expect(wires(page)).toHaveCount(1);
  await expect(layer(page, 'LSTM lstm')).toBeFocused();
  await page.getByRole('button', { name: /^Undo: Add/ }).click();
  await expect(wires(page)).toHaveCount(0);
  await expect(layer(page, 'LSTM lstm')).toHaveCount(0);
});
