/** Every screen and dialog, in both languages, light and dark: nothing for axe to say. */
import { type Browser, expect, type Page } from '@playwright/test';
import { axeFindings } from './axe.ts';
import { test } from './editor-app.ts';
import { type ScreenWords, screenWords, visitEmpty, visitProject, visitStart } from './screens.ts';

test.setTimeout(600_000);

/** Violations of the screen on show. All rules in the light; in the dark only colours differ. */
async function violationsOf(page: Page, name: string, schemes: readonly ('light' | 'dark')[]): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    const rules = colorScheme === 'dark' ? { rules: ['color-contrast'] } : {};
    for (const finding of await axeFindings(page, rules)) found.push(`${name}, ${colorScheme}: ${finding}`);
  }
  return found;
}

/** Goes through screens as `walk` does and expects axe to find nothing on any. */
async function expectNothing(
  browser: Browser,
  address: string,
  words: ScreenWords,
  walk: (page: Page, visit: (name: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    locale: words.locale,
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const found: string[] = [];
  await page.goto(address);
  // Colours are the same in all languages.
  const schemes = words.locale === 'en-US' ? (['light', 'dark'] as const) : (['light'] as const);
  await walk(page, async (name) => {
    found.push(...(await violationsOf(page, name, schemes)));
  });
  expect(found).toEqual([]);
  await context.close();
}

for (const words of screenWords) {
  test(`axe finds nothing on the start page, its dialogs and an empty project (${words.locale})`, async ({
    browser,
    address,
  }) => {
    await expectNothing(browser, address, words, async (page, visit) => {
      await visitStart(page, words, visit);
      await visitEmpty(page, words, visit);
    });
  });

  test(`axe finds nothing in any place of a trained project (${words.locale})`, async ({ browser, address }) => {
    await expectNothing(browser, address, words, (page, visit) => visitProject(page, words, visit));
  });
}
