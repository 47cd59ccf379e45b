/** Trying a trained model: typed values, another file, text; and what happens when the project changed since. */
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './editor-app.ts';
import {
  downloadExport,
  facts,
  hasKeras,
  loadInKeras,
  picture,
  predictInKeras,
  place,
  trainButton,
} from './train-steps.ts';

test.setTimeout(240_000);

const predictions = (page: Page): Locator => page.getByRole('table', { name: 'Predictions' });

/** Opens a template, trains it for some epochs and goes to the Use place. */
async function trained(page: Page, address: string, template: RegExp, epochs: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: template }).click();
  await place(page, 'Train').click();
  await page.getByLabel('Epochs', { exact: true }).fill(epochs);
  await trainButton(page).click();
  await expect(facts(page)).toContainText('Finished', { timeout: 180_000 });
  await place(page, 'Use').click();
}

const walk = (going: boolean): string =>
  Array.from({ length: 20 }, (_, step) => {
    const share = step / 19;
    const at = going ? share : share < 0.5 ? share : 1 - share;
    return [0.05, 0.35, 0.65, 0.95].map((sender) => (0.9 - 2 * Math.hypot(at - sender, 0.12)).toFixed(3)).join(', ');
  }).join('\n');

test('typed rows go through the run’s own recipe', async ({ page, address }, info) => {
  await trained(page, address, /^Sequences from a table\s*Rows/, '30');
  await expect(predictions(page).locator('tbody tr')).toHaveCount(24, { timeout: 60_000 });

  await page.getByRole('tab', { name: 'Typed values' }).click();
  const typed = page.getByLabel('Values of rss1, rss2, rss3, rss4');
  await typed.fill('0.1, 0.2\n');
  await expect(page.getByText('Row 1 has 2 values, but 4 columns are expected.')).toBeVisible();
  for (const [going, answer] of [
    [true, '1'],
    [false, '-1'],
  ] as const) {
    await typed.fill(walk(going));
    await expect(page.getByText('20 rows read')).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: 'Predict' }).click();
    await expect(predictions(page).locator('tbody tr')).toHaveCount(1);
    await expect(predictions(page).locator('tbody td[data-role=prediction]')).toHaveText(answer);
  }
  await picture(page, info, 'typed');
});

test('a new file goes through the run’s own recipe; a changed model is said to be changed', async ({
  page,
  address,
}, info) => {
  await trained(page, address, /^Sequences from a table\s*Rows/, '30');
  await page.getByRole('tab', { name: 'A new file' }).click();
  const lines = [true, false].flatMap((going, walker) =>
    walk(going)
      .split('\n')
      .map((values, step) => `${walker + 1},1,${step},${values.replaceAll(' ', '')},${going ? 1 : -1}`),
  );
  const csv = `sequence,site,step,rss1,rss2,rss3,rss4,changed_room\n${lines.join('\n')}\n`;
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('main').getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({ name: 'two-walks.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await expect(predictions(page).locator('tbody tr')).toHaveCount(2, { timeout: 60_000 });
  await expect(predictions(page).locator('tbody td[data-role=prediction]')).toHaveText(['1', '-1']);
  await picture(page, info, 'file');
  const { name } = await downloadExport(page, 'Save as CSV');
  expect(name).toMatch(/\.csv$/);

  await place(page, 'Model').click();
  await page.getByRole('group', { name: 'LSTM lstm' }).click({ position: { x: 40, y: 12 } });
  await page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Units').fill('64');
  await place(page, 'Export').click();
  await expect(page.getByText('The graph has changed since run 1')).toBeVisible();
  const { path } = await downloadExport(page, 'Download for Keras');
  // The run's own graph, not the one on the canvas.
  if (!hasKeras) return;
  expect((await loadInKeras(path)).params).toBe(4 * 128 * (4 + 128 + 1) + 2 * (128 + 1));
  expect(await predictInKeras(path, csv)).toEqual([
    ['1', '1'],
    ['2', '-1'],
  ]);
});

test('a character model writes, and writes the same again from the same seed', async ({ page, address }, info) => {
  await trained(page, address, /^Writing character by character\s*An LSTM/, '1');
  const write = async (): Promise<string> => {
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Write', exact: true })).toBeEnabled({ timeout: 60_000 });
    const written = page.getByLabel('Text written by the model');
    await expect(written).toBeVisible({ timeout: 60_000 });
    return (await written.textContent()) ?? '';
  };
  await page.getByLabel('Characters to write').fill('120');
  const first = await write();
  expect(first.length).toBeGreaterThanOrEqual(120);
  expect(await write()).toBe(first);
  await page.getByLabel('Seed').fill('2');
  await expect.poll(write, { timeout: 60_000 }).not.toBe(first);
  await picture(page, info, 'written');
});
