/** Every screen of the app in both languages, light and dark: to look at, and for the documents. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { catalogues, type Language, languages } from '../../shared/i18n/index.ts';

const themes = ['light', 'dark'] as const;
const locales: Readonly<Record<Language, string>> = { en: 'en', 'zh-Hans': 'zh-CN' };

interface Screen {
  readonly name: string;
  /** Shown on the start page; else with the project open. */
  readonly onStart?: boolean;
  readonly show: (page: Page, run: (command: string) => Promise<void>) => Promise<void>;
}

/** Long enough for glides, fades and pictures of templates. */
const settled = (page: Page): Promise<void> => page.waitForTimeout(900);
const place = (number: number) => async (page: Page) => page.keyboard.press(`Alt+${number}`);
const dialog = (command: string) => async (page: Page, run: (command: string) => Promise<void>) => {
  await run(command);
  await page.getByRole('dialog').last().waitFor();
};

const screens: readonly Screen[] = [
  { name: 'start', onStart: true, show: async () => undefined },
  { name: 'open-text', onStart: true, show: dialog('openText') },
  { name: 'data', show: place(1) },
  {
    name: 'model',
    show: async (page) => {
      await page.keyboard.press('Alt+2');
      await page.locator('.react-flow__node').first().waitFor();
      await page.keyboard.press('f');
    },
  },
  {
    name: 'layer',
    show: async (page) => {
      await page.keyboard.press('Alt+2');
      await page.locator('.react-flow__node').nth(2).click();
    },
  },
  {
    name: 'summary',
    show: async (page, run) => {
      await page.keyboard.press('Alt+2');
      await run('showSummary');
    },
  },
  { name: 'train', show: place(3) },
  { name: 'use', show: place(4) },
  { name: 'export', show: place(5) },
  { name: 'versions', show: dialog('versions') },
  { name: 'share', show: dialog('shareText') },
  { name: 'save-as', show: dialog('saveAs') },
  {
    name: 'commands',
    show: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'shortcuts', show: dialog('showShortcuts') },
];

/** Writes `<folder>/<language>-<theme>/<screen>.png`. `project` is the part of the address that opens one that has been trained. */
export async function takeScreens(browser: Browser, address: string, project: string, folder: string): Promise<void> {
  for (const language of languages)
    for (const theme of themes) {
      const target = join(folder, `${language}-${theme}`);
      await mkdir(target, { recursive: true });
      for (const { name, onStart = false, show } of screens) {
        const page = await browser.newPage({
          viewport: { width: 1440, height: 810 },
          locale: locales[language],
          colorScheme: theme,
          reducedMotion: 'reduce',
        });
        try {
          await page.goto(onStart ? address : address + project);
          await (onStart ? page.locator('h1').first() : page.getByRole('navigation').first()).waitFor();
          await show(page, (command) => runByPalette(page, catalogues[language][`command.${command}`] ?? command));
          await settled(page);
          await page.screenshot({ path: join(target, `${name}.png`) });
          console.log(`${language}-${theme}/${name}.png`);
        } catch (error) {
          // One screen that does not come up must not cost the others; it is named, and the status tells.
          console.error(`${language}-${theme}/${name}: ${error instanceof Error ? error.message : String(error)}`);
          process.exitCode = 1;
        } finally {
          await page.close();
        }
      }
    }
}

async function runByPalette(page: Page, label: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type(label);
  await page.keyboard.press('Enter');
}
