/** What holds for any table and any split into chunks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCsvScanner, parseCsv } from '../../main/data/csv-scan.ts';
import { sniffTable } from '../../main/data/sniff-table.ts';
import { unfinishedUtf8 } from '../../main/data/text-encoding.ts';
import { compareCodePoints } from '../../shared/data/parts/classes.ts';
import { fitScale, scaleValue, unscaleValue } from '../../shared/data/parts/scaler.ts';
import { fromRanges, splitByShare, splitStratified, timeBorders, toRanges } from '../../shared/data/parts/split.ts';
import { windowSpan, windowStarts } from '../../shared/data/parts/windows.ts';
import { temporaryStore } from './support.ts';
import { propertyRuns } from '../support/property-runs.ts';

const { store, importText } = temporaryStore();
const delimiter = fc.constantFrom(',', ';', '\t', '|');
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const field = fc.string({
  unit: fc.constantFrom('a', '7', ' ', ',', ';', '"', '\n', '\r\n', '\t', '|', 'é', '北', '😀', "'"),
  maxLength: 6,
});
/** At least two columns: a single empty field is a blank line. */
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((columns) =>
    fc.array(fc.array(field, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 8 }),
  );
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const write = (rows: string[][], by: string, end: string): string =>
  rows.map((row) => row.map(quoted).join(by) + end).join('');

function scanInChunks(bytes: Uint8Array, cuts: number[], by: string) {
  const records: string[][] = [];
  const scanner = createCsvScanner({ file: 'f', delimiter: by, onRecord: (fields) => records.push(fields) });
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    if (to > from) scanner.push(bytes.slice(from, to));
    from = Math.max(from, to);
  }
  return { records, scan: scanner.end() };
}
const essence = ({ records, scan }: ReturnType<typeof scanInChunks>) => ({
  ...scan,
  records,
  problems: scan.problems.map(({ code, row, column }) => ({ code, row, column })),
});

describe('CSV', () => {
  test('written, then read, is the same table', () => {
    fc.assert(
      fc.property(table, delimiter, lineEnd, (rows, by, end) => {
        const { records, scan } = parseCsv(write(rows, by, end), { file: 'f', delimiter: by });
        expect(records).toEqual(rows);
        expect(scan.problems).toEqual([]);
      }),
      propertyRuns(1000),
    );
  });
  test('in chunks as in one piece, also cut inside a character, a line end or a quote', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(table, delimiter, lineEnd).map((parts) => write(...parts)),
          field.map((text) => `a,b\n${text}`),
          fc.string(),
        ),
        fc.array(fc.nat(), { maxLength: 8 }),
        (text, cuts) => {
          const bytes = new TextEncoder().encode(text);
          expect(essence(scanInChunks(bytes, cuts, ','))).toEqual(essence(scanInChunks(bytes, [], ',')));
        },
      ),
      propertyRuns(2000),
    );
  });
  test('any bytes give rows or problems, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        sniffTable(bytes, true, 'f');
        const { scan } = scanInChunks(bytes, [], ',');
        expect(scan.records).toBeGreaterThanOrEqual(0);
      }),
      propertyRuns(2000),
    );
  });
  test('a table goes through the store and comes back, value by value', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'b', ' ', ',', '"', '\n', 'é', '北', '😀'), minLength: 1, maxLength: 6 })
      .filter((text) => text.trim() !== '');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), lineEnd, async (rows, end) => {
        const result = await importText(write([['p', 'q'], ...rows.map((row) => [...row])], ',', end));
        if (!result.ok) throw new Error(JSON.stringify(result.problem));
        const page = await store.preview(result.value.sha256, { offset: 0, limit: 10 });
        expect(page.rows).toEqual(rows.map((row) => [...row]));
      }),
      propertyRuns(40),
    );
  });
  test('lines are counted through quoted line ends and blank lines', () => {
    const { scan } = parseCsv('a,b\n\n"x\r\ny",1\n2\n', { file: 'f', delimiter: ',' });
    expect(scan.problems.map((entry) => entry.row)).toEqual([5]);
  });
  test('time grows with size, not faster', () => {
    const time = (rows: number): number => {
      const bytes = new TextEncoder().encode(`a,b\n${'1,"two ""2"""\n'.repeat(rows)}`);
      const start = performance.now();
      const scanner = createCsvScanner({ file: 'f', delimiter: ',' });
      for (let at = 0; at < bytes.length; at += 65_536) scanner.push(bytes.subarray(at, at + 65_536));
      scanner.end();
      return performance.now() - start;
    };
    time(20_000);
    const small = Math.min(time(20_000), time(20_000), time(20_000));
    const large = Math.min(time(200_000), time(200_000), time(200_000));
    // Ten times the rows; a quadratic reader would need a hundred times as long.
    expect(large).toBeLessThan(40 * Math.max(small, 1));
  });
});

