/** The real desktop app under Playwright, where an Electron binary and a display exist. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const binary = findBinary();
const isMissing = binary === undefined || !existsSync(join(repository, 'dist', 'renderer', 'index.html'));

/** The program inside the folder that the test runner names; undefined without one. */
function findBinary(): string | undefined {
  const folder = process.env['WEFT_ELECTRON'];
  if (folder === undefined || folder === '') return undefined;
  const record = join(folder, 'path.txt');
  return existsSync(record) ? join(folder, 'dist', readFileSync(record, 'utf8').trim()) : undefined;
}

describe.skipIf(isMissing)(isMissing ? 'SKIPPED: no Electron binary (or no built page)' : 'the desktop app', () => {
  const home = temporaryFolder();
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    const vite = join(repository, 'node_modules', 'vite', 'bin', 'vite.js');
    for (const config of ['vite.electron.config.ts', 'vite.preload.config.ts']) {
      execFileSync(process.execPath, [vite, 'build', '--config', join(repository, 'build', config)], {
        cwd: repository,
        stdio: 'ignore',
      });
    }
    app = await _electron.launch({
      ...(binary === undefined ? {} : { executablePath: binary }),
      args: [repository],
      env: { ...process.env, WEFT_HOME: home } as Record<string, string>,
    });
    page = await app.firstWindow();
  });
  afterAll(async () => {
    await app.close();
  });

  test('the page is served by its own scheme and has no Node', async () => {
    expect(page.url()).toContain('weft://app/');
    expect(
      await page.evaluate(() =>
        ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
      ),
    ).toEqual([]);
  });

  test('the core answers: the start page lists the templates', async () => {
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await page.title()).toContain('Weft Studio');
  });

  test('no window opens and no page is left', async () => {
    const before = page.url();
    await page.evaluate(() => {
      window.open('https://example.org/');
      location.href = 'https://example.org/';
    });
    expect(app.windows()).toHaveLength(1);
    expect(page.url()).toBe(before);
  });

  test('what runs is sandboxed', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Electron has this for its own tests and leaves it out of its types.
      const contents = window?.webContents as unknown as
        | { getLastWebPreferences(): Record<string, unknown> }
        | undefined;
      return contents?.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });
});
