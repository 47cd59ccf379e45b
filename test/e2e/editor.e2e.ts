/** Drawing a model: with the mouse, with the keyboard alone, undoing, repairing, copying. */
import { expect, type Page } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { addFromPalette, drawWire, layer, newProject, showEverything, test, untilKept } from './editor-app.ts';

// Movements of the view would race with the mouse.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const wires = (page: Page) => page.getByRole('region', { name: 'Canvas' }).locator('.react-flow__edge');
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

/** An Input of fixed shape, so that shapes are known without data. */
async function fixedInput(page: Page, shape: string): Promise<void> {
  await addFromPalette(page, 'Input');
  await inspector(page).getByLabel('Shape', { exact: true }).selectOption('fixed');
  await inspector(page).getByLabel('Sizes').fill(shape);
}

test('a model drawn with the mouse shows its shapes', async ({ page, address }) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  for (const label of ['Masking', 'LSTM', 'Dense', 'Output']) await addFromPalette(page, label);
  await showEverything(page);
  await expect(layer(page, 'Output output')).toBeVisible();
  await drawWire(page, 'Input input_layer', 'Masking masking');
  await drawWire(page, 'Masking masking', 'LSTM lstm');
  await drawWire(page, 'LSTM lstm', 'Dense dense');
  await drawWire(page, 'Dense dense', 'Output output');
  await expect(wires(page)).toHaveCount(4);
  await expect(layer(page, 'LSTM lstm')).toContainText('units 32');
  await expect(
    page.getByRole('group', { name: /^Wire from masking to lstm: batch × time 10 × features 3/ }),
  ).toBeAttached();
});

test('a wrong wire says why and is mended by one click, which can be undone', async ({ page, address }) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  for (const label of ['LSTM', 'LSTM']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Input input_layer', 'LSTM lstm');
  await drawWire(page, 'LSTM lstm', 'LSTM lstm_1');
  const second = layer(page, 'LSTM lstm_1');
  await expect(second).toContainText('“lstm_1” needs a sequence, but “lstm” before it returns only its last step.');
  await expect(page.locator('path.react-flow__edge-path[data-wrong="true"]')).toHaveCount(1);
  const repair = second.getByRole('button', { name: 'Return sequences' });
  await repair.click();
  await expect(page.locator('path.react-flow__edge-path[data-wrong="true"]')).toHaveCount(0);
  await expect(repair).toHaveCount(0);
  await expect(layer(page, 'LSTM lstm')).toContainText('time 10 · units 32');
  await page.getByRole('button', { name: 'Undo: Repair' }).click();
  await expect(second.getByRole('button')).toHaveCount(1);
});

test('the keyboard alone draws, wires, sets and removes', async ({ page, address }) => {
  await newProject(page, address);
  await page.locator('body').press('a');
  const search = page.getByLabel('Search layers');
  for (const word of ['input', 'lstm', 'dense', 'output']) {
    await search.fill(word);
    await search.press('Enter');
  }
  await expect(layer(page, 'Output output')).toBeAttached();
  for (const [from, to] of [
    ['Input input_layer', 'LSTM lstm'],
    ['LSTM lstm', 'Dense dense'],
    ['Dense dense', 'Output output'],
  ] as const) {
    await layer(page, from).focus();
    await page.keyboard.press('c');
    const target = page.getByLabel('Search for a layer');
    await target.fill(to);
    await target.press('Enter');
    await expect(target).toBeHidden();
  }
  await expect(wires(page)).toHaveCount(3);

  await layer(page, 'LSTM lstm').focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByLabel('Name')).toBeFocused();
  await inspector(page).getByLabel('Units').fill('7');
  await expect(layer(page, 'LSTM lstm')).toContainText('Units 7');

  const before = await layer(page, 'LSTM lstm').boundingBox();
  await layer(page, 'LSTM lstm').focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowDown');
  const after = await layer(page, 'LSTM lstm').boundingBox();
  expect(after?.y).toBeGreaterThan(before?.y ?? 0);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await layer(page, 'LSTM lstm').boundingBox())?.y).toBe(before?.y);

  await layer(page, 'Dense dense').focus();
  await page.keyboard.press('Delete');
  await expect(layer(page, 'Dense dense')).toHaveCount(0);
  await expect(wires(page)).toHaveCount(1);
});

