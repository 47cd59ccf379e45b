/** Delimiter and header of a table, from its first records. */
import { type Problem, problem } from '../../shared/problem.ts';
import { parseCsv } from './csv-scan.ts';

const delimiters = [',', '\t', ';', '|', ' '] as const;
const longestName = 1000;
// Characters that take no room or look like a space: they make two names that look alike differ.
const invisible = /[\p{Cc}\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]/gu;

/**
 * The delimiter that splits most of the first records into the same number (more than one) of fields. A comma wins a tie,
 * a space is taken only where nothing else splits, because text has spaces.
 */
export function detectDelimiter(start: string): string {
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const { records } = parseCsv(start, { file: '', delimiter, collect: 200 });
    // The last record may be cut off.
    const counts = records.slice(0, Math.max(1, records.length - 1)).map((record) => record.length);
    const common = mostFrequent(counts);
    if (common < 2) continue;
    const agreement = counts.filter((count) => count === common).length / counts.length;
    const score = agreement * (1 + Math.min(common, 50) / 1000) * (delimiter === ' ' ? 0.5 : 1);
    if (score > bestScore + 1e-9) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

export interface Header {
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

const numberLike = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** Names from the first record, cleaned, with what is wrong with them. Errors among the problems refuse the file. */
export function readHeader(fields: readonly string[], file: string): Header {
  const problems: Problem[] = [];
  const at = (column: string): Partial<Problem> => ({ file, row: 1, column });
  if (fields.length > 0 && fields.every((field) => numberLike.test(field))) {
    problems.push(
      problem(
        'data/header-missing',
        { received: fields.slice(0, 5).join(', '), expected: fields.length, reason: 'numbers' },
        { file, row: 1 },
      ),
    );
    return { names: fields, problems };
  }
  const names = fields.map((field, index) => {
    if (field.length > longestName) {
      problems.push(
        problem(
          'data/field-too-large',
          { received: field.length, limit: longestName, field: index + 1 },
          at(String(index + 1)),
        ),
      );
      return field.slice(0, longestName);
    }
    const name = field.replace(invisible, '').trim();
    if (name === '') {
      problems.push({
        ...problem('data/empty-column-name', { name: `column${index + 1}`, field: index + 1 }, at(String(index + 1))),
        severity: 'warning',
      });
      return `column${index + 1}`;
    }
    if (field.replace(invisible, '') !== field) {
      problems.push({
        ...problem('data/invisible-characters', { name, field: index + 1 }, at(name)),
        severity: 'warning',
      });
    }
    return name;
  });
  const places = new Map<string, number>();
  const lower = new Map<string, string>();
  names.forEach((name, index) => {
    const first = places.get(name);
    if (first !== undefined)
      problems.push(problem('data/duplicate-column', { name, first, second: index + 1 }, at(name)));
    else {
      const twin = lower.get(name.toLowerCase());
      if (twin !== undefined)
        problems.push({ ...problem('data/similar-columns', { name, other: twin }, at(name)), severity: 'warning' });
      lower.set(name.toLowerCase(), name);
      places.set(name, index + 1);
    }
  });
  return { names, problems };
}
