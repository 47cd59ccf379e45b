/**
 * Data sets of this computer: `<folder>/<sha256>/`, immutable but for the choice of types. Any process may open a store over
 * the same folder; one at a time imports into it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { replaceFile } from '../process/replace-file.ts';
import type { ColumnType, DatasetInfo, TablePage } from '../../shared/contract/data-types.ts';
import { type Problem, problem, StudioError } from '../../shared/problem.ts';
import type { ReadOptions, Source } from '../../shared/data/source.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { misfits, type ReadType } from './column-types.ts';
import { type DatasetMeta, datasetFiles, readMeta } from './dataset-files.ts';
import { describeTable } from './describe-table.ts';
import { columnId, type Database, literal, openDatabase } from './duckdb.ts';
import { type ImportStage, importTable, storeTyped } from './import-table.ts';
import { importText } from './import-text.ts';
import { type Sniffed, sniffBytes, sniffTable } from './sniff-table.ts';
import { fileChunks } from './text-encoding.ts';

export interface ImportOptions {
  /** File name as the person knows it; decides between table and text by its ending unless `kind` says. */
  readonly name: string;
  readonly kind?: 'table' | 'text';
  readonly options?: ReadOptions;
  /** Size of a stream, if known. */
  readonly bytes?: number;
  readonly onProgress?: (progress: {
    readonly stage: ImportStage;
    readonly done: number;
    readonly total: number;
  }) => void;
  /** First page and types guessed from the first MiB, once, long before the import ends. */
  readonly onProvisional?: (sniffed: Pick<Sniffed, 'columns' | 'page' | 'problems'>) => void;
  readonly signal?: AbortSignal;
}

export interface DatasetStore {
  readonly folder: string;
  /** From a path or from bytes in order. A refused file is a value: its problems name file, row, column and value. */
  import(
    input: string | AsyncIterable<Uint8Array>,
    options: ImportOptions,
  ): Promise<Result<DatasetInfo, readonly Problem[]>>;
  get(sha256: string): Promise<DatasetInfo | null>;
  meta(sha256: string): Promise<DatasetMeta | null>;
  list(): Promise<DatasetInfo[]>;
  /** A page of typed values; throws `data/file-missing`. */
  preview(sha256: string, page: { readonly offset: number; readonly limit: number }): Promise<TablePage>;
  /** Statistics of every column (those of `get`). */
  summary(sha256: string): Promise<DatasetInfo['columns']>;
  /** Reads columns anew as other types; values that do not fit become missing and are listed by row in `problems`. */
  setTypes(
    sha256: string,
    types: Readonly<Record<string, ColumnType>>,
  ): Promise<{ readonly dataset: DatasetInfo; readonly problems: readonly Problem[] }>;
  remove(sha256: string): Promise<void>;
  /** The text of a text data set. */
  text(sha256: string): Promise<string>;
  /** The source that a project stores for a data set. */
  sourceOf(sha256: string): Promise<Source>;
  database(): Promise<Database>;
  close(): Promise<void>;
}

const textEndings = /\.(txt|text|md)$/i;

