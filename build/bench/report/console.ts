import { type Table, tables } from './cells.ts';
import { factLines } from './facts.ts';
import type { BenchReport } from './report.ts';

/** The whole report for a terminal. */
export function reportText(report: BenchReport): string {
  return [...tables(report).map(tableText), factLines(report).join('\n')].join('\n\n');
}

export function tableText({ title, head, rows, notes }: Table): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [title, line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line), ...notes].join(
    '\n',
  );
}
