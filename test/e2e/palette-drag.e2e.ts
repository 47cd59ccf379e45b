/** Layers dragged from the palette with the mouse: they lie where they were let go, and go into the wire under the pointer. */
import { expect, type Locator, type Page } from '@playwright/test';
import { drawWire, layer, newProject, test } from './editor-app.ts';

// Movements of the view would race with the mouse.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

interface Point {
  readonly x: number;
  readonly y: number;
}

const canvas = (page: Page): Locator => page.getByRole('region', { name: 'Canvas' });
const wires = (page: Page): Locator => canvas(page).locator('.react-flow__edge');
const lit = (page: Page): Locator => page.locator('.react-flow__edge[data-drop]');

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error('What is to be dragged is not on the screen.');
  return box;
}

/** From the palette over a place of the page, with the button still down. */
async function dragOver(page: Page, label: string, { x, y }: Point): Promise<void> {
  const entry = page.getByRole('complementary', { name: 'Palette' }).getByRole('button', { name: label, exact: true });
  await entry.scrollIntoViewIfNeeded();
  const from = await boxOf(entry);
  await page.mouse.move(from.x + 20, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 50, from.y + from.height / 2 + 20, { steps: 4 });
  await page.mouse.move(x, y, { steps: 8 });
  await stir(page, { x, y });
}

/** A hand is never quite still: browsers tell again and again where a drag is, the test's mouse only when it moves. */
async function stir(page: Page, { x, y }: Point): Promise<void> {
  await page.mouse.move(x + 2, y);
  await page.mouse.move(x, y);
}

async function dragTo(page: Page, label: string, to: Point): Promise<void> {
  await dragOver(page, label, to);
  await page.mouse.up();
}

test('a layer lies where it was let go, and into the wire that lit up', async ({ page, address }) => {
  await newProject(page, address);
  const pane = await boxOf(canvas(page));
  const row = pane.y + 200;
  await dragTo(page, 'Input', { x: pane.x + 100, y: row });
  const input = layer(page, 'Input input_layer');
  await expect(input).toBeVisible();
  // The first one as well: the view has not moved under it. The grid is 11 wide.
  const first = await boxOf(input);
  expect(Math.abs(first.x - (pane.x + 60))).toBeLessThan(7);
  expect(Math.abs(first.y - (row - 20))).toBeLessThan(7);
  await dragTo(page, 'Dense', { x: pane.x + 600, y: row + 6 });
  // A hand that is a little off: the second goes on in the row of the first.
  expect((await boxOf(layer(page, 'Dense dense'))).y).toBe(first.y);
  await drawWire(page, 'Input input_layer', 'Dense dense');
  await expect(wires(page)).toHaveCount(1);

  const [left, right] = [await boxOf(input), await boxOf(layer(page, 'Dense dense'))];
  const middle = { x: (left.x + left.width + right.x) / 2, y: left.y + 21 };
  await dragOver(page, 'LSTM', middle);
  await expect(lit(page)).toHaveCount(1);
  // Away from it and over it again.
  await page.mouse.move(middle.x, middle.y + 250, { steps: 4 });
  await expect(lit(page)).toHaveCount(0);
  await page.mouse.move(middle.x, middle.y, { steps: 4 });
  await stir(page, middle);
  await expect(lit(page)).toHaveCount(1);
  await page.mouse.up();
  await expect(wires(page)).toHaveCount(2);
  await expect(lit(page)).toHaveCount(0);
  await expect(page.getByRole('group', { name: /^Wire from input_layer to lstm/ })).toBeAttached();
  await expect(page.getByRole('group', { name: /^Wire from lstm to dense/ })).toBeAttached();
  await expect(layer(page, 'LSTM lstm')).toBeFocused();

  await page.getByRole('button', { name: 'Undo: Add a layer' }).click();
  await expect(wires(page)).toHaveCount(1);
  // What has no way through lights up nothing, and lies beside the wire.
  await dragOver(page, 'Output', middle);
  await expect(lit(page)).toHaveCount(0);
  await page.mouse.up();
  await expect(layer(page, 'Output output')).toBeVisible();
  await expect(wires(page)).toHaveCount(1);
});
