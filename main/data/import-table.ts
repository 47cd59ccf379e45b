/** A CSV file becomes immutable Parquet: checked first, then stored as text, then typed. */
import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DatasetInfo } from '../../shared/contract/data-types.ts';
import { type Problem, problem } from '../../shared/problem.ts';
import type { ReadOptions } from '../../shared/data/source.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { columnNotes, inferTypes, type Place, type ReadType, typedValue } from './column-types.ts';
import { createCsvScanner, type CsvScan } from './csv-scan.ts';
import { detectDelimiter, readHeader } from './csv-dialect.ts';
import { type DatasetMeta, datasetFiles } from './dataset-files.ts';
import { describeTable } from './describe-table.ts';
import { columnId, type Database, literal } from './duckdb.ts';
import { sniffBytes, sniffEncoding } from './sniff-table.ts';
import { countLines, type DetectedEncoding, fileChunks, firstInvalid, readAsUtf8 } from './text-encoding.ts';

export type ImportStage = 'receiving' | 'reading' | 'storing' | 'describing';
export interface ImportContext {
  readonly database: Database;
  /** The original file. */
  readonly path: string;
  /** An empty folder for the result. */
  readonly target: string;
  readonly name: string;
  readonly sha256: string;
  readonly options: ReadOptions;
  readonly onProgress: (stage: ImportStage, done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const maximumColumns = 10_000;
const lineShiftLimit = 200_000;

/** Problems of severity `error` refuse the file; others are kept with the data set. */
export async function importTable(context: ImportContext): Promise<Result<DatasetMeta, Problem[]>> {
  const { database, name, target, options, signal } = context;
  const { size } = await stat(context.path);
  if (size === 0) return failed([problem('data/file-empty', {}, { file: name })]);
  const encoding = await encodingOf(context.path, size, options);
  if (!encoding.ok) return failed([{ ...encoding.problem, file: name }]);
  const start = await startText(context.path, encoding.value);
  if (start.trim() === '') return failed([problem('data/file-empty', {}, { file: name })]);
  const delimiter = options.delimiter ?? detectDelimiter(start);

  const read = await scanFile(context, encoding.value, delimiter, size);
  if (!read.ok) return failed(read.problem);
  const { scan, first } = read.value;
  const hasHeader = options.header !== false;
  const header = hasHeader ? readHeader(first, name) : { names: first.map((_, i) => `column${i + 1}`), problems: [] };
  const found = [...header.problems, ...scan.problems.map((entry) => withColumnName(entry, header.names))];
  if (found.some((entry) => entry.severity === 'error')) return failed(found);
  if (header.names.length > maximumColumns)
    return failed([
      problem('data/too-large', { received: header.names.length, limit: maximumColumns }, { file: name }),
    ]);
  const rows = scan.records - (hasHeader ? 1 : 0);
  if (rows === 0)
    return failed([problem('data/header-only', { columns: header.names.length }, { file: name, row: 1 })]);

  context.onProgress('storing', 0, size);
  const raw = join(target, datasetFiles.raw);
  const stored = await storeChecked(context, read.value, encoding.value, {
    delimiter,
    header: hasHeader,
    columns: header.names.length,
    rows,
  });
  if (stored !== rows) return failed([problem('data/unreadable', { reason: `${stored} / ${rows}` }, { file: name })]);
  signal?.throwIfAborted();

  context.onProgress('describing', 0, header.names.length);
  const place: Place = { file: name, lineShifts: scan.lineShifts, headerRecords: hasHeader ? 1 : 0 };
  const reads: ReadType[] = [];
  const notes: Problem[] = [...header.problems, ...scanNotes(scan, encoding.value, name)];
  const inferred = await inferTypes(database, raw, header.names.length, delimiter, signal);
  for (const [index, column] of header.names.entries()) {
    signal?.throwIfAborted();
    const read = inferred[index];
    if (!read) continue;
    reads.push({ type: read.type, decimalComma: read.decimalComma });
    notes.push(...(await columnNotes(database, raw, index, column, read, place)));
    context.onProgress('describing', index + 1, header.names.length);
  }
  const typed = await storeTyped(database, target, reads);
  const columns = header.names.map((column, index) => ({
    name: column,
    type: reads[index]?.type ?? ('text' as const),
  }));
  const info: DatasetInfo = {
    sha256: context.sha256,
    name,
    bytes: size,
    kind: 'table',
    encoding: encoding.value.encoding,
    rows,
    columns: await describeTable(database, join(target, typed), columns, rows, signal),
    problems: notes,
  };
  const lineShifts = scan.lineShifts
    .slice(0, lineShiftLimit)
    .map(([record, shift]): [number, number] => [record, shift]);
  return ok({
    version: 1,
    info,
    table: { delimiter, header: hasHeader, typed, reads, lineShifts },
    addedAt: Date.now(),
  });
}

/** The scan counts fields; people know columns by name. */
function withColumnName(found: Problem, names: readonly string[]): Problem {
  const field = found.details['field'];
  const name = typeof field === 'number' ? names[field - 1] : undefined;
  return name === undefined ? found : { ...found, column: name };
}

/** Decided from the first bytes, or where those are plain ASCII from the first that are not. */
export async function encodingOf(
  path: string,
  size: number,
  options: ReadOptions,
): Promise<Result<DetectedEncoding, Problem>> {
  let offset = 0;
  let row = 1;
  let plain: DetectedEncoding | undefined;
  for await (const chunk of fileChunks(path)) {
    const detected = sniffEncoding(chunk, chunk.length === size, options);
    if (!detected) {
      const at = firstInvalid(chunk);
      return failed(
        problem(
          'data/encoding',
          { encoding: 'utf-8', offset: offset + at, byte: byteText(chunk[at]) },
          { row: row + countLines(chunk.subarray(0, at)) },
        ),
      );
    }
    if (offset === 0) plain = detected;
    if (options.encoding || detected.encoding !== 'utf-8' || detected.mark > 0 || !isAscii(chunk))
      return ok(offset === 0 ? detected : { ...detected, mark: 0 });
    offset += chunk.length;
    row += countLines(chunk);
  }
  return plain ? ok(plain) : failed(problem('data/file-empty', {}));
}

const byteText = (byte: number | undefined): string => `0x${(byte ?? 0).toString(16).toUpperCase()}`;

async function startText(path: string, encoding: DetectedEncoding): Promise<string> {
  for await (const chunk of fileChunks(path)) {
    return new TextDecoder(encoding.encoding)
      .decode(chunk.subarray(encoding.mark, sniffBytes), { stream: true })
      .slice(0, 65_536);
  }
  return '';
}

interface ReadFile {
  readonly scan: CsvScan;
  readonly first: string[];
  /** UTF-8 without mark, line ends alike: the original itself where it is that already. */
  readonly utf8: string;
}

async function scanFile(
  context: ImportContext,
  encoding: DetectedEncoding,
  delimiter: string,
  size: number,
): Promise<Result<ReadFile, Problem[]>> {
  const { path, name, signal } = context;
  let first: string[] = [];
  const scanner = createCsvScanner({
    file: name,
    delimiter,
    collect: 1,
    onRecord: (fields) => {
      first = fields;
    },
  });
  let done = 0;
  const read = await readAsUtf8(
    path,
    name,
    encoding,
    async (chunk) => {
      scanner.push(chunk);
      done += chunk.length;
      context.onProgress('reading', Math.min(done, size), size);
      // Scanning is synchronous; others get their turn after every MiB.
      await new Promise((resolve) => setImmediate(resolve));
    },
    signal,
  );
  if (!read.ok) return failed([read.problem]);
  const scan = scanner.end();
  // A byte order mark stands in the header, which is skipped.
  const unmarked = encoding.mark === 0 || context.options.header !== false;
  const plain = encoding.encoding === 'utf-8' && unmarked && isUniform(scan);
  if (plain || scan.problems.some((entry) => entry.severity === 'error')) return ok({ scan, first, utf8: path });
  return ok({ scan, first, utf8: await writeNormalForm(context, encoding, delimiter) });
}

/** One kind of line end, no blank lines, no stray quotes: what DuckDB reads as the scan does. */
function isUniform({ lineEnds, blankLines, literalQuotes }: CsvScan): boolean {
  const kinds = [lineEnds.lf, lineEnds.crlf, lineEnds.cr].filter((count) => count > 0).length;
  return kinds <= 1 && lineEnds.cr === 0 && blankLines === 0 && literalQuotes === 0;
}

async function writeNormalForm(context: ImportContext, encoding: DetectedEncoding, delimiter: string): Promise<string> {
  const path = join(context.target, 'normal.csv');
  const stream = createWriteStream(path);
  let lines: string[] = [];
  const scanner = createCsvScanner({
    file: context.name,
    delimiter,
    onRecord: (fields) =>
      lines.push(fields.map((field) => (field === '' ? '' : `"${field.replaceAll('"', '""')}"`)).join(delimiter)),
  });
  const flush = async (): Promise<void> => {
    if (lines.length > 0 && !stream.write(`${lines.join('\n')}\n`)) await once(stream, 'drain');
    lines = [];
  };
  await readAsUtf8(
    context.path,
    context.name,
    encoding,
    async (chunk) => {
      scanner.push(chunk);
      await flush();
    },
    context.signal,
  );
  scanner.end();
  await flush();
  stream.end();
  await once(stream, 'finish');
  return path;
}

/** Rows that DuckDB stored. Where it does not see the rows that the scan saw, it gets the same file in normal form. */
async function storeChecked(
  context: ImportContext,
  { scan, utf8 }: ReadFile,
  encoding: DetectedEncoding,
  { delimiter, header, columns, rows }: { delimiter: string; header: boolean; columns: number; rows: number },
): Promise<number> {
  const raw = join(context.target, datasetFiles.raw);
  const attempt = async (csv: string): Promise<number> => {
    await storeRaw(context.database, csv, raw, columns, delimiter, header, scan);
    const [counted] = await context.database.rows(`SELECT count(*)::INT FROM read_parquet(${literal(raw)})`);
    return Number(counted?.[0]);
  };
  const first = await attempt(utf8).catch(() => -1);
  if (first === rows) {
    if (utf8 !== context.path) await rm(utf8, { force: true });
    return first;
  }
  const normal = await writeNormalForm(context, encoding, delimiter);
  const second = await attempt(normal);
  await rm(normal, { force: true });
  return second;
}

async function storeRaw(
  database: Database,
  csv: string,
  raw: string,
  columns: number,
  delimiter: string,
  header: boolean,
  scan: CsvScan,
): Promise<void> {
  const names = Array.from({ length: columns }, (_, index) => `${literal(columnId(index))}: 'VARCHAR'`).join(', ');
  const line = Math.max(2_000_000, scan.longestRecord * 2 + 1024);
  const reader = `read_csv(${literal(csv)}, auto_detect = false, header = ${header}, columns = {${names}}, delim = ${literal(delimiter)},
    quote = '"', escape = '"', max_line_size = ${line}, buffer_size = ${Math.max(32_000_000, line * 4)}, strict_mode = true)`;
  const part = `${raw}.part`;
  await database.run(`COPY (SELECT * FROM ${reader}) TO ${literal(part)} (FORMAT parquet, COMPRESSION snappy)`);
  await rename(part, raw);
}

/** Writes the typed table beside the raw one and returns its file name, which the types decide. */
export async function storeTyped(database: Database, folder: string, reads: readonly ReadType[]): Promise<string> {
  const letters = reads
    .map(({ type, decimalComma }) => `${type[0]}${type === 'timestamp' ? 's' : ''}${decimalComma ? ',' : ''}`)
    .join('');
  const typed = `typed-${createHash('sha256').update(letters).digest('hex').slice(0, 16)}.parquet`;
  const values = reads.map((read, index) => `${typedValue(columnId(index), read)} AS ${columnId(index)}`).join(', ');
  const path = join(folder, typed);
  await database.run(
    `COPY (SELECT ${values} FROM read_parquet(${literal(join(folder, datasetFiles.raw))})) TO ${literal(`${path}.part`)} (FORMAT parquet)`,
  );
  await rename(`${path}.part`, path);
  return typed;
}

function scanNotes(scan: CsvScan, encoding: DetectedEncoding, file: string): Problem[] {
  const notes: Problem[] = [];
  const note = (code: Problem['code'], details: Problem['details'], severity: Problem['severity']): void => {
    notes.push({ ...problem(code, details, { file }), severity });
  };
  if (encoding.guessed) note('data/encoding-guessed', { encoding: encoding.encoding }, 'warning');
  if (scan.blankLines > 0) note('data/blank-lines', { count: scan.blankLines }, 'note');
  if (scan.literalQuotes > 0) note('data/quote-in-field', { count: scan.literalQuotes }, 'warning');
  return notes;
}
