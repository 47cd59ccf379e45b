/** Dragging one of 200 layers with the mouse: what moves, what is drawn again, what can be undone. `npm run bench -- --app` has the time. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './editor-app.ts';

// Movements of the view would race with the mouse.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const nodeCount = 200;

/** A project file with chains of layers on a grid. */
function bigProject(template: Record<string, unknown>): string {
  const nodes = Array.from({ length: nodeCount }, (_, index) => ({
    id: `dense-${index}`,
    type: index % 20 === 0 ? 'input' : 'dense',
    name: `layer_${index}`,
    params: index % 20 === 0 ? { from: 'fixed', shape: [16] } : { units: 16 },
    position: { x: (index % 20) * 330, y: Math.floor(index / 20) * 160 },
  }));
  const wires = nodes
    .slice(1)
    .flatMap((node, index) =>
      (index + 1) % 20 === 0
        ? []
        : [{ id: `wire-${index}`, from: { node: nodes[index]?.id, port: 'y' }, to: { node: node.id, port: 'x' } }],
    );
  return JSON.stringify({ ...template, name: 'Two hundred', graph: { nodes, wires, definitions: [] } });
}

/** Opens the big project as a file, as a person would. */
async function openBig(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'New project' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Project menu' }).click();
  await page.getByRole('menuitem', { name: 'Download the project as a file' }).click();
  const file = await (await download).path();
  const empty = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Project menu' }).click();
  await page.getByRole('menuitem', { name: 'Open a project file' }).click();
  await (await chooser).setFiles({
    name: 'two-hundred.weft.json',
    mimeType: 'application/json',
    buffer: Buffer.from(bigProject(empty)),
  });
  await expect(page.getByLabel('Project name')).toHaveValue('Two hundred');
  await page.locator('.react-flow__node').nth(5).waitFor();
}

