import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Browser } from '@playwright/test';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { chooseFile, newPage, startApp, waitForStart, withFolder } from './app.ts';

const bytes = 100 * 1024 * 1024;

export interface ImportTimes {
  /** Until the first page of rows stands under column heads with provisional types. */
  readonly firstPageSeconds: number;
  /** Until the types and counts of all rows are final. */
  readonly finishedSeconds: number;
}

/** Chooses a CSV of 100 MB (whole numbers, dates, words, numbers, yes or no) on the start page and watches the table. */
export async function measureImport(browser: Browser): Promise<ImportTimes> {
  return withFolder(async (home) => {
    const file = join(home, 'large.csv');
    await pipeline(Readable.from(csvBlocks()), createWriteStream(file));
    const app = await startApp(home);
    try {
      const page = await newPage(browser);
      await page.goto(app.url);
      await waitForStart(page);
      const begin = performance.now();
      await chooseFile(page, 'Import a file', file);
      await page.getByRole('cell', { name: '2024-01-01', exact: true }).first().waitFor();
      const choices = await page.getByRole('columnheader').getByRole('combobox').all();
      const types = await Promise.all(choices.map((choice) => choice.inputValue()));
      const firstPageSeconds = (performance.now() - begin) / 1000;
      if (types.join() !== 'integer,date,text,number,text,boolean')
        throw new Error(`unexpected provisional types: ${types.join()}`);
      await page.getByText('counting', { exact: false }).first().waitFor({ state: 'detached', timeout: 180_000 });
      const finishedSeconds = (performance.now() - begin) / 1000;
      await page.close();
      return { firstPageSeconds, finishedSeconds };
    } finally {
      await app.stop();
    }
  });
}

function* csvBlocks(): Generator<string> {
  const generator = xoroshiro128plus(1);
  let written = 0;
  let block = 'id,day,sensor,value,label,ok\n';
  for (let row = 0; written < bytes; ) {
    for (const end = row + 10_000; row < end; row += 1) {
      const day = `2024-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}`;
      const value = (uniformInt(generator, 0, 99_999_999) / 1e6).toFixed(6);
      block += `${row},${day},s${row % 17},${value},${'abc'.charAt(row % 3)},${row % 2 === 1}\n`;
    }
    yield block;
    written += block.length;
    block = '';
  }
}
