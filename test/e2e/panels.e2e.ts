/** Panels get other sizes by mouse and by keyboard, keep them, and get the usual ones back. */
import { expect, type Locator, type Page } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { newProject, openTemplate, test } from './editor-app.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const edge = (page: Page, name: string): Locator => page.getByRole('separator', { name });
const widthOf = async (panel: Locator): Promise<number> => Math.round((await panel.boundingBox())?.width ?? 0);
const heightOf = async (panel: Locator): Promise<number> => Math.round((await panel.boundingBox())?.height ?? 0);

test('panels are dragged and moved with keys, and are remembered', async ({ page, address }) => {
  await newProject(page, address);
  const palette = page.getByRole('complementary', { name: 'Palette' });
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  const usual = { palette: await widthOf(palette), inspector: await widthOf(inspector) };

  const box = await edge(page, 'Width of the palette').boundingBox();
  if (!box) throw new Error('No edge.');
  await page.mouse.move(box.x, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 220, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => widthOf(palette)).toBe(usual.palette + 60);

  // The inspector grows to the left, and not beyond what the window has room for.
  const right = edge(page, 'Width of the inspector');
  await right.focus();
  await expect(right).toHaveAttribute('aria-valuenow', `${usual.inspector}`);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => widthOf(inspector)).toBe(usual.inspector + 16);
  await page.keyboard.press('End');
  await expect(right).toHaveAttribute('aria-valuenow', (await right.getAttribute('aria-valuemax')) ?? '');
  await page.keyboard.press('Home');
  await expect.poll(() => widthOf(inspector)).toBe(200);

  await page.keyboard.press('Control+j');
  const drawer = page.getByRole('tabpanel');
  const low = await heightOf(drawer);
  await edge(page, 'Height of the drawer').press('Shift+ArrowUp');
  await expect.poll(() => heightOf(drawer)).toBe(low + 64);
  await expectNothingFromAxe(page);

  await page.reload();
  await expect.poll(() => widthOf(palette)).toBe(usual.palette + 60);
  await expect.poll(() => widthOf(inspector)).toBe(200);

  await edge(page, 'Width of the palette').dblclick({ position: { x: 0, y: 200 }, force: true });
  await expect.poll(() => widthOf(palette)).toBe(usual.palette);
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search for something to do').fill('usual sizes');
  await page.keyboard.press('Enter');
  await expect.poll(() => widthOf(inspector)).toBe(usual.inspector);
});

test('the panels of Data and Train have sizes of their own', async ({ page, address }) => {
  await openTemplate(page, address, /^Damped sine/);
  for (const [place, panelName, edgeName] of [
    ['Data', 'Source and recipe', 'Width of source and recipe'],
    ['Train', 'Training settings', 'Width of the training settings'],
  ] as const) {
    await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: place }).click();
    const panel = page.getByRole('complementary', { name: panelName });
    const usual = await widthOf(panel);
    await edge(page, edgeName).press('Shift+ArrowRight');
    await expect.poll(() => widthOf(panel)).toBe(usual + 64);
    await edge(page, edgeName).press('Enter');
    await expect.poll(() => widthOf(panel)).toBe(usual);
  }
});

test('a small window leaves the canvas its room', async ({ page, address }) => {
  await newProject(page, address);
  await edge(page, 'Width of the inspector').press('End');
  await edge(page, 'Width of the palette').press('End');
  await page.setViewportSize({ width: 1024, height: 640 });
  await expect.poll(() => widthOf(page.getByRole('region', { name: 'Canvas' }))).toBeGreaterThan(140);
});
