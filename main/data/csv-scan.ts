/**
 * Structural scan of a CSV file, byte by byte and in any chunks (RFC 4180 with `\n`, `\r\n` or `\r` line ends): finds what
 * DuckDB only reports vaguely (which row has how many fields, where a quote was opened) before a single value is stored.
 */
import { type Problem, problem } from '../../shared/problem.ts';

const quoteByte = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Faults listed one by one; beyond that they are only counted. */
export const listedFaults = 20;
/** A field longer than this is refused: no real table has one, and one string must hold it. */
const largestField = 16 * 1024 * 1024;

export interface CsvDialect {
  readonly delimiter: string;
  readonly header: boolean;
}

export interface CsvScan {
  /** Records that are not blank, the header included. */
  readonly records: number;
  readonly columns: number;
  readonly blankLines: number;
  readonly lineEnds: { readonly lf: number; readonly crlf: number; readonly cr: number };
  /** Bytes of the longest record, without quotes and line end. */
  readonly longestRecord: number;
  /** Quotes inside an unquoted field, taken literally. */
  readonly literalQuotes: number;
  readonly bytes: number;
  /** Sparse map from record to line: [record, lines more than records], ascending; see `lineOfRecord`. */
  readonly lineShifts: readonly (readonly [number, number])[];
  readonly problems: readonly Problem[];
  readonly faults: number;
}

export interface ScanOptions {
  readonly file: string;
  readonly delimiter: string;
  /** Called with the fields of the first `collect` records. */
  readonly onRecord?: (fields: string[], line: number) => void;
  readonly collect?: number;
  /** Stop looking for faults in field counts (a first page of a file that is still arriving). */
  readonly fieldCount?: number;
}

export interface CsvScanner {
  /** Returns false when a fault makes going on useless (a field without end). */
  push(chunk: Uint8Array): boolean;
  end(): CsvScan;
  /** Records finished so far. */
  records(): number;
}

type State = 'start' | 'plain' | 'quoted' | 'closing';

/** 1-based line of a record (0 is the first record of the file). */
export function lineOfRecord(record: number, shifts: CsvScan['lineShifts']): number {
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shifts[middle]?.[0] ?? 0) <= record) low = middle + 1;
    else high = middle;
  }
  return record + 1 + (low > 0 ? (shifts[low - 1]?.[1] ?? 0) : 0);
}

