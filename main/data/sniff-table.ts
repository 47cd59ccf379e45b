/** A first look at a table: delimiter, header, first page and provisional types, from its first bytes. */
import type { ColumnType, TablePage } from '../../shared/contract/data-types.ts';
import type { Problem } from '../../shared/problem.ts';
import type { ReadOptions } from '../../shared/data/source.ts';
import { missingWords } from './column-types.ts';
import { detectDelimiter, readHeader } from './csv-dialect.ts';
import { parseCsv } from './csv-scan.ts';
import { type DetectedEncoding, detectEncoding } from './text-encoding.ts';

export const sniffBytes = 1 << 20;
const pageRows = 100;

export interface Sniffed {
  readonly encoding: DetectedEncoding;
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly page: TablePage;
  readonly problems: readonly Problem[];
}

/** null: the bytes are no text that is known here. `whole`: there is nothing after `start`. */
export function sniffTable(start: Uint8Array, whole: boolean, file: string, options: ReadOptions = {}): Sniffed | null {
  const encoding = sniffEncoding(start, whole, options);
  if (!encoding) return null;
  const text = new TextDecoder(encoding.encoding).decode(start.subarray(encoding.mark), { stream: true });
  const delimiter = options.delimiter ?? detectDelimiter(text.slice(0, 65_536));
  const { records } = parseCsv(text, { file, delimiter, collect: 1000 });
  const complete = whole ? records : records.slice(0, Math.max(1, records.length - 1));
  const [first = []] = complete;
  const header =
    options.header === false ? { names: first.map((_, i) => `column${i + 1}`), problems: [] } : readHeader(first, file);
  const rows = options.header === false ? complete : complete.slice(1);
  const columns = header.names.map((name, index) => ({ name, type: guessType(rows.map((row) => row[index] ?? '')) }));
  const page: TablePage = {
    columns: [...header.names],
    rows: rows.slice(0, pageRows).map((row) => header.names.map((_, index) => row[index] ?? null)),
    offset: 0,
    total: rows.length,
  };
  return { encoding, delimiter, names: header.names, columns, page, problems: header.problems };
}

export function sniffEncoding(start: Uint8Array, whole: boolean, options: ReadOptions): DetectedEncoding | null {
  const detected = detectEncoding(start, whole);
  if (!options.encoding) return detected;
  const mark = detected && detected.encoding === options.encoding ? detected.mark : 0;
  return { encoding: options.encoding, mark, guessed: false };
}

/** The type of the first rows' values. The import decides anew from all rows. */
function guessType(values: readonly string[]): ColumnType {
  const words: readonly string[] = missingWords;
  const filled = values.map((value) => value.trim()).filter((value) => !words.includes(value.toLowerCase()));
  const all = (test: RegExp): boolean => filled.length > 0 && filled.every((value) => test.test(value));
  if (all(/^[+-]?\d{1,15}$/)) return 'integer';
  if (all(/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/)) return 'number';
  if (all(/^(true|false)$/i)) return 'boolean';
  if (all(/^\d{4}-\d{1,2}-\d{1,2}$/)) return 'date';
  if (all(/^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:/)) return 'timestamp';
  return 'text';
}
