/** Everything without a mouse: a model is built, wired, set, repaired, undone and trained; keys are chosen; F6 goes round. */
import { expect, type Locator, type Page } from '@playwright/test';
import { layer, newProject, test } from './editor-app.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const said = (page: Page): Locator => page.locator('[data-announcements]');
const tree = (page: Page): Locator => page.getByRole('tree');
const row = (page: Page, name: RegExp): Locator => tree(page).getByRole('treeitem', { name });
const focused = (page: Page): Locator => page.locator('*:focus');

interface Words {
  readonly locale: string;
  readonly template: RegExp;
  readonly types: readonly string[];
  readonly rows: readonly RegExp[];
  readonly added: string;
  readonly connected: string;
  readonly undone: string;
  readonly units: string;
  readonly finished: string;
}
const english: Words = {
  locale: 'en-US',
  template: /^Damped sine/,
  types: ['input', 'lstm', 'dense', 'output'],
  rows: [/^Input /, /^LSTM lstm\./, /^Dense /, /^Output /],
  added: 'Added: LSTM lstm',
  connected: 'Connected: Wire from lstm to dense',
  undone: 'Undone:',
  units: 'Units',
  finished: 'Finished',
};
const chinese: Words = {
  locale: 'zh-CN',
  template: /^衰减正弦/,
  types: ['输入', 'lstm', '全连接', '输出'],
  rows: [/^输入 /, /^LSTM lstm。/, /^全连接 /, /^输出 /],
  added: '已添加：LSTM lstm',
  connected: '已连接：',
  undone: '已撤销：',
  units: '单元数',
  finished: '已完成',
};

/** From the focused row of the outline to the layer of that name, by the dialog that lists where a wire can end. */
async function wireTo(page: Page, target: string): Promise<void> {
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type(target);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** Goes with the arrow keys to a row of the outline. */
async function goToRow(page: Page, name: RegExp): Promise<void> {
  await page.keyboard.press('Home');
  for (let step = 0; step < 12; step++) {
    if (name.test((await focused(page).locator('.visually-hidden').textContent()) ?? '')) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`No row ${String(name)}`);
}

for (const [language, words] of [
  ['English', english],
  ['Chinese', chinese],
] as const) {
  test(`Input, LSTM, Dense and Output are drawn, wired, set, undone and trained by the keyboard alone (${language})`, async ({
    browser,
    address,
  }) => {
    const context = await browser.newContext({ locale: words.locale, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(address);
    // A template brings the data; its model is removed first.
    await page.getByRole('button', { name: words.template }).press('Enter');
    await page.locator('.react-flow__node').first().waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await expect(page.locator('.react-flow__node')).toHaveCount(0);

    await page.keyboard.press('a');
    for (const type of words.types) {
      await page.keyboard.press('Control+a');
      await page.keyboard.type(type);
      await page.keyboard.press('Enter');
      if (type === 'lstm') await expect(said(page)).toContainText(words.added);
    }
    // Out of the palette's field, onto the canvas, and open the outline.
    await page.keyboard.press('F6');
    await page.keyboard.press('o');
    await expect(tree(page).getByRole('treeitem')).toHaveCount(4);
    await page.keyboard.press('Shift+F6');
    await expect(focused(page)).toHaveRole('treeitem');

    const [input, lstm, dense, output] = words.rows;
    if (!input || !lstm || !dense || !output) throw new Error('There are four rows.');
    await goToRow(page, input);
    await wireTo(page, 'lstm');
    await goToRow(page, lstm);
    await wireTo(page, 'dense');
    await expect(said(page)).toContainText(words.connected);
    await goToRow(page, dense);
    await wireTo(page, 'output');
    await expect(page.locator('.react-flow__edge')).toHaveCount(3);

    // The forecast has five values: the problem says so until Dense has five units.
    await goToRow(page, dense);
    await page.keyboard.press('Enter');
    // The inspector takes the focus a frame later.
    await expect(page.locator('#node-name')).toBeFocused();
    await page.getByLabel(words.units, { exact: true }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('5');
    await page.keyboard.press('Shift+F6');
    await page.keyboard.press('Shift+F6');
    await expect(focused(page)).toHaveRole('treeitem');
    await expect(row(page, dense)).toHaveAccessibleName(/5/);

    await goToRow(page, lstm);
    await page.keyboard.press('Delete');
    await expect(page.locator('.react-flow__node')).toHaveCount(3);
    await page.keyboard.press('Control+z');
    await expect(said(page)).toContainText(words.undone);
    await expect(page.locator('.react-flow__edge')).toHaveCount(3);

    await page.keyboard.press('Alt+3');
    await page.locator('[data-tour="train"]').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toContainText(words.finished, { timeout: 120_000 });
    await context.close();
  });
}

test('a wrong wire is said and repaired by the keyboard', async ({ page, address }) => {
  await newProject(page, address);
  await page.keyboard.press('a');
  for (const type of ['input', 'lstm', 'lstm']) {
    await page.keyboard.press('Control+a');
    await page.keyboard.type(type);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.press('F6');
  await page.keyboard.press('o');
  await page.keyboard.press('Shift+F6');
  await goToRow(page, /^Input/);
  await page.keyboard.press('Enter');
  await page.getByLabel('Shape', { exact: true }).selectOption('fixed');
  await page.getByLabel('Sizes').fill('10, 3');
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('Shift+F6');
  await goToRow(page, /^Input/);
  await wireTo(page, 'LSTM lstm');
  await goToRow(page, /^LSTM lstm\./);
  await wireTo(page, 'lstm_1');
  await expect(said(page)).toContainText('“lstm_1” needs a sequence');
  await goToRow(page, /^LSTM lstm_1\./);
  await expect(row(page, /^LSTM lstm_1\./)).toHaveAccessibleName(/needs a sequence/);
  await page.keyboard.press('Control+.');
  await expect(said(page)).toContainText('Repaired');
  await expect(layer(page, 'LSTM lstm')).toContainText('time 10 · units 32');
});

test('a layer is renamed in its row of the outline, by keys and by mouse', async ({ page, address }) => {
  await newProject(page, address);
  await page.keyboard.press('o');
  await page
    .getByRole('complementary', { name: 'Palette' })
    .getByRole('button', { name: 'LSTM', exact: true })
    .press('Enter');
  await row(page, /^LSTM lstm\./).focus();
  await page.keyboard.press('Enter');
  await row(page, /^LSTM lstm\./).focus();
  const field = tree(page).getByRole('textbox', { name: 'Name' });

  // F2 writes where the name stands; letters are letters there, and Escape leaves it as it was.
  await page.keyboard.press('F2');
  await expect(field).toBeFocused();
  await page.keyboard.type('dune');
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(row(page, /^LSTM lstm\./)).toBeFocused();
  await expect(layer(page, 'LSTM lstm')).toBeVisible();

  await page.keyboard.press('F2');
  await page.keyboard.type('encoder');
  await page.keyboard.press('Enter');
  await expect(row(page, /^LSTM encoder\./)).toBeFocused();
  await expect(said(page)).toContainText('Renamed: LSTM encoder');
  await expect(layer(page, 'LSTM encoder')).toBeVisible();

  // By mouse; going elsewhere keeps it. Empty gives the name back that it gets by itself.
  await row(page, /^LSTM encoder\./).dblclick();
  await field.fill('reader');
  await page.getByRole('heading', { name: 'Outline' }).click();
  await row(page, /^LSTM reader\./).focus();
  await page.keyboard.press('F2');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await expect(row(page, /^LSTM lstm\./)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(layer(page, 'LSTM reader')).toBeVisible();
});