export function createCsvScanner(options: ScanOptions): CsvScanner {
  const delimiterByte = options.delimiter.charCodeAt(0);
  const collect = options.onRecord ? (options.collect ?? Number.POSITIVE_INFINITY) : 0;
  const decoder = new TextDecoder('utf-8');
  const problems: Problem[] = [];
  const shifts: [number, number][] = [];
  const lineEnds = { lf: 0, crlf: 0, cr: 0 };
  let state: State = 'start';
  let records = 0;
  let columns = -1;
  let blankLines = 0;
  let literalQuotes = 0;
  let faults = 0;
  let line = 1;
  let recordLine = 1;
  let fields = 0;
  let fieldBytes = 0;
  let recordBytes = 0;
  let longestRecord = 0;
  let quoteLine = 1;
  let quoteText = '';
  let afterCr = false;
  let crInQuotes = false;
  let broken = false;
  let total = 0;
  let lastShift = 0;
  let texts: string[] = [];
  let parts: Uint8Array[] = [];
  // Where the record that is read now begins: in this chunk, or (−1) in an earlier one, whose first bytes are `head`.
  let current: Uint8Array = new Uint8Array(0);
  let position = 0;
  let recordStart = 0;
  let head: Uint8Array = new Uint8Array(0);

  /** First characters of the record that ends now. */
  const recordHead = (): string => {
    const here = current.subarray(recordStart < 0 ? 0 : recordStart, position);
    const bytes = recordStart < 0 ? Buffer.concat([head, here]) : here;
    return decoder
      .decode(bytes.subarray(0, 160))
      .replace(/[\r\n]+$/, '')
      .slice(0, 60);
  };
  const report = (found: Problem): void => {
    faults += 1;
    if (problems.length < listedFaults) problems.push(found);
  };
  const where = (row: number, column?: string) => ({
    file: options.file,
    row,
    ...(column === undefined ? {} : { column }),
  });
  const collecting = (): boolean => records < collect;

  const keep = (chunk: Uint8Array, from: number, to: number): void => {
    fieldBytes += to - from;
    if (collecting() && to > from) parts.push(chunk.slice(from, to));
    if (fieldBytes > largestField && !broken) {
      broken = true;
      report(
        problem(
          'data/field-too-large',
          { received: fieldBytes, limit: largestField, field: fields + 1 },
          where(recordLine, String(fields + 1)),
        ),
      );
    }
  };

  const endField = (): void => {
    fields += 1;
    recordBytes += fieldBytes + 1;
    if (collecting()) {
      texts.push(parts.length === 0 ? '' : decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts)));
      parts = [];
    }
    fieldBytes = 0;
  };

  const endRecord = (): void => {
    const blank = fields === 0 && fieldBytes === 0 && state === 'start';
    if (blank) {
      blankLines += 1;
    } else {
      endField();
      const shift = recordLine - records - 1;
      if (shift !== lastShift) {
        shifts.push([records, shift]);
        lastShift = shift;
      }
      if (columns < 0) columns = options.fieldCount ?? fields;
      if (fields !== columns) reportFieldCount();
      if (collecting()) options.onRecord?.(texts, recordLine);
      records += 1;
      longestRecord = Math.max(longestRecord, recordBytes);
    }
    recordBytes = 0;
    texts = [];
    parts = [];
    fields = 0;
    fieldBytes = 0;
    state = 'start';
    recordLine = line;
  };

  const reportFieldCount = (): void => {
    // A single short first row is a title above the header, the commonest cause of all later rows "having too many".
    if (records === 1 && columns < fields && columns === 1) {
      report(problem('data/header-missing', { received: columns, expected: fields, reason: 'preamble' }, where(1)));
      columns = fields;
      return;
    }
    const kind = fields < columns ? 'few' : 'many';
    const value = recordHead();
    report(problem('data/field-count', { expected: columns, received: fields, kind, value }, where(recordLine)));
  };

  const push = (chunk: Uint8Array): boolean => {
    const nul = chunk.indexOf(0);
    if (nul >= 0) {
      const lines = chunk.subarray(0, nul).reduce((count, byte) => count + (byte === lineFeed ? 1 : 0), 0);
      report(problem('data/nul-byte', { offset: total + nul }, where(line + lines)));
      broken = true;
    }
    let i = 0;
    let from = 0;
    current = chunk;
    const length = chunk.length;
    while (i < length && !broken) {
      const byte = chunk[i];
      if (afterCr) {
        afterCr = false;
        if (byte === lineFeed) {
          lineEnds.cr -= 1;
          lineEnds.crlf += 1;
          i += 1;
          from = i;
          if (fields === 0 && fieldBytes === 0) recordStart = i;
          continue;
        }
      }
      if (state === 'quoted') {
        const close = chunk.indexOf(quoteByte, i);
        const stop = close < 0 ? length : close;
        for (let at = i; at < stop; at++) {
          const inside = chunk[at];
          if (inside === carriageReturn || (inside === lineFeed && !crInQuotes)) line += 1;
          crInQuotes = inside === carriageReturn;
        }
        keep(chunk, i, stop);
        if (quoteText.length < 40) quoteText += decoder.decode(chunk.subarray(i, Math.min(stop, i + 40)));
        i = stop;
        if (close >= 0) {
          state = 'closing';
          crInQuotes = false;
          i += 1;
        }
        continue;
      }
      if (state === 'closing') {
        if (byte === quoteByte) {
          keep(chunk, i, i + 1);
          state = 'quoted';
          i += 1;
          continue;
        }
        if (byte !== delimiterByte && byte !== lineFeed && byte !== carriageReturn) {
          const value = decoder.decode(chunk.subarray(i, Math.min(length, i + 20))).split(/[\r\n]/)[0] ?? '';
          report(problem('data/text-after-quote', { value, field: fields + 1 }, where(recordLine, String(fields + 1))));
          state = 'plain';
          from = i;
          continue;
        }
      } else {
        if (state === 'start' && byte === quoteByte) {
          state = 'quoted';
          quoteLine = line;
          quoteText = '';
          i += 1;
          continue;
        }
        from = i;
        let at = i;
        let next = byte;
        while (next !== delimiterByte && next !== lineFeed && next !== carriageReturn) {
          if (next === quoteByte) literalQuotes += 1;
          at += 1;
          if (at >= length) break;
          next = chunk[at];
        }
        if (at > i) {
          state = 'plain';
          keep(chunk, from, at);
        }
        i = at;
        if (i >= length) break;
      }
      const end = chunk[i];
      i += 1;
      if (end === delimiterByte) {
        endField();
        state = 'start';
        // A record that ends right after a delimiter has one more, empty field: it is not blank because fields > 0.
      } else {
        line += 1;
        if (end === lineFeed) lineEnds.lf += 1;
        else {
          lineEnds.cr += 1;
          afterCr = true;
        }
        position = i - 1;
        endRecord();
        recordStart = i;
      }
    }
    total += length;
    const kept =
      recordStart < 0 ? Buffer.concat([head, chunk.subarray(0, 160)]) : chunk.slice(recordStart, recordStart + 160);
    head = kept.subarray(0, 160);
    recordStart = -1;
    return !broken;
  };

  const end = (): CsvScan => {
    current = new Uint8Array(0);
    position = 0;
    if (state === 'quoted') {
      const value = quoteText.slice(0, 40).split(/[\r\n]/)[0] ?? '';
      report(
        problem(
          'data/unclosed-quote',
          { value, field: fields + 1, lastLine: line },
          where(quoteLine, String(fields + 1)),
        ),
      );
    } else if ((fields > 0 || state !== 'start' || fieldBytes > 0) && !broken) {
      endRecord();
    }
    return {
      records,
      columns: Math.max(columns, 0),
      blankLines,
      lineEnds,
      longestRecord,
      literalQuotes,
      bytes: total,
      lineShifts: shifts,
      problems,
      faults,
    };
  };

  return { push, end, records: () => records };
}

/** All records of a text in memory, with the scan: for headers, first pages and tests. */
export function parseCsv(
  text: string,
  options: Omit<ScanOptions, 'onRecord'>,
): { readonly records: readonly string[][]; readonly scan: CsvScan } {
  const records: string[][] = [];
  const scanner = createCsvScanner({ ...options, onRecord: (fields) => records.push(fields) });
  scanner.push(new TextEncoder().encode(text));
  return { records, scan: scanner.end() };
}
