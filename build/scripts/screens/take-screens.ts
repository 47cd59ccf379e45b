/** Every screen of the app in both languages, light and dark: to look at, and for the documents. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Browser } from '@playwright/test';
import { type Language, languages } from '../../../shared/i18n/index.ts';
import { translator } from '../../../shared/i18n/translate.ts';
import { startServer } from '../../../main/serve/serve.ts';
import { modelStories } from './model-stories.ts';
import { createStage, type Story } from './stage.ts';
import { startStories } from './start-stories.ts';
import { trainingStories } from './training-stories.ts';

const locales: Readonly<Record<Language, string>> = { en: 'en', 'zh-Hans': 'zh-CN' };
const stories: readonly Story[] = [...startStories, ...modelStories, ...trainingStories];

/** Where the picture of a screen lies below the folder of all. */
export const screenPath = (language: Language, theme: 'light' | 'dark', screen: string): string =>
  join(language, theme, `${screen}.png`);

/** Writes the pictures of the stories and languages with these names (all of them where none is named) below `folder`. */
export async function takeScreens(browser: Browser, folder: string, names: readonly string[]): Promise<void> {
  const named = <T>(all: readonly T[], nameOf: (one: T) => string): readonly T[] =>
    all.some((one) => names.includes(nameOf(one))) ? all.filter((one) => names.includes(nameOf(one))) : all;
  const wanted = named(stories, ({ name }) => name);
  // Each language has an app of its own: what it is called and in which language one has worked stays with the app.
  for (const language of named(languages, (language) => language)) {
    const home = await mkdtemp(join(tmpdir(), 'weft-pictures-'));
    const served = await startServer({ home, mode: 'test' });
    for (const theme of ['light', 'dark']) await mkdir(join(folder, language, theme), { recursive: true });
    try {
      for (const story of wanted) await tellStory(browser, served.url, language, folder, story);
    } finally {
      await served.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  }
}

async function tellStory(
  browser: Browser,
  address: string,
  language: Language,
  folder: string,
  { name, tell }: Story,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 810 },
    locale: locales[language],
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  try {
    await page.goto(address);
    await page.locator('h1').first().waitFor();
    await tell(
      createStage(page, translator(language), join(folder, language), (file) => console.log(relative(folder, file))),
    );
  } catch (error) {
    // A story that breaks off must not cost the others; it is named, and the status tells.
    console.error(`${language}, ${name}: ${error instanceof Error ? error.message : String(error)}`);
    await page.screenshot({ path: join(folder, language, `${name}-broke-off.png`) });
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}
