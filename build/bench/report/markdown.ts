import { type Table, tables } from './cells.ts';
import { factLines } from './facts.ts';
import type { BenchReport } from './report.ts';

const begin = '<!-- figures: begin (written by npm run bench -- --write-readme) -->';
const end = '<!-- figures: end -->';

/** Where the chart lies, seen from the README. */
export interface ChartFiles {
  readonly light: string;
  readonly dark: string;
}

/** The README with the figures between its marks replaced. Throws when it has no marks. */
export function withFigures(readme: string, report: BenchReport, charts: ChartFiles): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The README has no place for figures: expected "${begin}" and "${end}".`);
  return `${readme.slice(0, from + begin.length)}\n\n${figuresText(report, charts)}\n\n${readme.slice(to)}`;
}

function figuresText(report: BenchReport, { light, dark }: ChartFiles): string {
  return [
    '<picture>',
    `  <source media="(prefers-color-scheme: dark)" srcset="${dark}">`,
    `  <img alt="Time of a training step beside PyTorch's, Keras' and stock TensorFlow.js'" src="${light}">`,
    '</picture>',
    '',
    ...tables(report).flatMap((table) => [...tableLines(table), '']),
    ...factLines(report).map((line) => `- ${line}`),
  ].join('\n');
}

function tableLines({ title, head, rows, notes }: Table): readonly string[] {
  const line = (row: readonly string[]): string => `| ${row.map(escaped).join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [`**${title}**`, '', line(head), line(rule), ...rows.map(line), ...notes.flatMap((note) => ['', note])];
}

const escaped = (cell: string): string => cell.replaceAll('|', '\\|');
