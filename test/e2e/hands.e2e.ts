/** What hands do on the canvas beside drawing: by mouse and by keyboard, in both languages. */
import { expect, type Page } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { addFromPalette, drawWire, layer, newProject, showEverything, test } from './editor-app.ts';

// Movements of the view would race with the mouse.
test.use({
  contextOptions: { reducedMotion: 'reduce' },
  viewport: { width: 1500, height: 900 },
});

const canvas = (page: Page) => page.getByRole('region', { name: 'Canvas' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const wires = (page: Page) => canvas(page).locator('.react-flow__edge');
const choose = (page: Page, name: string, add = false) =>
  layer(page, name).click({ position: { x: 30, y: 8 }, ...(add ? { modifiers: ['Control' as const] } : {}) });

/** Input (10, 3) → LSTM → Dense → Output, wired. */
async function smallModel(page: Page, address: string): Promise<void> {
  await newProject(page, address);
  await addFromPalette(page, 'Input');
  await inspector(page).getByLabel('Shape', { exact: true }).selectOption('fixed');
  await inspector(page).getByLabel('Sizes').fill('10, 3');
  for (const label of ['LSTM', 'Dense', 'Output']) await addFromPalette(page, label);
  await showEverything(page);
  const chain = ['Input input_layer', 'LSTM lstm', 'Dense dense', 'Output output'];
  for (const [index, to] of chain.slice(1).entries()) await drawWire(page, chain[index] ?? '', to);
  await expect(wires(page)).toHaveCount(3);
}

/** Drags by the title, in steps as a hand does. */
async function dragTo(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
}

async function boxOf(page: Page, name: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await layer(page, name).boundingBox();
  if (!box) throw new Error(`${name} is not on the canvas.`);
  return box;
}

test('the history lists every step by name and goes to any of them', async ({ page, address }) => {
  await smallModel(page, address);
  await choose(page, 'LSTM lstm');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Alt+h');
  const steps = page.getByRole('list', { name: 'Steps, oldest first' });
  await expect(steps.getByRole('button').last()).toContainText('Delete');
  await expect(steps.locator('[aria-current="step"]')).toContainText('Delete');
  // With the mouse to the beginning, with the keyboard to the end.
  await steps.getByRole('button', { name: 'As it was opened' }).click();
  await expect(canvas(page).locator('.react-flow__node')).toHaveCount(0);
  await expect(steps.locator('[aria-current="step"]')).toContainText('As it was opened');
  await steps.locator('[aria-current="step"]').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(wires(page)).toHaveCount(3);
  await expect(steps.getByRole('button').last()).toContainText('undone');
});

test('a layer dropped on a wire goes into it, by mouse and by keyboard', async ({ page, address }) => {
  await smallModel(page, address);
  await addFromPalette(page, 'Dropout');
  await showEverything(page);
  const [lstm, dense, dropout] = [
    await boxOf(page, 'LSTM lstm'),
    await boxOf(page, 'Dense dense'),
    await boxOf(page, 'Dropout dropout'),
  ];
  const port = 17 * (lstm.width / 156);
  const middle = { x: (lstm.x + lstm.width + dense.x) / 2, y: lstm.y + port };
  await dragTo(page, { x: dropout.x + 30, y: dropout.y + 8 }, middle);
  await expect(page.locator('.react-flow__edge[data-drop]')).toHaveCount(1);
  await page.mouse.up();
  await expect(wires(page)).toHaveCount(4);
  await expect(page.getByRole('group', { name: /^Wire from dropout to dense/ })).toBeAttached();
  await page.getByRole('button', { name: 'Undo: Insert into the wire' }).click();
  await expect(wires(page)).toHaveCount(3);
  // By keyboard: the layer and the wire are selected, then I.
  await page.getByRole('group', { name: /^Wire from lstm to dense/ }).focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await layer(page, 'Dropout dropout').click({ position: { x: 30, y: 8 }, modifiers: ['Control'] });
  await page.keyboard.press('i');
  await expect(page.getByRole('group', { name: /^Wire from lstm to dropout/ })).toBeAttached();
});

test('a bypassed layer says so, and its neighbours see through it', async ({ page, address }) => {
  await smallModel(page, address);
  await choose(page, 'LSTM lstm');
  await page.keyboard.press('Control+b');
  const bypassed = layer(page, 'LSTM lstm (bypassed)');
  await expect(bypassed).toContainText('bypassed');
  await expect(layer(page, 'Dense dense')).toContainText('time 10');
  await page.keyboard.press('Control+b');
  await expect(layer(page, 'LSTM lstm')).toBeAttached();
  await expect(layer(page, 'Dense dense')).not.toContainText('time 10');
});

test('a right click says what can be done, and does it; the menu key says it too', async ({ page, address }) => {
  await smallModel(page, address);
  const item = (name: string | RegExp) => page.getByRole('menu').getByRole('menuitem', { name });
  await layer(page, 'LSTM lstm').click({ button: 'right', position: { x: 30, y: 8 } });
  await expect(item(/^Bypass/)).toBeVisible();
  // What can do nothing here is left out.
  await expect(item('Dissolve the block')).toHaveCount(0);
  await expectNothingFromAxe(page, '[role="menu"]');
  await item(/^Bypass/).click();
  await expect(layer(page, 'LSTM lstm (bypassed)')).toBeAttached();
  await layer(page, 'Dense dense').focus();
  await page.keyboard.press('ContextMenu');
  await expect(item(/^Change the type/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await canvas(page)
    .locator('.react-flow__pane')
    .click({ button: 'right', position: { x: 300, y: 500 } });
  await item(/^Add a layer here/).click();
  const small = page.getByRole('dialog', { name: 'Add a layer here' });
  await expect(small.getByRole('combobox')).toBeFocused();
  await expectNothingFromAxe(page, '[role="dialog"]');
  await small.getByRole('option', { name: 'Dropout', exact: true }).click();
  await expect(layer(page, 'Dropout dropout')).toBeFocused();
});

test('a layer changes its type by keyboard and keeps wires and units', async ({ page, address }) => {
  await smallModel(page, address);
  await choose(page, 'LSTM lstm');
  await inspector(page).getByLabel('Units').fill('9');
  await choose(page, 'LSTM lstm');
  await page.keyboard.press('t');
  const search = page.getByLabel('Search layer types');
  await expect(page.getByRole('list', { name: 'Layer types' }).getByRole('button').first()).toContainText('fits');
  await search.fill('gru');
  await search.press('Enter');
  await expect(layer(page, 'GRU gru')).toContainText('Units 9');
  await expect(wires(page)).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(layer(page, 'LSTM lstm')).toBeAttached();
});

test('copies come with or without the wires that lead to them; foreign text is refused in words', async ({
  page,
  address,
}) => {
  await smallModel(page, address);
  await choose(page, 'Dense dense');
  await page.keyboard.press('Control+d');
  await expect(layer(page, 'Dense dense_1')).toBeAttached();
  await expect(wires(page)).toHaveCount(3);
  await choose(page, 'Dense dense');
  await page.keyboard.press('Control+Shift+d');
  await expect(wires(page)).toHaveCount(4);
  await choose(page, 'Dense dense');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+Shift+v');
  await expect(layer(page, 'Dense dense_3')).toBeAttached();
  await expect(wires(page)).toHaveCount(5);
  await page.keyboard.press('Control+v');
  await expect(layer(page, 'Dense dense_4')).toBeAttached();
  await expect(wires(page)).toHaveCount(5);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'a shopping list');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  });
  await expect(page.getByText('The text on the clipboard is no part of a drawing.')).toBeVisible();
});

test('notes and frames are written, move what they hold, and are found', async ({ page, address }) => {
  await smallModel(page, address);
  await choose(page, 'LSTM lstm');
  await choose(page, 'Dense dense', true);
  await page.keyboard.press('Shift+f');
  const title = canvas(page).getByRole('textbox', { name: 'Title of the frame' });
  await title.fill('Reader');
  await title.press('Enter');
  const frame = layer(page, 'Frame: Reader');
  await expect(frame).toBeAttached();
  const [lstm, output] = [await boxOf(page, 'LSTM lstm'), await boxOf(page, 'Output output')];
  const held = await boxOf(page, 'Frame: Reader');
  await dragTo(page, { x: held.x + 30, y: held.y + 12 }, { x: held.x + 30, y: held.y + 112 });
  await page.mouse.up();
  await expect.poll(async () => (await boxOf(page, 'LSTM lstm')).y).toBeGreaterThan(lstm.y + 60);
  expect((await boxOf(page, 'Output output')).y).toBe(output.y);
  await page.getByRole('button', { name: 'Undo: Move' }).click();
  await expect.poll(async () => (await boxOf(page, 'LSTM lstm')).y).toBe(lstm.y);

  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  const words = canvas(page).getByRole('textbox', { name: 'Text of the note' });
  await words.fill('Thirty-two units were enough.');
  await words.press('Control+Enter');
  await expect(layer(page, 'Note: Thirty-two units were enough.')).toBeFocused();
  await page.keyboard.press('F2');
  await words.press('Escape');
  await expect(words).toHaveCount(0);

  await page.keyboard.press('Control+f');
  const find = page.getByRole('textbox', { name: 'Find on the canvas' });
  await find.fill('enough');
  await expect(page.getByText('1 of 1')).toBeVisible();
  await find.fill('dense');
  await expect(layer(page, 'Dense dense')).toHaveClass(/selected/);
  await find.press('Escape');
  await expect(layer(page, 'Dense dense')).toBeFocused();
});

test('layers are aligned, arranged and snap to their neighbours', async ({ page, address }) => {
  await smallModel(page, address);
  await choose(page, 'Dense dense');
  for (let press = 0; press < 4; press++) await page.keyboard.press('Shift+ArrowDown');
  await choose(page, 'LSTM lstm', true);
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await expect
    .poll(async () => (await boxOf(page, 'Dense dense')).y)
    .toBeCloseTo((await boxOf(page, 'LSTM lstm')).y, 0);
  const dense = await boxOf(page, 'Dense dense');
  await page.keyboard.press('Escape');
  await dragTo(page, { x: dense.x + 30, y: dense.y + 8 }, { x: dense.x + 30, y: dense.y + 11 });
  await page.mouse.up();
  // Three pixels off is in line.
  await expect
    .poll(async () => (await boxOf(page, 'Dense dense')).y)
    .toBeCloseTo((await boxOf(page, 'LSTM lstm')).y, 0);
});

test('an arrangement is shown as a movement and is one step; two fingers move the canvas when asked to', async ({
  page,
  address,
}) => {
  await smallModel(page, address);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await choose(page, 'Dense dense');
  for (let press = 0; press < 6; press++) await page.keyboard.press('Shift+ArrowDown');
  const low = (await boxOf(page, 'Dense dense')).y;
  await page.keyboard.press('l');
  await expect(page.getByRole('button', { name: 'Undo: Arrange the layers' })).toBeVisible();
  const level = async (): Promise<number> =>
    Math.round(Math.abs((await boxOf(page, 'Dense dense')).y - (await boxOf(page, 'LSTM lstm')).y));
  await expect.poll(level).toBe(0);
  await page.getByRole('button', { name: 'Undo: Arrange the layers' }).click();
  await expect.poll(level).toBeGreaterThan(50);
  expect(low).toBeGreaterThan(0);

  await page.emulateMedia({ reducedMotion: 'reduce' });
  const view = page.locator('.react-flow__viewport');
  const scale = async (): Promise<string> =>
    /scale\(([^)]+)\)/.exec((await view.getAttribute('style')) ?? '')?.[1] ?? '';
  await showEverything(page);
  const before = await scale();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/./).last().fill('touch pad');
  await page.keyboard.press('Enter');
  const pane = await canvas(page).boundingBox();
  if (!pane) throw new Error('There is no canvas.');
  const style = await view.getAttribute('style');
  await page.mouse.move(pane.x + pane.width / 2, pane.y + 60);
  await page.mouse.wheel(0, 80);
  await expect.poll(() => view.getAttribute('style')).not.toBe(style);
  expect(await scale()).toBe(before);
});

