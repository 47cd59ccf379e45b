/** A table that travels inside the project, shown without the core: templates carry plain CSV without quotes. */
import type { ColumnInfo } from '../../shared/contract/data-types.ts';

export interface InlineTable {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly (number | string | null)[])[];
}

const bars = 20;

export function parseInline(content: string): InlineTable {
  const [head = '', ...lines] = content.split(/\r?\n/).filter((line) => line !== '');
  const names = head.split(',');
  const rows = lines.map((line) =>
    line.split(',').map((field) => (field === '' ? null : Number.isFinite(Number(field)) ? Number(field) : field)),
  );
  return {
    columns: names.map((name, index) =>
      describe(
        name,
        rows.map((row) => row[index] ?? null),
      ),
    ),
    rows,
  };
}

function describe(name: string, values: readonly (number | string | null)[]): ColumnInfo {
  const present = values.filter((value) => value !== null);
  const numbers = present.filter((value) => typeof value === 'number');
  const numeric = numbers.length === present.length && numbers.length > 0;
  const min = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const max = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const histogram = new Array<number>(bars).fill(0);
  if (numeric) {
    for (const value of numbers) {
      const bar = Math.min(bars - 1, Math.floor((bars * (value - min)) / (max - min || 1)));
      histogram[bar] = (histogram[bar] ?? 0) + 1;
    }
  }
  return {
    name,
    type: numeric ? (numbers.every(Number.isInteger) ? 'integer' : 'number') : 'text',
    missing: values.length - present.length,
    distinct: new Set(present).size,
    min: numeric ? min : null,
    max: numeric ? max : null,
    mean: numeric ? numbers.reduce((a, b) => a + b, 0) / numbers.length : null,
    histogram: numeric ? histogram : null,
  };
}
