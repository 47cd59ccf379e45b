/**
 * Takes pictures of every screen (light and dark, both languages) from the running app, keeps those of the README, and
 * draws the packages' icon: `npm run screenshots`. With names of stories or languages (`-- flow table zh-Hans`) only these are told again.
 */
import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { screenPath, takeScreens } from './screens/take-screens.ts';
import { obtainChromium } from './test/tools.ts';

const pictures = fileURLToPath(new URL('../docs/', import.meta.url));
const screens = join(pictures, 'screens');

/** The pictures of the documents, and the screens that they are. */
const kept: Readonly<Record<string, string>> = {
  start: screenPath('en', 'light', 'start'),
  model: screenPath('en', 'light', 'model'),
  repair: screenPath('en', 'light', 'problem'),
  flow: screenPath('en', 'light', 'flow-steps'),
  compare: screenPath('en', 'light', 'compare-versions'),
  outline: screenPath('zh-Hans', 'dark', 'outline'),
  train: screenPath('en', 'light', 'train'),
};

const found = await obtainChromium();
if ('missing' in found) throw new Error(found.missing);
const browser = await chromium.launch({
  executablePath: found.path,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const names = process.argv.slice(2);
  if (names.length === 0) await drawIcon();
  await takeScreens(browser, screens, names);
  for (const [name, screen] of Object.entries(kept)) {
    if (!existsSync(join(screens, screen))) continue;
    await copyFile(join(screens, screen), join(pictures, `${name}.png`));
    console.log(`build/docs/${name}.png`);
  }
} finally {
  await browser.close();
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
