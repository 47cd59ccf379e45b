/** The served app in a process of its own, with a fresh data folder, for the editor's tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page, test as base } from '@playwright/test';
import { corePaths } from '../../main/projects/paths.ts';
import { newFolder, removeFolder } from '../support/folders.ts';

const repository = join(import.meta.dirname, '..', '..');

function untilAddress(app: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const address = /http:\/\/\S+\?token=\S+/.exec(text)?.[0];
      if (address) resolve(address);
    };
    app.stdout?.on('data', read);
    app.stderr?.on('data', read);
    app.once('exit', (code) =>
      reject(new Error(`The app ended with code ${code} before it printed its address:\n${text}`)),
    );
  });
}

export interface ServedApp {
  readonly address: string;
  /** Ends the core: politely, or as a crash would. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** The served app in a process of its own, with this data folder. */
export async function serve(home: string): Promise<ServedApp> {
  const app = spawn(process.execPath, [join(repository, 'main/cli/weft.mjs'), 'serve', '--port', '0', '--home', home], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => app.once('exit', resolve));
  const end = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    app.kill(signal);
    const patience = setTimeout(() => app.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(patience);
  };
  try {
    return { address: await untilAddress(app), end };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}

/** Runs `use` with an empty data folder, which is removed afterwards. */
export async function withHome(use: (home: string) => Promise<void>): Promise<void> {
  const home = newFolder();
  try {
    await use(home);
  } finally {
    await removeFolder(home);
  }
}

/** Every test has an app of its own: projects, languages and settings of one are not met by the next. */
export const test = base.extend<{ home: string; address: string }>({
  home: async ({}, use) => {
    await withHome(use);
  },
  address: [
    async ({ home }, use) => {
      const app = await serve(home);
      try {
        await use(app.address);
      } finally {
        await app.end();
      }
    },
    { timeout: 60_000 },
  ],
});

/** Waits until unsaved work of a data folder lies on the disk and holds this text. */
export async function untilKept(home: string, text: string): Promise<void> {
  const { projects } = corePaths(home);
  const journals = async (): Promise<string> => {
    const names = (await readdir(projects)).filter((name) => name.endsWith('.journal.json'));
    return (await Promise.all(names.map((name) => readFile(join(projects, name), 'utf8')))).join();
  };
  await expect.poll(journals).toContain(text);
}

/** Opens a template from the start page, with the canvas on show and movements off. */
export async function openTemplate(page: Page, address: string, name: RegExp): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(address);
  await page.getByRole('button', { name }).click();
  await page.locator('[data-canvas]').waitFor();
}

/** Opens the start page in English and makes an empty project, with the canvas on show. */
export async function newProject(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'New project' }).click();
  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Model' }).click();
  await page.getByRole('region', { name: 'Canvas' }).waitFor();
}

export const layer = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Canvas' }).getByRole('group', { name, exact: true });

export async function addFromPalette(page: Page, label: string): Promise<void> {
  await page
    .getByRole('complementary', { name: 'Palette' })
    .getByRole('button', { name: label, exact: true })
    .dblclick();
}

/** Shows the whole model and waits until the view stands still: a hand waits for that too. */
export async function showEverything(page: Page): Promise<void> {
  await page.keyboard.press('f');
  const view = page.locator('.react-flow__viewport');
  let before = '';
  await expect
    .poll(
      async () => {
        const now = (await view.getAttribute('style')) ?? '';
        const still = now === before;
        before = now;
        return still;
      },
      { intervals: [120] },
    )
    .toBe(true);
}

/** Draws a wire with the mouse, from the output of one layer to the input of another. */
export async function drawWire(page: Page, from: string, to: string): Promise<void> {
  const start = await layer(page, from).locator('.source').first().boundingBox();
  const end = await layer(page, to).locator('.target').first().boundingBox();
  if (!start || !end) throw new Error(`No port to draw from ${from} to ${to}.`);
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 });
  await page.mouse.up();
}