export function createDatasetStore({ folder }: { readonly folder: string }): DatasetStore {
  let opened: Promise<Database> | undefined;
  const database = (): Promise<Database> => {
    opened ??= openDatabase();
    return opened;
  };
  const knownMeta = async (sha256: string): Promise<DatasetMeta> => {
    const meta = await readMeta(folder, sha256);
    if (!meta) throw new StudioError('data/file-missing', { sha256: sha256.slice(0, 12) });
    return meta;
  };
  const save = (meta: DatasetMeta): Promise<void> =>
    replaceFile(join(folder, meta.info.sha256, datasetFiles.meta), JSON.stringify(meta));

  const importFile = async (
    input: string | AsyncIterable<Uint8Array>,
    options: ImportOptions,
  ): Promise<Result<DatasetInfo, readonly Problem[]>> => {
    const work = join(folder, `.import-${randomUUID()}`);
    await mkdir(work, { recursive: true });
    try {
      const received = await receive(input, options, work);
      const known = await readMeta(folder, received.sha256);
      const kind = options.kind ?? (textEndings.test(options.name) ? 'text' : 'table');
      if (known && known.info.kind === kind && !options.options && (await isComplete(folder, known))) {
        if (known.info.name === options.name) return ok(known.info);
        const renamed = { ...known, info: { ...known.info, name: options.name } };
        await save(renamed);
        return ok(renamed.info);
      }
      const target = join(work, 'result');
      await mkdir(target);
      const context = {
        database: await database(),
        path: received.path,
        target,
        name: options.name,
        sha256: received.sha256,
        options: options.options ?? {},
        onProgress: (stage: ImportStage, done: number, total: number) => options.onProgress?.({ stage, done, total }),
        signal: options.signal,
      };
      const result = kind === 'text' ? await importText(context) : await importTable(context);
      if (!result.ok) return failed(result.problem);
      await replaceFile(join(target, datasetFiles.meta), JSON.stringify(result.value));
      // Read as it is read without options, another's result is the same: it stays, because somebody may be reading it.
      const isThere = async (): Promise<boolean> => {
        const other = options.options ? null : await readMeta(folder, received.sha256);
        return other !== null && other.info.kind === kind && isComplete(folder, other);
      };
      await moveIntoPlace(target, join(folder, received.sha256), isThere);
      return ok(result.value.info);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };

  return {
    folder,
    import: importFile,
    database,
    meta: (sha256) => readMeta(folder, sha256),
    get: async (sha256) => (await readMeta(folder, sha256))?.info ?? null,
    async list() {
      const names = await readdir(folder).catch(() => []);
      const metas = await Promise.all(names.map((name) => readMeta(folder, name)));
      const found = metas.filter((meta): meta is DatasetMeta => meta !== null);
      return found.sort((a, b) => b.addedAt - a.addedAt).map((meta) => meta.info);
    },
    async preview(sha256, { offset, limit }) {
      const meta = await knownMeta(sha256);
      return readPage(await database(), folder, meta, offset, limit);
    },
    summary: async (sha256) => (await knownMeta(sha256)).info.columns,
    async setTypes(sha256, types) {
      const meta = await knownMeta(sha256);
      const changed = await changeTypes(await database(), join(folder, sha256), meta, types);
      await save(changed.meta);
      return { dataset: changed.meta.info, problems: changed.problems };
    },
    async remove(sha256) {
      await knownMeta(sha256);
      await rm(join(folder, sha256), { recursive: true, force: true });
    },
    async text(sha256) {
      await knownMeta(sha256);
      return readFile(join(folder, sha256, datasetFiles.text), 'utf8');
    },
    async sourceOf(sha256) {
      const { info, table } = await knownMeta(sha256);
      const file = { sha256, name: info.name, bytes: info.bytes };
      if (!table) return { kind: 'text', file, encoding: info.encoding };
      return { kind: 'table', file: { ...file, columns: info.columns.map(({ name, type }) => ({ name, type })) } };
    },
    async close() {
      (await opened)?.close();
      opened = undefined;
    },
  };
}

/** Replaces an older result, unless another caller or process was quicker with the same one. */
async function moveIntoPlace(from: string, to: string, isThere: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (await isThere()) return;
      if (attempt === 3) throw error;
      await rm(to, { recursive: true, force: true });
    }
  }
}

async function isComplete(folder: string, meta: DatasetMeta): Promise<boolean> {
  const file = meta.table ? meta.table.typed : datasetFiles.text;
  return stat(join(folder, meta.info.sha256, file)).then(
    () => true,
    () => false,
  );
}

