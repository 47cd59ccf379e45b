/**
 * What the editor takes of the page's main thread: a pointer move while the canvas is moved and while a layer is dragged,
 * a key typed into a parameter. In Chromium against the served app, with drawings of several sizes.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, CDPSession, Locator, Page } from '@playwright/test';
import type { AppFigure } from './app-report.ts';
import { chooseFile, newPage, startApp, waitForStart, withFolder } from './app.ts';
import { largeProject } from './large-project.ts';
import { median } from './statistics.ts';

const moves = 100;
const keys = 60;
const typingIn = 300;

interface Times {
  readonly median: number;
  readonly p95: number;
}

export const uiSizes = [200, 1_000, 3_000] as const;
/** Promised for drawings up to this size. */
const promisedFor = 1_000;

/** Drags, moves and types in drawings of each size; `tell` says what is being done. */
export async function measureUi(
  browser: Browser,
  sizes: readonly number[] = uiSizes,
  tell: (text: string) => void = () => undefined,
): Promise<readonly AppFigure[]> {
  const figures: AppFigure[] = [];
  const limited = (size: number, most: number): number | null => (size <= promisedFor ? most : null);
  const add = (what: string, size: number, times: Times): void => {
    const name = `${what}, ${size.toLocaleString('en-US')} layers`;
    tell(`${name}: ${times.median.toFixed(1)} ms, p95 ${times.p95.toFixed(1)} ms`);
    figures.push({ name: `${name}, median`, unit: 'ms', value: times.median, limit: limited(size, 8) });
    figures.push({ name: `${name}, p95`, unit: 'ms', value: times.p95, limit: limited(size, 16) });
  };
  for (const size of sizes) {
    tell(`the editor with ${size} layers`);
    await withDrawing(browser, size, async (page, session) => {
      add('a pointer move while the canvas is moved', size, await panTimes(page, session));
      add('a pointer move while a layer is dragged', size, await dragTimes(page, session));
      await showAll(page);
      add('the same with all layers in sight, canvas', size, await panTimes(page, session));
      add('the same with all layers in sight, layer', size, await dragTimes(page, session));
    });
  }
  tell(`typing with ${typingIn} layers`);
  await withDrawing(browser, typingIn, async (page, session) => {
    const times = await typingTimes(page, session);
    const name = `a key in a parameter until the shapes are there, ${typingIn} layers`;
    figures.push({ name: `${name}, median`, unit: 'ms', value: times.median, limit: 16 });
    figures.push({ name: `${name}, p95`, unit: 'ms', value: times.p95, limit: null });
  });
  return figures;
}

async function withDrawing(
  browser: Browser,
  size: number,
  use: (page: Page, session: CDPSession) => Promise<void>,
): Promise<void> {
  await withFolder(async (home) => {
    const file = join(home, 'large.weft.json');
    await writeFile(file, JSON.stringify(largeProject(size)));
    const app = await startApp(home);
    try {
      const page = await newPage(browser);
      await page.goto(app.url);
      await waitForStart(page);
      await chooseFile(page, 'Open a project file', file);
      // A model of this size draws only what is in sight.
      await page.locator('.react-flow__node').nth(4).waitFor();
      await untilQuiet(page);
      const session = await page.context().newCDPSession(page);
      // Time that the thread had the processor: what else the machine does is not the page's work.
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      await use(page, session);
      await page.close();
    } finally {
      await app.stop();
    }
  });
}

/** Fits the whole drawing into the canvas, as far as the canvas zooms out. */
async function showAll(page: Page): Promise<void> {
  await page.locator('[data-canvas]').click({ position: { x: 400, y: 12 } });
  await page.keyboard.press('f');
  await untilQuiet(page);
}

/** A layer near the middle of the canvas, clear of the panels around it. */
async function nodeInSight(page: Page): Promise<{ readonly x: number; readonly y: number; readonly node: Locator }> {
  const canvas = await page.locator('[data-canvas]').boundingBox();
  const nodes = page.locator('.react-flow__node');
  // Asked in the page at once: a thousand questions one by one take minutes.
  const boxes = await nodes.evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    }),
  );
  const index = boxes.findIndex((box) => {
    if (canvas === null) return false;
    const [across, down] = [(box.x - canvas.x) / canvas.width, (box.y - canvas.y) / canvas.height];
    return across > 0.25 && across < 0.6 && down > 0.25 && down < 0.6;
  });
  const box = boxes[index];
  if (box === undefined) throw new Error('no layer is in sight');
  const id = await nodes.nth(index).getAttribute('data-id');
  return {
    x: box.x + Math.min(40, box.width / 2),
    y: box.y + Math.min(14, box.height / 2),
    node: page.locator(`.react-flow__node[data-id="${id}"]`),
  };
}