test('a block is used twice in one colour, opened in a tab, and gets its own weights', async ({ page, address }) => {
  await newProject(page, address);
  await addFromPalette(page, 'Dense');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+g');
  const blocks = canvas(page).getByRole('group', { name: /^Block/ });
  await expect(blocks).toHaveCount(1);
  await expect(blocks).toBeFocused();
  await page.keyboard.press('F1');
  await expect(page.getByRole('article', { name: 'Block' })).toContainText('share their weights');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('article')).toHaveCount(0);
  await blocks.first().click({ position: { x: 30, y: 8 } });
  await page.keyboard.press('Control+d');
  await expect(blocks).toHaveCount(2);
  await expect(blocks.first()).toContainText('shared A');
  await expect(blocks.last()).toContainText('shared A');
  await page.keyboard.press('Control+Enter');
  const tabs = page.getByRole('navigation', { name: 'Open drawings' });
  await expect(tabs.getByRole('button', { name: 'Block', exact: true })).toHaveAttribute('aria-current', 'page');
  await expect(layer(page, 'Dense dense')).toBeAttached();
  await page.keyboard.press('Alt+w');
  await expect(tabs).toHaveCount(0);
  await blocks.last().click({ position: { x: 30, y: 8 } });
  await inspector(page).getByRole('button', { name: 'Give this block its own weights' }).click();
  await expect(canvas(page).getByText('shared A')).toHaveCount(0);
});

