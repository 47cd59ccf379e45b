/**
 * Takes the pictures of the README and of every screen (light and dark, both languages) from the running app, and draws
 * the packages' icon: `npm run screenshots`.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { startServer } from '../../main/serve/serve.ts';
import { takeScreens } from './screens.ts';
import { obtainChromium } from './test/tools.ts';

const pictures = fileURLToPath(new URL('../docs/', import.meta.url));

const home = await mkdtemp(join(tmpdir(), 'weft-pictures-'));
const served = await startServer({ home, mode: 'test' });
const found = await obtainChromium();
if ('missing' in found) throw new Error(found.missing);
const browser = await chromium.launch({
  executablePath: found.path,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  await drawIcon();
  const page = await browser.newPage({ viewport: { width: 1440, height: 810 }, locale: 'en', colorScheme: 'light' });
  await page.goto(served.url);
  await take(page, 'start', () => page.getByText('Templates').waitFor());
  await page.locator('[data-template="raggedTable"]').click();
  await take(page, 'model', async () => {
    await page.locator('.react-flow__node').first().waitFor();
    await page.keyboard.press('f');
    // The view glides to its place.
    await page.waitForTimeout(800);
  });
  await page.keyboard.press('Alt+3');
  await page.getByText('Nothing has been trained yet').waitFor();
  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  await take(page, 'train', () => page.getByText('Finished').first().waitFor({ timeout: 180_000 }));
  // Another version, for the list of versions.
  await page.keyboard.press('Control+s');
  const project = new URL(page.url()).hash;
  // A project belongs to one page; a second one may only read it.
  await page.close();
  await takeScreens(browser, served.url, project, join(pictures, 'screens'));
} finally {
  await browser.close();
  await served.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
process.exit();

/** The page's own icon in the size that packages for all systems are made from. */
async function drawIcon(): Promise<void> {
  const size = 1024;
  const svg = await readFile(new URL('../../renderer/public/icon.svg', import.meta.url), 'utf8');
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px }</style>${svg}`);
  await page.screenshot({ path: fileURLToPath(new URL('../icons/icon.png', import.meta.url)), omitBackground: true });
  await page.close();
  console.log('build/icons/icon.png');
}

async function take(page: Page, name: string, ready: () => Promise<unknown>): Promise<void> {
  await ready();
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  console.log(`build/docs/${name}.png`);
}
