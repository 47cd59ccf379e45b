import { rounded } from './statistics.ts';

/** One figure of the app beside what it may be at most. */
export interface AppFigure {
  readonly name: string;
  readonly unit: 's' | 'ms';
  readonly value: number;
  /** Null where nothing was promised. */
  readonly limit: number | null;
}

/**
 * Measures what a person waits for, in Chromium against the served app: the second start, the first page of a CSV of
 * 100 MB, the curve of a long run. Rejects when there is no Chromium or the app does not come up.
 */
export async function measureApp(): Promise<readonly AppFigure[]> {
  // Only now: Playwright takes a moment to load, and the bench of the engine does without it.
  const { launchChromium } = await import('./app.ts');
  const { measureStart } = await import('./app-start.ts');
  const { measureImport } = await import('./csv-import.ts');
  const { measureLongCurve } = await import('./long-curve.ts');
  const browser = await launchChromium();
  try {
    const start = await measureStart(browser);
    const table = await measureImport(browser);
    const curve = await measureLongCurve();
    return [
      { name: 'second start until the page answers', unit: 's', value: start, limit: 3 },
      { name: 'CSV of 100 MB: first page and provisional types', unit: 's', value: table.firstPageSeconds, limit: 2 },
      { name: 'CSV of 100 MB: import finished', unit: 's', value: table.finishedSeconds, limit: null },
      { name: 'curve of 10 million steps: the first look', unit: 'ms', value: curve.firstMilliseconds, limit: null },
      { name: 'curve of 10 million steps: again, or nearer', unit: 'ms', value: curve.againMilliseconds, limit: 50 },
    ];
  } finally {
    await browser.close();
  }
}

/** The editor's main-thread times alone, in drawings of several sizes. Rejects as `measureApp` does. */
export async function measureEditor(tell: (text: string) => void): Promise<readonly AppFigure[]> {
  const { launchChromium } = await import('./app.ts');
  const { measureUi, uiSizes } = await import('./ui.ts');
  const browser = await launchChromium();
  try {
    return await measureUi(browser, uiSizes, tell);
  } finally {
    await browser.close();
  }
}

/** The figures as lines for people. */
export function appTable(figures: readonly AppFigure[]): string {
  const width = Math.max(...figures.map((figure) => figure.name.length));
  return figures
    .map(({ name, unit, value, limit }) => {
      const verdict = limit === null ? '' : `  ≤ ${limit} ${unit} ${value <= limit ? 'met' : 'MISSED'}`;
      return `${name.padEnd(width)}  ${rounded(value, 3)} ${unit}${verdict}`;
    })
    .join('\n');
}
