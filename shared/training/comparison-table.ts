/** Ways to compute the same step as a table of text: for the command line. */
import type { TFunction } from 'i18next';
import { type Figure, fromFigure } from '../contract/figures.ts';
import type { ComparedWay } from '../contract/probe.ts';

const barCharacters = 24;

/** Columns: engine, threads, how, milliseconds a step, times the fastest, loss of the second step; a bar for each row. */
export function comparisonTable(ways: readonly ComparedWay[], t: TFunction): string {
  const [fastest] = ways;
  if (!fastest) return t('estimate.nothing');
  const slowest = Math.max(...ways.map((way) => way.stepSeconds));
  const head = ['engine', 'threads', 'how', 'step', 'times', 'loss'].map((name) => t(`estimate.column.${name}`));
  const rows = ways.map((way) => [
    t(`app.engine.${way.engine}`),
    String(way.threads),
    t(`estimate.how.${way.mode}`),
    stepText(way),
    `${(way.stepSeconds / fastest.stepSeconds).toFixed(1)} ×`,
    lossText(way.loss),
    '█'.repeat(Math.max(1, Math.round((way.stepSeconds / slowest) * barCharacters))),
  ]);
  const widths = head.map((name, column) => Math.max(...[name, ...rows.map((row) => row[column] ?? '')].map(columns)));
  return [[...head, ''], ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - columns(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Milliseconds to three digits; `>` before those of a step that was given up. */
export const stepText = ({ stepSeconds, atLeast }: Pick<ComparedWay, 'stepSeconds' | 'atLeast'>): string =>
  `${atLeast ? '> ' : ''}${Number((stepSeconds * 1000).toPrecision(3))}`;

export const lossText = (loss: Figure | null): string =>
  loss === null ? '–' : String(Number(fromFigure(loss).toPrecision(5)));

/** Places that a terminal gives a text: Chinese characters take two. */
const columns = (text: string): number =>
  [...text].reduce((sum, character) => sum + (/[\u2e80-\uffdc]/.test(character) ? 2 : 1), 0);