async function dragTimes(page: Page, session: CDPSession): Promise<Times> {
  const start = await nodeInSight(page);
  const before = await start.node.boundingBox();
  const times = await movingTimes(page, session, start);
  const after = await start.node.boundingBox();
  if (before === null || after === null || (after.x === before.x && after.y === before.y))
    throw new Error('the layer did not move');
  await untilQuiet(page);
  return times;
}

async function panTimes(page: Page, session: CDPSession): Promise<Times> {
  const canvas = await page.locator('[data-canvas]').boundingBox();
  if (canvas === null) throw new Error('there is no canvas');
  const view = page.locator('.react-flow__viewport');
  const before = await view.getAttribute('style');
  const start = await emptyPlace(page, canvas);
  const times = await movingTimes(page, session, start);
  if ((await view.getAttribute('style')) === before) throw new Error('the canvas did not move');
  await untilQuiet(page);
  return times;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a press meets the canvas itself and no layer or wire. */
async function emptyPlace(page: Page, canvas: Box): Promise<{ readonly x: number; readonly y: number }> {
  for (let down = 0.3; down < 0.7; down += 0.013)
    for (let across = 0.3; across < 0.7; across += 0.013) {
      const place = { x: canvas.x + across * canvas.width, y: canvas.y + down * canvas.height };
      const isEmpty = await page.evaluate(
        `document.elementFromPoint(${place.x}, ${place.y})?.classList.contains('react-flow__pane') === true`,
      );
      if (isEmpty === true) return place;
    }
  throw new Error('no empty place on the canvas');
}

/** Main-thread milliseconds of each pointer move from a press at `start`. What the reading itself costs is taken off. */
async function movingTimes(
  page: Page,
  session: CDPSession,
  start: { readonly x: number; readonly y: number },
): Promise<Times> {
  const idle = await idleTime(page, session);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 6, start.y + 6);
  const busy: number[] = [];
  for (let move = 0; move < moves; move += 1) {
    const angle = (move / moves) * 4 * Math.PI;
    const to = { x: start.x + 60 + 50 * Math.cos(angle), y: start.y + 60 + 50 * Math.sin(angle) };
    busy.push(await busyDuring(page, session, () => page.mouse.move(to.x, to.y)));
  }
  await page.mouse.up();
  return summary(busy, idle);
}

/** Keys typed into the units of a layer in sight: a digit more, a digit less, so that each key gives a size that may be. */
async function typingTimes(page: Page, session: CDPSession): Promise<Times> {
  const layer = await nodeInSight(page);
  await page.mouse.click(layer.x, layer.y);
  const field = page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Units').first();
  await field.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('2');
  await untilQuiet(page);
  const idle = await idleTime(page, session);
  const busy: number[] = [];
  for (let key = 0; key < keys; key += 1) {
    const press = key % 2 === 1 ? 'Backspace' : String(key % 10);
    busy.push(await busyDuring(page, session, () => page.keyboard.press(press)));
  }
  return summary(busy, idle);
}

async function idleTime(page: Page, session: CDPSession): Promise<number> {
  const idle: number[] = [];
  for (let round = 0; round < 30; round += 1) idle.push(await busyDuring(page, session, async () => undefined));
  return median(idle);
}

function summary(busy: readonly number[], idle: number): Times {
  const own = busy.map((milliseconds) => Math.max(0, milliseconds - idle)).toSorted((a, b) => a - b);
  return { median: median(own), p95: own[Math.floor(own.length * 0.95)] ?? Number.NaN };
}

/** Page code as text: the types of a browser are not known here. */
const twoFrames = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';
const idleCallback = 'new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5000 }))';

/** Waits until the page has had nothing to do for a moment, after layouts and animations. */
async function untilQuiet(page: Page): Promise<void> {
  await page.waitForTimeout(1500);
  await page.evaluate(idleCallback);
}

/** Main-thread milliseconds while `act` runs and the two frames after it are made. */
async function busyDuring(page: Page, session: CDPSession, act: () => Promise<void>): Promise<number> {
  const before = await taskSeconds(session);
  await act();
  await page.evaluate(twoFrames);
  return ((await taskSeconds(session)) - before) * 1000;
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN;
}
