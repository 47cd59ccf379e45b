/** Takes the pictures of the README from the running app: `npm run screenshots`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { startServer } from '../../main/serve/serve.ts';
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
  const page = await browser.newPage({ viewport: { width: 1440, height: 810 }, locale: 'en', colorScheme: 'light' });
  await page.goto(served.url);
  await take(page, 'start', () => page.getByText('Templates').waitFor());
  await page.getByRole('button', { name: /^Sequences from a table/ }).click();
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
} finally {
  await browser.close();
  await served.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
process.exit(0);

async function take(page: Page, name: string, ready: () => Promise<unknown>): Promise<void> {
  await ready();
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  console.log(`build/docs/${name}.png`);
}
