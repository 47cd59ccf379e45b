/** A table as preparation reads it: whole columns as typed arrays, from a stored data set or from typed cells. */
import { join } from 'node:path';
import type { ColumnType } from '../../../shared/contract/data-types.ts';
import { type Problem, StudioError } from '../../../shared/problem.ts';
import type { SourceColumn } from '../../../shared/data/source.ts';
import { lineOfRow, misfits, typedValue } from '../column-types.ts';
import { type DatasetMeta, datasetFiles } from '../dataset-files.ts';
import { columnId, type Database, literal } from '../duckdb.ts';
import { memoryBudget } from './memory-budget.ts';

/** Texts of a column by number; −1 is missing. */
export interface Labels {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

export interface TableData {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly SourceColumn[];
  /** What the import had to say about a column. */
  readonly notes: readonly Problem[];
  /** Numbers, 0 and 1 for booleans, milliseconds for dates; NaN is missing. Not for texts. */
  numbers(name: string): Promise<Float64Array>;
  labels(name: string): Promise<Labels>;
  /** 1-based line of the file. */
  line(row: number): number;
}

export const columnType = (data: TableData, name: string): ColumnType | undefined =>
  data.columns.find((column) => column.name === name)?.type;

/** Columns of a stored table, read as the types that the project gives them. Throws `data/file-changed` where a column is gone. */
export function storedTable(
  database: Database,
  folder: string,
  meta: DatasetMeta,
  wanted: readonly SourceColumn[] | undefined,
): TableData {
  const { info, table } = meta;
  if (!table)
    throw new StudioError('data/column-type', { value: info.name, expected: 'table', count: 0 }, { file: info.name });
  const own = join(folder, info.sha256);
  const types = new Map(wanted?.map(({ name, type }) => [name, type]));
  const columns = info.columns.map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
  const place = { file: info.name, lineShifts: table.lineShifts, headerRecords: table.header ? 1 : 0 };
  const keptBytes = memoryBudget() / 8;
  const numberCache = new Map<string, Promise<Float64Array>>();
  const labelCache = new Map<string, Promise<Labels>>();

  const locate = (
    name: string,
  ): { readonly expression: string; readonly from: string; readonly type: ColumnType; readonly index: number } => {
    const index = columns.findIndex((column) => column.name === name);
    const column = columns[index];
    if (!column) throw unknownColumn(name, info.name, columns);
    const stored = table.reads[index]?.type;
    const x = columnId(index);
    if (stored === column.type)
      return { expression: x, from: `read_parquet(${literal(join(own, table.typed))})`, type: column.type, index };
    const expression = typedValue(x, { type: column.type, decimalComma: table.reads[index]?.decimalComma ?? false });
    return { expression, from: `read_parquet(${literal(join(own, datasetFiles.raw))})`, type: column.type, index };
  };
  /** A value that does not fit the type chosen for its column is named; it never becomes a missing one by the way. */
  const refuseMisfits = async (name: string, index: number, type: ColumnType): Promise<void> => {
    const read = { type, decimalComma: table.reads[index]?.decimalComma ?? false };
    const [first] = await misfits(database, join(own, datasetFiles.raw), index, name, read, place);
    if (first) throw new StudioError(first.code, first.details, first);
  };
  const cached = <T>(cache: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> => {
    const known = cache.get(name) ?? make();
    cache.delete(name);
    cache.set(name, known);
    // Every column is asked for a few times at most; a wide table must not stay in memory as a whole.
    for (const oldest of cache.keys()) {
      if (cache.size <= 1 || cache.size * info.rows * Float64Array.BYTES_PER_ELEMENT <= keptBytes) break;
      cache.delete(oldest);
    }
    return known;
  };
  const numbers = (name: string): Promise<Float64Array> =>
    cached(numberCache, name, async () => {
      const { expression, from, type, index } = locate(name);
      const read = type === 'date' || type === 'timestamp' ? `epoch_ms(${expression}::TIMESTAMP)` : expression;
      const stored = info.columns[index]?.type;
      if (stored !== type) await refuseMisfits(name, index, type);
      return database.numbers(read, from, info.rows);
    });

  return {
    file: info.name,
    rows: info.rows,
    columns,
    notes: info.problems,
    numbers,
    labels: (name) =>
      cached(labelCache, name, async () => {
        const { expression, from, type } = locate(name);
        if (type === 'number' || type === 'integer') return labelsOfNumbers(await numbers(name));
        return labelsOfTexts(await database.texts(`SELECT (${expression})::VARCHAR FROM ${from}`));
      }),
    line: (row) => lineOfRow(row, place),
  };
}

export function unknownColumn(name: string, file: string, columns: readonly { readonly name: string }[]): StudioError {
  const known = columns
    .slice(0, 20)
    .map((column) => column.name)
    .join(', ');
  return new StudioError('data/column-unknown', { name, known }, { file, column: name });
}

function labelsOfNumbers(numbers: Float64Array): Labels {
  const places = new Map<number, number>();
  const codes = new Int32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] ?? Number.NaN;
    if (Number.isNaN(value)) {
      codes[i] = -1;
      continue;
    }
    let code = places.get(value);
    if (code === undefined) {
      code = places.size;
      places.set(value, code);
    }
    codes[i] = code;
  }
  return { codes, values: [...places.keys()].map(String) };
}

function labelsOfTexts(texts: readonly (string | null)[]): Labels {
  const places = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    if (text === null) return -1;
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  });
  return { codes, values: [...places.keys()] };
}

type Cell = string | number | boolean | null;

/** Typed-in rows as a table. A cell that is no number in a column of numbers is refused with its row. */
export function cellTable(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  like: readonly SourceColumn[],
  file = '',
): TableData {
  const columns = names.map((name) => ({
    name,
    type: like.find((column) => column.name === name)?.type ?? ('text' as const),
  }));
  const cells = (name: string): readonly Cell[] => {
    const index = names.indexOf(name);
    if (index < 0) throw unknownColumn(name, file, columns);
    return rows.map((row) => row[index] ?? null);
  };
  const empty = (cell: Cell): boolean => cell === null || (typeof cell === 'string' && cell.trim() === '');
  const numbers = async (name: string): Promise<Float64Array> => {
    const type = columns.find((column) => column.name === name)?.type;
    return Float64Array.from(cells(name), (cell, row) => {
      if (empty(cell)) return Number.NaN;
      const value =
        type === 'date' || type === 'timestamp'
          ? Date.parse(String(cell))
          : typeof cell === 'boolean'
            ? Number(cell)
            : numberOf(String(cell));
      if (!Number.isFinite(value))
        throw new StudioError(
          'data/not-a-number',
          { value: String(cell), expected: 'number', count: 1 },
          { row: row + 1, column: name },
        );
      return value;
    });
  };
  return {
    file,
    rows: rows.length,
    columns,
    notes: [],
    numbers,
    async labels(name) {
      const type = columns.find((column) => column.name === name)?.type;
      if (type === 'number' || type === 'integer') return labelsOfNumbers(await numbers(name));
      return labelsOfTexts(cells(name).map((cell) => (empty(cell) ? null : String(cell))));
    },
    line: (row) => row + 1,
  };
}

const numberOf = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim())
    ? Number(text)
    : /^true$/i.test(text.trim())
      ? 1
      : /^false$/i.test(text.trim())
        ? 0
        : Number.NaN;
