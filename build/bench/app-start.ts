import type { Browser } from '@playwright/test';
import { newPage, startApp, waitForStart, withFolder } from './app.ts';
import { median } from './statistics.ts';

/**
 * Seconds from the command to a start page that answers a click, for a second start (packages, engine and page are
 * there): the median of three. The browser is running already; the first start, which may build the page, is not counted.
 */
export async function measureStart(browser: Browser): Promise<number> {
  return withFolder(async (home) => {
    const seconds: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const begin = performance.now();
      const app = await startApp(home);
      const page = await newPage(browser);
      await page.goto(app.url);
      await waitForStart(page);
      seconds.push((performance.now() - begin) / 1000);
      await page.close();
      await app.stop();
    }
    return median(seconds.slice(1));
  });
}