test('copy, paste, duplicate, select all, delete, undo and redo', async ({ page, address }) => {
  await newProject(page, address);
  for (const label of ['Dense', 'Dropout']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Dense dense', 'Dropout dropout');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(layer(page, 'Dropout dropout_1')).toBeAttached();
  await expect(wires(page)).toHaveCount(2);
  await page.keyboard.press('Control+d');
  await expect(layer(page, 'Dense dense_2')).toBeAttached();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('region', { name: 'Canvas' }).locator('.react-flow__node')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(wires(page)).toHaveCount(3);
  await page.keyboard.press('Control+Shift+z');
  await expect(wires(page)).toHaveCount(0);
});

test('layers become a block that opens and dissolves', async ({ page, address }) => {
  await newProject(page, address);
  await fixedInput(page, '10, 3');
  for (const label of ['LSTM', 'Dense']) await addFromPalette(page, label);
  await showEverything(page);
  await drawWire(page, 'Input input_layer', 'LSTM lstm');
  await drawWire(page, 'LSTM lstm', 'Dense dense');
  await layer(page, 'LSTM lstm').click({ position: { x: 40, y: 12 } });
  await layer(page, 'Dense dense').click({ position: { x: 40, y: 12 }, modifiers: ['Control'] });
  await page.keyboard.press('Control+g');
  const block = page.getByRole('region', { name: 'Canvas' }).getByRole('group', { name: /^Block/ });
  await expect(block).toContainText('units 1');
  await inspector(page).getByRole('button', { name: 'Open the block' }).click();
  await expect(layer(page, 'LSTM lstm')).toBeAttached();
  await page.getByRole('navigation', { name: 'Opened blocks' }).getByRole('button', { name: 'Model' }).click();
  await block.click({ position: { x: 40, y: 12 } });
  await page.keyboard.press('Control+Shift+g');
  await expect(layer(page, 'Dense dense')).toBeAttached();
  await expect(block).toHaveCount(0);
});

test('a second tab reads until it takes over, and unsaved work survives', async ({ page, home, address, context }) => {
  await newProject(page, address);
  await addFromPalette(page, 'Dense');
  await expect(page.getByText('Unsaved changes')).toBeVisible();
  const projectAddress = page.url();
  await untilKept(home, '"dense"');
  const second = await context.newPage();
  await second.goto(projectAddress);
  await expect(second.getByText('This project is open in another tab')).toBeVisible();
  await expect(layer(second, 'Dense dense')).toBeAttached();
  await second.getByRole('button', { name: 'Take over' }).click();
  await expect(second.getByText('This project is open in another tab')).toBeHidden();
  await expect(page.getByText('This project is open in another tab')).toBeVisible();
  await second.keyboard.press('Control+s');
  await expect(second.getByText('Saved', { exact: true })).toBeVisible();
  await second.reload();
  await expect(layer(second, 'Dense dense')).toBeAttached();
  await expect(second.getByText('Saved', { exact: true })).toBeVisible();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing for axe to say (${scheme})`, async ({ browser, address }) => {
    const context = await browser.newContext({
      colorScheme: scheme,
      reducedMotion: 'reduce',
      locale: scheme === 'dark' ? 'zh-CN' : 'en-US',
      viewport: { width: 1280, height: 800 },
    });
    const page = await context.newPage();
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectNothingFromAxe(page);
    await page
      .getByRole('main')
      .getByRole('button')
      .filter({ hasText: /Addition in characters|加法/ })
      .first()
      .click();
    await page.locator('.react-flow__node').first().waitFor();
    await expectNothingFromAxe(page);
    await page
      .locator('.react-flow__node')
      .nth(1)
      .click({ position: { x: 30, y: 12 } });
    await page.keyboard.press('o');
    await expectNothingFromAxe(page);
    expect(
      await page.evaluate(
        () =>
          document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight,
      ),
    ).toBe(true);
    await context.close();
  });
}
