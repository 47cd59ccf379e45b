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
  // What people mostly put behind a sequence.
  await expect(palette.getByRole('option').first()).toHaveText('LSTM');
  await page.keyboard.type('lstm');
  await page.keyboard.press('Enter');
  await expect(palette).toHaveCount(0);
  await expect(wires(page)).toHaveCount(1);
  await expect(layer(page, 'LSTM lstm')).toBeFocused();
  await page.getByRole('button', { name: /^Undo: Add/ }).click();
  await expect(wires(page)).toHaveCount(0);
  await expect(layer(page, 'LSTM lstm')).toHaveCount(0);
});

test('a double click on the empty canvas adds a layer there, and Escape leaves everything as it was', async ({
  page,
  address,
}) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  await showEverything(page);
  const canvas = await canvasOf(page).boundingBox();
  const place = { x: (canvas?.x ?? 0) + 420, y: (canvas?.y ?? 0) + 120 };
  const small = page.getByRole('dialog', { name: 'Add a layer here' });
  await page.mouse.dblclick(place.x, place.y);
  await expect(small.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(small).toHaveCount(0);
  await page.mouse.dblclick(place.x, place.y);
  await page.keyboard.type('lstm');
  await page.keyboard.press('Enter');
  const added = layer(page, 'LSTM lstm');
  await expect(added).toBeFocused();
  const box = await added.boundingBox();
  expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - place.x)).toBeLessThan(40);
  await expect(wires(page)).toHaveCount(0);
  // On a layer the same two clicks are about the layer.
  await added.dblclick({ position: { x: 40, y: 10 } });
  await expect(small).toHaveCount(0);
});

test('drawn backwards from an input, a wire asks what each output would bring', async ({ page, address }) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  for (const label of ['LSTM', 'LSTM']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Input input_layer', 'LSTM lstm');
  const input = layer(page, 'Input input_layer').locator('.source');
  await pull(page, layer(page, 'LSTM lstm_1').locator('.target').first(), await middleOf(input));
  await expect(input).toHaveAttribute('data-fit', 'fits');
  await expect(layer(page, 'LSTM lstm').locator('.source').first()).toHaveAttribute('data-fit', 'repair');
  await expect(hint(page)).toContainText('Fits input_layer');
  await page.mouse.up();
  await expect(page.getByRole('group', { name: /^Wire from input_layer to lstm_1: batch × time 10/ })).toBeAttached();
});

/** A point of the canvas at which nothing lies: below everything. */
async function emptyPlace(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const box = await canvasOf(page).boundingBox();
  if (!box) throw new Error('No canvas.');
  return { x: box.x + box.width / 2, y: box.y + box.height - 60 };
}

test('the end of a wire is moved to another layer, or pulled off; all of it can be undone', async ({
  page,
  address,
}) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  for (const label of ['Dense', 'Flatten']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Input input_layer', 'Dense dense');
  // Just before the port lies the end of the wire.
  const grip = async (name: string) => {
    const { x, y } = await middleOf(layer(page, name).locator('.target').first());
    return { x: x - 24, y };
  };
  const drag = async (from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
  };
  const flatten = await middleOf(layer(page, 'Flatten flatten').locator('.target').first());
  await drag(await grip('Dense dense'), flatten);
  await expect(page.getByRole('group', { name: /^Wire from input_layer to flatten/ })).toBeAttached();
  await expect(wires(page)).toHaveCount(1);

  await drag(await grip('Flatten flatten'), await emptyPlace(page));
  const palette = page.getByRole('dialog', { name: 'Add a layer behind “input_layer”' });
  await expect(palette).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
  await expect(wires(page)).toHaveCount(1);
  await drag(await grip('Flatten flatten'), await emptyPlace(page));
  await palette.getByRole('button', { name: 'Remove the wire' }).click();
  await expect(wires(page)).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('group', { name: /^Wire from input_layer to flatten/ })).toBeAttached();
  await page.getByRole('button', { name: 'Undo: Move wire' }).click();
  await expect(page.getByRole('group', { name: /^Wire from input_layer to dense/ })).toBeAttached();
});

/** Focus that comes from the keyboard selects: away and back again. */
async function arriveAt(page: Page, place: Locator): Promise<void> {
  await place.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(place).toBeFocused();
}
const chooseByKeyboard = (page: Page, name: string): Promise<void> => arriveAt(page, layer(page, name));