test('dragging one of 200 layers draws no other again and is one step to undo', async ({ page, address }) => {
  await openBig(page, address);
  await page.keyboard.press('f');
  await expect(page.locator('.react-flow__node')).toHaveCount(nodeCount);
  const dragged = page.locator('.react-flow__node[data-id="dense-43"]');
  const before = await dragged.boundingBox();
  if (!before) throw new Error('The layer to drag is not shown.');
  const start = { x: before.x + before.width / 2, y: before.y + 3 };
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 4, start.y + 4, { steps: 2 });
  // From here on every change inside a layer that is not dragged counts.
  await page.evaluate(() => {
    const changed = new Set<string>();
    Object.assign(window, { changed });
    new MutationObserver((records) => {
      for (const { target } of records) {
        const id = (target instanceof Element ? target : target.parentElement)
          ?.closest('.react-flow__node')
          ?.getAttribute('data-id');
        if (id) changed.add(id);
      }
    }).observe(document.querySelector('.react-flow__nodes') ?? document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
  await page.mouse.move(start.x + 44, start.y + 24, { steps: 12 });
  await expect.poll(async () => (await dragged.boundingBox())?.x).toBeGreaterThan(before.x + 20);
  expect(await page.evaluate(() => [...(window as unknown as { changed: Set<string> }).changed])).toEqual(['dense-43']);
  await page.mouse.up();

  await page.getByRole('button', { name: 'Undo: Move' }).click();
  await expect.poll(async () => Math.round((await dragged.boundingBox())?.x ?? 0)).toBe(Math.round(before.x));
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
});

test('a large model draws what is in sight, and the rest when it comes into sight', async ({ page, address }) => {
  await openBig(page, address);
  const nodes = page.locator('.react-flow__node');
  await expect.poll(() => nodes.count()).toBeLessThan(nodeCount);
  expect(await nodes.count()).toBeGreaterThan(5);
  await page.keyboard.press('f');
  await expect(nodes).toHaveCount(nodeCount);
});

test('seen from far away layers are boxes and wires are lines, which follow a drag; back near all is there again', async ({
  page,
  address,
}) => {
  await openBig(page, address);
  const canvas = page.getByRole('region', { name: 'Canvas' });
  const near = await canvas.locator('.react-flow__edge').count();
  expect(near).toBeGreaterThan(5);
  await page.keyboard.press('f');
  await expect(canvas.locator('.react-flow__handle')).toHaveCount(0);
  await expect(canvas.locator('.react-flow__edge')).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Dense layer_43' })).toHaveText('Dense');
  const lines = canvas.locator('.react-flow__viewport-portal path');
  const drawn = (): Promise<readonly string[]> =>
    lines.evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
  const before = await drawn();
  // A chain of 20 has 19 wires.
  expect(before.join('').match(/M/g)).toHaveLength((nodeCount / 20) * 19);

  const box = await page.getByRole('group', { name: 'Dense layer_43' }).boundingBox();
  const next = await page.getByRole('group', { name: 'Dense layer_44' }).boundingBox();
  if (!box || !next) throw new Error('The layer to drag is not shown.');
  // A wire has no element here; a click between the two layers finds it, one beside it finds nothing.
  const between = { x: (box.x + box.width + next.x) / 2, y: box.y + box.width * 0.135 };
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await page.mouse.click(between.x, between.y);
  await expect(inspector).toContainText('Wire from layer_43 to layer_44');
  await expect(canvas.locator('path[data-selected]')).toHaveAttribute('d', /^M[^M]+$/);
  // Half way to the row above.
  await page.mouse.click(between.x, between.y - box.width * 0.51);
  await expect(canvas.locator('path[data-selected]')).toHaveAttribute('d', '');

  await page.mouse.move(box.x + box.width / 2, box.y + 3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 30, box.y + 23, { steps: 4 });
  await page.mouse.up();
  // The wires at both of its sides, and no others.
  const still = new Set(before.join('').split('M'));
  const moved = async () =>
    (await drawn())
      .join('')
      .split('M')
      .filter((path) => !still.has(path));
  await expect.poll(moved).toHaveLength(2);

  // The overview leads to a place, the wheel zooms in on it.
  const overview = await page.getByRole('img', { name: 'Overview of the model' }).boundingBox();
  if (!overview) throw new Error('There is no overview.');
  const place = canvas.locator('.react-flow__viewport');
  const where = await place.getAttribute('style');
  await page.mouse.click(overview.x + overview.width / 3, overview.y + overview.height / 3);
  await expect(place).not.toHaveAttribute('style', where ?? '');
  const pane = await canvas.boundingBox();
  if (!pane) throw new Error('There is no canvas.');
  await page.mouse.move(pane.x + pane.width / 2, pane.y + pane.height / 2);
  await expect(async () => {
    await page.mouse.wheel(0, -300);
    await expect(canvas.locator('.react-flow__edge').first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const handles = await canvas.locator('.react-flow__handle').count();
  expect(handles).toBeGreaterThan(2);
});

test('the canvas moves along when a layer is held at its edge', async ({ page, address }) => {
  await openBig(page, address);
  const canvas = page.getByRole('region', { name: 'Canvas' });
  const view = canvas.locator('.react-flow__viewport');
  const [pane, box] = [
    await canvas.boundingBox(),
    await page.getByRole('group', { name: 'Dense layer_21' }).boundingBox(),
  ];
  if (!pane || !box) throw new Error('The layer to drag is not shown.');
  await page.mouse.move(box.x + 40, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(pane.x + pane.width / 2, pane.y + pane.height / 2, { steps: 4 });
  const before = (await view.getAttribute('style')) ?? '';
  await page.mouse.move(pane.x + pane.width - 10, pane.y + pane.height / 2, { steps: 6 });
  await page.mouse.move(pane.x + pane.width - 8, pane.y + pane.height / 2);
  await expect(view).not.toHaveAttribute('style', before);
  await page.mouse.up();
});
