/** What a person asks of the system: 200 % zoom, no motion, forced colours. Nothing is cut off, unreachable or invisible. */
import { expect, type Page } from '@playwright/test';
import { test } from './editor-app.ts';
import { screenWords, visitEmpty, visitProject, visitStart } from './screens.ts';

test.setTimeout(600_000);

/** Controls that cannot be brought wholly into the window, or lie under another control. */
function unreachable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = 'button, a[href], input, select, textarea, [role="tab"], [role="treeitem"]';
    const dialog = document.querySelector('[role="dialog"][aria-modal="true"]');
    const faults: string[] = [];
    for (const element of (dialog ?? document).querySelectorAll<HTMLElement>(controls)) {
      const style = getComputedStyle(element);
      // Layers lie on a canvas that is moved; controls that are only drawn (files, switches) have a visible stand-in.
      if (element.closest('.react-flow') || element.closest('[inert]') || style.visibility === 'hidden') continue;
      if (element.getClientRects().length === 0 || element.matches(':disabled, .visually-hidden')) continue;
      if (style.opacity === '0' || element.offsetWidth < 4) continue;
      element.scrollIntoView({ block: 'center', inline: 'center' });
      const box = element.getBoundingClientRect();
      const inside =
        box.left >= -1 &&
        box.right <= innerWidth + 1 &&
        box.top >= -1 &&
        Math.min(box.bottom, box.top + 40) <= innerHeight + 1;
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
      const free = top !== null && (element.contains(top) || top.contains(element) || top.closest('label') !== null);
      if (!inside || !free)
        faults.push(
          `${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)} ${element.className.slice(0, 60)}${inside ? ` under ${top?.className.toString().slice(0, 60) ?? ''}` : ' outside'}`,
        );
    }
    if (document.documentElement.scrollWidth > innerWidth) faults.push('the window itself scrolls sideways');
    return faults;
  });
}

for (const words of screenWords) {
  test(`nothing is cut off at 200 % zoom (${words.locale})`, async ({ browser, address }) => {
    // A window of 1280 by 800, magnified twice.
    const viewport = { width: 640, height: 400 };
    const context = await browser.newContext({ locale: words.locale, reducedMotion: 'reduce', viewport });
    const page = await context.newPage();
    const faults: string[] = [];
    const visit = async (name: string): Promise<void> => {
      faults.push(...(await unreachable(page)).map((fault) => `${name}: ${fault}`));
    };
    await page.goto(address);
    await visitStart(page, words, visit);
    await visitEmpty(page, words, visit);
    await visitProject(page, words, visit);
    // The tools of the canvas stand in as many columns as they need.
    await page.keyboard.press('Alt+2');
    const canvas = await page.locator('[data-canvas]').first().boundingBox();
    for (const tool of await page.getByRole('toolbar').locator('button').all()) {
      const box = await tool.boundingBox();
      expect(box && canvas && box.y >= canvas.y && box.y + box.height <= canvas.y + canvas.height).toBe(true);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
}

test('with reduced motion nothing takes time to move', async ({ browser, address }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('[data-template="echo"]').click();
  await page.locator('.react-flow__node').first().waitFor();
  const slow = await page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(element);
      const longest = Math.max(...`${transitionDuration},${animationDuration}`.split(',').map(Number.parseFloat));
      return longest > 0.01 ? [`${element.tagName} ${element.className.toString().slice(0, 60)}: ${longest} s`] : [];
    }),
  );
  expect(slow).toEqual([]);
  // Arranging and fitting jump to their end.
  const transform = (): Promise<string | null> => page.locator('.react-flow__viewport').getAttribute('style');
  await page.keyboard.press('-');
  const before = await transform();
  await page.keyboard.press('f');
  await expect.poll(transform).not.toBe(before);
  const atOnce = await transform();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await transform()).toBe(atOnce);
  await context.close();
});

test('with forced colours what is chosen, focused and switched is still seen', async ({ browser, address }) => {
  const context = await browser.newContext({ forcedColors: 'active', reducedMotion: 'reduce', locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('[data-template="echo"]').click();
  await page
    .locator('.react-flow__node')
    .nth(1)
    .click({ position: { x: 30, y: 12 } });
  await page.keyboard.press('o');
  const edge = (selector: string): Promise<string> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { outlineStyle, outlineWidth, borderTopStyle, borderTopWidth } = getComputedStyle(element);
        return outlineStyle === 'none' ? `${borderTopStyle} ${borderTopWidth}` : `${outlineStyle} ${outlineWidth}`;
      });
  for (const selector of ['[data-place="model"]', '[role="treeitem"][aria-selected="true"]', '.mantine-Switch-track'])
    expect(`${selector}: ${await edge(selector)}`).toMatch(/: solid [123]px$/);
  await page.locator('[data-place="data"]').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await edge('*:focus')).toBe('solid 3px');
  await context.close();
});

test('more contrast makes lines and greys darker', async ({ browser, address }) => {
  const contrastOf = async (contrast: 'more' | 'no-preference'): Promise<number> => {
    const context = await browser.newContext({ contrast, locale: 'en-US', colorScheme: 'light' });
    const page = await context.newPage();
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const sum = await page.evaluate(() => {
      const hex = getComputedStyle(document.documentElement).getPropertyValue('--ink-quiet').trim();
      return [1, 3, 5].reduce((total, at) => total + Number.parseInt(hex.slice(at, at + 2), 16), 0);
    });
    await context.close();
    return sum;
  };
  expect(await contrastOf('more')).toBeLessThan(await contrastOf('no-preference'));
});
