/** The app in a real browser, for the measurements of what a person waits for. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from '@playwright/test';
import { obtainChromium } from '../scripts/test/tools.ts';

const repository = join(import.meta.dirname, '..', '..');

export interface RunningApp {
  /** The address with its token. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the app as `npm start -- --serve` does, with a data folder of its own. Rejects when it ends without an address. */
export async function startApp(home: string): Promise<RunningApp> {
  const words = [join(repository, 'build', 'scripts', 'bootstrap.mjs'), 'start', '--serve'];
  const child = spawn(process.execPath, words, {
    env: { ...process.env, WEFT_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    url: await addressOf(child),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('close', (status) =>
      reject(new Error(`the app ended with status ${status ?? 'none'} before it printed an address`)),
    );
    if (child.stdout === null) return reject(new Error('the app has no output'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /https?:\S*[?&]token=\S+/.exec(line)?.[0];
      if (address !== undefined) resolve(address);
    });
  });
}

/** Chromium as the tests find or install it. Rejects when there is none. */
export async function launchChromium(): Promise<Browser> {
  const found = await obtainChromium();
  if ('missing' in found) throw new Error(found.missing);
  return chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A page like a laptop's, in English. */
export function newPage(browser: Browser): Promise<Page> {
  return browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en' });
}

/** Waits until the start page can be used: its first button answers. */
export async function waitForStart(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New project' }).click({ trial: true });
}

/** Hands a file to the button that asks for one. */
export async function chooseFile(page: Page, button: string, file: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).first().click(),
  ]);
  await chooser.setFiles(file);
}

/** Runs `use` with an empty folder that is removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