test('unfinishedUtf8 cuts exactly at characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '北', '😀') }), fc.nat(), (text, cut) => {
      const bytes = new TextEncoder().encode(text);
      const part = bytes.subarray(0, cut % (bytes.length + 1));
      expect(() =>
        new TextDecoder('utf-8', { fatal: true }).decode(part.subarray(0, part.length - unfinishedUtf8(part))),
      ).not.toThrow();
    }),
    propertyRuns(100),
  );
});

describe('parts', () => {
  const shares = fc.record({
    validation: fc.double({ min: 0, max: 0.5, noNaN: true }),
    test: fc.double({ min: 0, max: 0.4, noNaN: true }),
    seed: fc.integer(),
  });
  const whole = (parts: Record<string, Int32Array>): number[] =>
    Object.values(parts)
      .flatMap((part) => [...part])
      .sort((a, b) => a - b);

  test('every sample is in exactly one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { maxLength: 60 }), shares, (labels, settings) => {
        const all = labels.map((_, i) => i);
        expect(whole(splitByShare(labels.length, settings))).toEqual(all);
        expect(whole(splitStratified(labels, settings))).toEqual(all);
        const [first, second] = timeBorders(labels.length, settings);
        expect(first).toBeLessThanOrEqual(second);
      }),
      propertyRuns(100),
    );
  });
  test('ranges keep indices', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 300 })), (values) => {
        const indices = Int32Array.from(values).sort();
        expect(fromRanges(toRanges(indices))).toEqual(indices);
      }),
      propertyRuns(100),
    );
  });
});

test('scaling and back is the identity', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 20 }),
      value,
      fc.constantFrom('minmax' as const, 'standard' as const),
      (values, probe, method) => {
        const scale = fitScale(values, { method, range: [-1, 1] });
        const spread = scale.method === 'minmax' ? scale.max - scale.min : scale.deviation;
        fc.pre(spread === 0 || spread > 1e-3);
        expect(unscaleValue(scaleValue(probe, scale), scale)).toBeCloseTo(probe, 3);
      },
    ),
    propertyRuns(100),
  );
});

test('windows lie inside, and one more would not', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 60 }),
      fc.record({
        length: fc.integer({ min: 1, max: 9 }),
        horizon: fc.nat({ max: 5 }),
        stride: fc.integer({ min: 1, max: 4 }),
        gap: fc.nat({ max: 3 }),
      }),
      (rows, settings) => {
        const starts = windowStarts(rows, settings);
        const span = windowSpan(settings);
        for (const start of starts) expect(start + span).toBeLessThanOrEqual(rows);
        expect((starts.at(-1) ?? -settings.stride) + settings.stride + span).toBeGreaterThan(rows);
      },
    ),
    propertyRuns(100),
  );
});

test('texts are compared by code point', () => {
  expect(['😀', '￥', 'a', 'B'].sort(compareCodePoints)).toEqual(['B', 'a', '￥', '😀']);
});