test('a problem chosen from the list comes into the middle, from another place too', async ({ page, address }) => {
  await smallModel(page, address);
  await choose(page, 'Dense dense');
  await page.keyboard.press('Shift+Delete');
  await addFromPalette(page, 'GRU');
  const gru = layer(page, 'GRU gru');
  for (let press = 0; press < 40; press++) await page.keyboard.press('Shift+ArrowDown');
  await showEverything(page);
  await page.keyboard.press('Alt+3');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/./).last().fill('Show problems');
  await page.keyboard.press('Enter');
  await page
    .getByRole('list', { name: 'Problems' })
    .getByRole('button', { name: /GRU misses a wire/ })
    .click();
  await expect(gru).toHaveClass(/selected/);
  const pane = await canvas(page).boundingBox();
  const middle = async (): Promise<number> => {
    const box = await gru.boundingBox();
    return Math.abs((box?.y ?? 0) + (box?.height ?? 0) / 2 - ((pane?.y ?? 0) + (pane?.height ?? 0) / 2));
  };
  await expect.poll(middle).toBeLessThan(40);
});

test('from problem to problem by F8, in Chinese', async ({ browser, address }) => {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('button', { name: '新建项目' }).click();
  await page.getByRole('button', { name: '模型', exact: true }).first().click();
  const centre = page.getByRole('region', { name: '画布' });
  await centre.waitFor();
  const palette = page.locator('aside').first();
  for (const word of ['LSTM', 'GRU']) {
    await page.locator('#palette-search').fill(word);
    await page.locator('#palette-search').press('Enter');
  }
  await expect(palette).toBeVisible();
  await expect(centre.locator('.react-flow__node')).toHaveCount(2);
  await page.locator('body').press('F8');
  const first = await centre.locator('.react-flow__node.selected').getAttribute('data-id');
  await page.keyboard.press('F8');
  await expect.poll(() => centre.locator('.react-flow__node.selected').getAttribute('data-id')).not.toBe(first);
  await page.keyboard.press('Shift+F8');
  await expect.poll(() => centre.locator('.react-flow__node.selected').getAttribute('data-id')).toBe(first);
  await page.keyboard.press('Control+b');
  await expect(centre.getByText('已旁路')).toBeVisible();
  await page.keyboard.press('n');
  const words = centre.getByRole('textbox', { name: '便签内容' });
  await words.fill('先试试没有它');
  await words.press('Control+Enter');
  await expect(centre.getByRole('group', { name: '便签：先试试没有它' })).toBeVisible();
  await page.keyboard.press('Alt+h');
  await expect(page.getByRole('list', { name: '步骤，从旧到新' })).toContainText('旁路或取消旁路');
  await context.close();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing for axe to say about notes, frames, tabs, finding and the history (${scheme})`, async ({
    browser,
    address,
  }) => {
    // Axe reads every element twice; machines that do other work take minutes for it.
    test.slow();
    const context = await browser.newContext({
      colorScheme: scheme,
      locale: scheme === 'dark' ? 'zh-CN' : 'en-US',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
    });
    const page = await context.newPage();
    const check = (): Promise<void> => expectNothingFromAxe(page);
    await page.goto(address);
    await page.getByRole('button', { name: /^(New project|新建项目)$/ }).click();
    await page
      .getByRole('button', { name: /^(Model|模型)$/ })
      .first()
      .click();
    await page.locator('#palette-search').fill('lstm');
    await page.locator('#palette-search').press('Enter');
    await page.locator('.react-flow__node').focus();
    await page.keyboard.press('Control+g');
    await page.keyboard.press('Control+d');
    await page.keyboard.press('Control+b');
    await page.keyboard.press('Shift+f');
    await page.locator('textarea.nodrag').press('Enter');
    await page.locator('.react-flow__node[data-id^="block"]').first().focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('t');
    await page.getByRole('dialog').getByRole('textbox').waitFor();
    await check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await page
      .locator('nav')
      .filter({ hasText: /Block|模块/ })
      .first()
      .waitFor();
    await page.keyboard.press('Alt+PageDown');
    await page.keyboard.press('n');
    await page.locator('textarea.nodrag').fill('1 + 1');
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('Alt+h');
    await page.keyboard.press('Control+f');
    await page.locator('#find-on-canvas').fill('1 + 1');
    // Frame, note, shared and bypassed blocks, tabs, the bar that finds, the history: all at once.
    await check();
    await context.close();
  });
}
