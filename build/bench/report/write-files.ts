import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { chartSvg } from './chart.ts';
import { withFigures } from './markdown.ts';
import type { BenchReport } from './report.ts';

const charts = { light: 'build/docs/speed-light.svg', dark: 'build/docs/speed-dark.svg' } as const;

export async function writeJson(file: string, report: BenchReport): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** Puts tables and charts into the README of a repository. */
export async function writeReadme(repository: string, report: BenchReport): Promise<void> {
  const file = join(repository, 'README.md');
  const readme = withFigures(await readFile(file, 'utf8'), report, charts);
  for (const theme of ['light', 'dark'] as const) {
    const chart = join(repository, charts[theme]);
    await mkdir(dirname(chart), { recursive: true });
    await writeFile(chart, chartSvg(report, theme));
  }
  await writeFile(file, readme);
}