/** Hashes the bytes, keeps a stream as a file, and shows the first page as soon as its bytes are here. */
async function receive(
  input: string | AsyncIterable<Uint8Array>,
  options: ImportOptions,
  work: string,
): Promise<{ path: string; sha256: string }> {
  const hash = createHash('sha256');
  const fromPath = typeof input === 'string';
  const path = fromPath ? input : join(work, 'received');
  const total = fromPath ? (await statFile(path, options.name)).size : (options.bytes ?? 0);
  const out = fromPath ? undefined : createWriteStream(path);
  let head: Uint8Array[] | undefined = [];
  let done = 0;
  const showFirst = (whole: boolean): void => {
    if (!head) return;
    const start = Buffer.concat(head);
    head = undefined;
    if (!options.onProvisional || (options.kind ?? (textEndings.test(options.name) ? 'text' : 'table')) === 'text')
      return;
    const sniffed = sniffTable(
      start.subarray(0, sniffBytes),
      whole && start.length <= sniffBytes,
      options.name,
      options.options,
    );
    if (sniffed) options.onProvisional({ columns: sniffed.columns, page: sniffed.page, problems: sniffed.problems });
  };
  try {
    for await (const chunk of fromPath ? fileChunks(path, options.signal) : input) {
      options.signal?.throwIfAborted();
      hash.update(chunk);
      done += chunk.length;
      if (head) {
        head.push(chunk);
        if (done >= sniffBytes) showFirst(false);
      }
      if (out && !out.write(chunk)) await once(out, 'drain');
      options.onProgress?.({ stage: 'receiving', done, total: Math.max(total, done) });
    }
    showFirst(true);
  } finally {
    if (out) {
      out.end();
      await once(out, 'close');
    }
  }
  return { path, sha256: hash.digest('hex') };
}

async function statFile(path: string, name: string): Promise<{ size: number }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new StudioError('data/unreadable', { reason: 'not a file' }, { file: name });
    return found;
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('data/file-missing', { sha256: '' }, { file: basename(name) });
  }
}

async function readPage(
  database: Database,
  folder: string,
  meta: DatasetMeta,
  offset: number,
  limit: number,
): Promise<TablePage> {
  const { info, table } = meta;
  if (!table) {
    const lines = (await readFile(join(folder, info.sha256, datasetFiles.text), 'utf8')).split('\n');
    return {
      columns: ['text'],
      rows: lines.slice(offset, offset + limit).map((line) => [line]),
      offset,
      total: lines.length,
    };
  }
  const values = info.columns.map(({ type }, index) => {
    const x = columnId(index);
    if (type === 'number' || type === 'integer') return `${x}::DOUBLE`;
    return type === 'text' ? `left(${x}, 2000)` : type === 'boolean' ? x : `${x}::VARCHAR`;
  });
  const path = join(folder, info.sha256, table.typed);
  const rows = await database.rows(
    `SELECT ${values.join(', ')} FROM read_parquet(${literal(path)}, file_row_number = true) WHERE file_row_number >= ${offset} AND file_row_number < ${offset + limit} ORDER BY file_row_number`,
  );
  return {
    columns: info.columns.map((column) => column.name),
    rows: rows.map((row) => [...row]),
    offset,
    total: info.rows,
  };
}

async function changeTypes(
  database: Database,
  folder: string,
  meta: DatasetMeta,
  types: Readonly<Record<string, ColumnType>>,
): Promise<{ meta: DatasetMeta; problems: Problem[] }> {
  const { info, table } = meta;
  if (!table)
    throw new StudioError('data/column-type', { value: info.name, expected: 'table', count: 0 }, { file: info.name });
  const problems: Problem[] = [];
  const reads: ReadType[] = [];
  const place = { file: info.name, lineShifts: table.lineShifts, headerRecords: table.header ? 1 : 0 };
  for (const name of Object.keys(types)) {
    if (!info.columns.some((column) => column.name === name))
      problems.push(
        problem(
          'data/column-unknown',
          {
            name,
            known: info.columns
              .map((column) => column.name)
              .slice(0, 20)
              .join(', '),
          },
          { file: info.name, column: name },
        ),
      );
  }
  for (const [index, column] of info.columns.entries()) {
    const type = Object.hasOwn(types, column.name) ? (types[column.name] ?? column.type) : column.type;
    const read = {
      type,
      decimalComma: (table.reads[index]?.decimalComma ?? false) && (type === 'number' || type === 'integer'),
    };
    reads.push(read);
    if (type === column.type) continue;
    problems.push(...(await misfits(database, join(folder, datasetFiles.raw), index, column.name, read, place)));
  }
  const typed = await storeTyped(database, folder, reads);
  const columns = info.columns.map(({ name }, index) => ({ name, type: reads[index]?.type ?? ('text' as const) }));
  const described = await describeTable(database, join(folder, typed), columns, info.rows);
  return { meta: { ...meta, info: { ...info, columns: described }, table: { ...table, typed, reads } }, problems };
}