test('by keyboard: why it does not fit, the wire, its repair, and a new layer behind', async ({ page, address }) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  for (const label of ['LSTM', 'LSTM']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Input input_layer', 'LSTM lstm');
  await chooseByKeyboard(page, 'LSTM lstm');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Connect lstm to a layer' });
  await dialog.getByLabel('Search for a layer').fill('(input)');
  const target = dialog.getByRole('button', { name: /LSTM lstm_1 \(input\)/ });
  await expect(target).toContainText('“lstm_1” needs a sequence, but “lstm” before it returns only its last step.');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);

  const wire = page.getByRole('group', { name: /^Wire from lstm to lstm_1/ });
  await arriveAt(page, wire);
  await expect(page.locator('[data-wire-tip]')).toContainText('“lstm_1” needs a sequence');
  const repair = inspector(page).getByRole('button', { name: 'Return sequences' });
  await repair.focus();
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('group', { name: /^Wire from lstm to lstm_1: batch × time 10 × units 32/ }),
  ).toBeAttached();
  await page.keyboard.press('Control+z');
  await expect(page.locator('path.react-flow__edge-path[data-wrong="true"]')).toHaveCount(1);

  await chooseByKeyboard(page, 'LSTM lstm_1');
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'Add a new layer behind this…' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Add a layer behind “lstm_1”' }).getByRole('combobox')).toBeFocused();
  await page.keyboard.type('dense');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: /^Wire from lstm_1 to dense/ })).toBeAttached();
});

test('where a mask dies is seen, explained and mended at the wire', async ({ page, address }) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  for (const label of ['Masking', 'Flatten']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Input input_layer', 'Masking masking');
  await drawWire(page, 'Masking masking', 'Flatten flatten');
  await expect(canvasOf(page).locator('[data-mask-stop]')).toHaveCount(1);
  const wire = page.getByRole('group', { name: /^Wire from masking to flatten/ });
  await expect(wire).toHaveAccessibleName(/The mask ends here\.$/);
  const port = await middleOf(layer(page, 'Flatten flatten').locator('.target').first());
  await page.mouse.move(port.x - 18, port.y);
  await expect(page.locator('[data-wire-tip]')).toContainText('batch × time 10 × features 3');
  await expect(page.locator('[data-wire-tip]')).toContainText('The mask ends here: Flatten ignores it');
  await page.mouse.click(port.x - 18, port.y);
  await inspector(page).getByRole('button', { name: 'Average over the unmasked steps instead' }).click();
  await expect(canvasOf(page).locator('[data-mask-stop]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo: Repair' }).click();
  await expect(canvasOf(page).locator('[data-mask-stop]')).toHaveCount(1);
});

test('in Chinese: the reason, the small palette and the repair', async ({ browser, address }) => {
  const context = await browser.newContext({
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('button', { name: '新建项目' }).click();
  await page.getByRole('button', { name: '模型', exact: true }).click();
  const canvas = page.getByRole('region', { name: '画布' });
  const palette = page.getByRole('complementary', { name: '组件面板' });
  for (const label of ['输入', 'LSTM']) await palette.getByRole('button', { name: label, exact: true }).dblclick();
  await page.keyboard.press('f');
  const port = (index: number, side: string): Locator =>
    canvas.locator('.react-flow__node').nth(index).locator(side).first();
  await pull(page, port(0, '.source'), await middleOf(port(1, '.target')));
  await expect(hint(page)).toContainText('适合');
  await page.mouse.up();
  await expect(canvas.locator('.react-flow__edge')).toHaveCount(1);
  const box = await canvas.boundingBox();
  if (!box) throw new Error('No canvas.');
  await pull(page, port(1, '.source'), { x: box.x + box.width / 2, y: box.y + box.height - 60 });
  await page.mouse.up();
  const small = page.getByRole('dialog', { name: '在“lstm”之后添加一层' });
  await small.getByRole('combobox').fill('gru');
  await expect(small.getByRole('group', { name: '修复后适合' })).toContainText('返回整个序列');
  await page.keyboard.press('Enter');
  const gru = canvas.locator('.react-flow__node').nth(2);
  await expect(gru).toContainText('需要');
  await gru.getByRole('button', { name: '返回整个序列' }).click();
  await expect(page.locator('path.react-flow__edge-path[data-wrong="true"]')).toHaveCount(0);
  await context.close();
});
