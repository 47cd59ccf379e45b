/** Types of columns, decided from every value of the file, never from a sample; and the values that do not fit. */
import type { ColumnType } from '../../shared/contract/data-types.ts';
import { type Problem, problem } from '../../shared/problem.ts';
import { type CsvScan, lineOfRecord, listedFaults } from './csv-scan.ts';
import { columnId, type Database, literal } from './duckdb.ts';

/** Words that stand for a missing value in columns of numbers, dates and booleans. In text only an empty cell does. */
export const missingWords = ['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', '-', '?'] as const;
const missingList = missingWords.map(literal).join(', ');
/** Beyond this share of values that are numbers, others are reported as likely mistakes. */
const mostlyNumbers = 0.75;

const plainNumber = '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?';
const commaNumber = '[+-]?([0-9]{1,3}(\\.[0-9]{3})+|[0-9]+)(,[0-9]+)?';

const isMissing = (x: string): string => `(${x} IS NULL OR lower(trim(${x})) IN (${missingList}))`;
const isEmpty = (x: string): string => `(${x} IS NULL OR trim(${x}) = '')`;
// DuckDB's own cast is several times faster than a regular expression; of what it accepts, only 1_000 and the words for
// infinity and NaN are no numbers here. NaN is a missing value anyway.
const isFiniteNumber = (x: string): string => `(coalesce(isfinite(${number(x)}), false) AND NOT contains(${x}, '_'))`;
const number = (x: string): string => `try_cast(${x} AS DOUBLE)`;
const isComma = (x: string): string => `regexp_full_match(trim(${x}), ${literal(commaNumber)})`;
const commaValue = (x: string): string => `try_cast(replace(replace(trim(${x}), '.', ''), ',', '.') AS DOUBLE)`;

export interface ReadType {
  readonly type: ColumnType;
  /** Numbers written as 1.234,56. */
  readonly decimalComma: boolean;
}

/** SQL of the typed value of raw column `x`; NULL where it is missing or does not fit. */
export function typedValue(x: string, { type, decimalComma }: ReadType): string {
  switch (type) {
    case 'number':
    case 'integer':
      return decimalComma
        ? `CASE WHEN ${isComma(x)} THEN ${commaValue(x)} END`
        : `CASE WHEN ${isFiniteNumber(x)} THEN ${number(x)} END`;
    case 'boolean':
      return `CASE lower(trim(${x})) WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case 'date':
      return `try_cast(trim(${x}) AS DATE)`;
    case 'timestamp':
      return `try_cast(trim(${x}) AS TIMESTAMP)`;
    case 'text':
      return `CASE WHEN ${isEmpty(x)} THEN NULL ELSE ${x} END`;
  }
}

/** Counts over all rows of a raw column. */
interface Counts {
  readonly rows: number;
  /** Neither empty nor a word for missing. */
  readonly filled: number;
  readonly finite: number;
  /** Numbers such as 1e999. */
  readonly infinite: number;
  readonly whole: number;
  /** Whole numbers that a double cannot hold exactly. */
  readonly inexact: number;
  /** Values such as 08123: codes, which would lose their zero as numbers. */
  readonly leadingZero: number;
  readonly booleans: number;
}

export interface InferredType extends ReadType {
  readonly counts: Counts;
}

const dateRegex = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}';
const timeRegex = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[ T][0-9]{1,2}:.*';

// More columns in one statement make DuckDB plan longer than it counts.
const columnsAtOnce = 16;

/** The type that all values of each column have, from counts over every row of the raw Parquet file (columns c0 …). */
export async function inferTypes(
  database: Database,
  parquet: string,
  columns: number,
  delimiter: string,
  signal?: AbortSignal,
): Promise<InferredType[]> {
  const types: InferredType[] = [];
  for (let from = 0; from < columns; from += columnsAtOnce) {
    signal?.throwIfAborted();
    const counts = await countColumns(database, parquet, from, Math.min(columnsAtOnce, columns - from));
    for (const [i, count] of counts.entries()) {
      const read = plainType(count) ??
        (await inferSpecial(database, parquet, columnId(from + i), count, delimiter)) ?? {
          type: 'text',
          decimalComma: false,
        };
      types.push({ ...read, counts: count });
    }
  }
  return types;
}

async function countColumns(database: Database, parquet: string, from: number, count: number): Promise<Counts[]> {
  const ids = Array.from({ length: count }, (_, i) => columnId(from + i));
  const prepared = ids.map(
    (x) => `${x}, NOT ${isMissing(x)} AS f${x}, CASE WHEN contains(${x}, '_') THEN NULL ELSE ${number(x)} END AS d${x}`,
  );
  const sums = ids.flatMap((x) => {
    const [f, d] = [`f${x}`, `d${x}`];
    const finite = `${f} AND isfinite(${d})`;
    return [
      `count_if(${f})`,
      `count_if(${finite})`,
      `count_if(${f} AND isinf(${d}) AND NOT contains(lower(${x}), 'n'))`,
      `count_if(${finite} AND ${d} = trunc(${d}) AND NOT contains(${x}, '.') AND NOT contains(lower(${x}), 'e'))`,
      `count_if(${finite} AND abs(${d}) > 9007199254740991 AND NOT contains(${x}, '.') AND NOT contains(lower(${x}), 'e'))`,
      `count_if(${finite} AND regexp_matches(${x}, '^ *[+-]?0[0-9]'))`,
      `count_if(${f} AND ${d} IS NULL AND lower(trim(${x})) IN ('true', 'false'))`,
    ].map((sum) => `${sum}::INT`);
  });
  const [row = []] = await database.rows(
    `SELECT count(*)::INT, ${sums.join(', ')} FROM (SELECT ${prepared.join(', ')} FROM read_parquet(${literal(parquet)}))`,
  );
  const rows = Number(row[0]);
  return ids.map((_, i) => {
    const [filled = 0, finite = 0, infinite = 0, whole = 0, inexact = 0, leadingZero = 0, booleans = 0] = row
      .slice(1 + i * 7, 8 + i * 7)
      .map(Number);
    return { rows, filled, finite, infinite, whole, inexact, leadingZero, booleans };
  });
}

function plainType(counts: Counts): ReadType | undefined {
  const text: ReadType = { type: 'text', decimalComma: false };
  if (counts.filled === 0) return text;
  if (counts.finite === counts.filled) {
    if (counts.whole !== counts.filled) return { type: 'number', decimalComma: false };
    // Whole numbers beyond 2^53 cannot be told apart as numbers, and 08123 would become 8123: they are names.
    return counts.inexact === 0 && counts.leadingZero === 0 ? { type: 'integer', decimalComma: false } : text;
  }
  return counts.booleans === counts.filled ? { type: 'boolean', decimalComma: false } : undefined;
}

/** Dates, times, and numbers with a decimal comma. Looks at a few values first: most texts are none of them. */
async function inferSpecial(
  database: Database,
  parquet: string,
  x: string,
  { filled }: Counts,
  delimiter: string,
): Promise<ReadType | undefined> {
  const from = `read_parquet(${literal(parquet)})`;
  const some = await database.rows(`SELECT trim(${x}) FROM ${from} WHERE NOT ${isMissing(x)} LIMIT 20`);
  const maybe = new RegExp(`^(?:${dateRegex}|${timeRegex}|${commaNumber})$`);
  if (!some.every(([value]) => maybe.test(String(value)))) return undefined;
  const [row] = await database.rows(
    `SELECT sum((regexp_full_match(v, ${literal(dateRegex)}) AND try_cast(v AS DATE) IS NOT NULL)::INT)::INT,
      sum((regexp_full_match(v, ${literal(timeRegex)}) AND try_cast(v AS TIMESTAMP) IS NOT NULL)::INT)::INT,
      sum(${isComma('v')}::INT)::INT, sum(contains(v, ',')::INT)::INT
      FROM (SELECT trim(${x}) AS v FROM ${from} WHERE NOT ${isMissing(x)})`,
  );
  if (Number(row?.[0]) === filled) return { type: 'date', decimalComma: false };
  if (Number(row?.[1]) === filled) return { type: 'timestamp', decimalComma: false };
  // Where commas separate fields, 1,5 in quotes may as well be a thousands separator: it stays text and is reported.
  if (delimiter !== ',' && Number(row?.[2]) === filled && Number(row?.[3]) > 0)
    return { type: 'number', decimalComma: true };
  return undefined;
}

export interface Place {
  readonly file: string;
  readonly lineShifts: CsvScan['lineShifts'];
  /** Records before the first data row: 1 with a header. */
  readonly headerRecords: number;
}

/** 1-based line of a data row (0 is the first). */
export const lineOfRow = (row: number, place: Pick<Place, 'lineShifts' | 'headerRecords'>): number =>
  lineOfRecord(row + place.headerRecords, place.lineShifts);

/** Values of a raw column that are neither missing nor of `read`'s type, by row: at most 20 listed, all counted in `details.count`. */
export async function misfits(
  database: Database,
  parquet: string,
  index: number,
  name: string,
  read: ReadType,
  place: Place,
): Promise<Problem[]> {
  if (read.type === 'text') return [];
  const x = columnId(index);
  const fails = `NOT ${isMissing(x)} AND (${typedValue(x, read)}) IS NULL`;
  const from = `read_parquet(${literal(parquet)}, file_row_number = true)`;
  const rows = await database.rows(
    `SELECT file_row_number::INT, left(${x}, 80), (count(*) OVER ())::INT FROM ${from} WHERE ${fails} ORDER BY file_row_number LIMIT ${listedFaults}`,
  );
  return rows.map(([row, value, count]) => {
    const text = String(value);
    const infinite = new RegExp(`^${plainNumber}$`).test(text.trim());
    return problem(
      infinite
        ? 'data/not-finite'
        : read.type === 'number' || read.type === 'integer'
          ? 'data/not-a-number'
          : 'data/column-type',
      { value: text, expected: read.type, count: Number(count) },
      { file: place.file, row: lineOfRow(Number(row), place), column: name },
    );
  });
}

/** What a person should know about a column that was read as text although it looks like numbers, or has words for missing. */
export async function columnNotes(
  database: Database,
  parquet: string,
  index: number,
  name: string,
  read: InferredType,
  place: Place,
): Promise<Problem[]> {
  const { counts } = read;
  const x = columnId(index);
  const at = { file: place.file, column: name };
  if (read.type !== 'text') return counts.filled === counts.rows ? [] : missingWordNotes(database, parquet, x, at);
  const { rows, filled, finite, infinite, inexact } = counts;
  if (filled === 0) return [{ ...problem('data/all-missing', { count: rows }, at), severity: 'warning' }];
  if (finite + infinite === filled && inexact > 0) {
    const from = `read_parquet(${literal(parquet)}, file_row_number = true)`;
    const [first] = await database.rows(
      `SELECT file_row_number::INT, left(${x}, 80) FROM ${from} WHERE ${isFiniteNumber(x)} AND abs(${number(x)}) > 9007199254740991 ORDER BY file_row_number LIMIT 1`,
    );
    const line = lineOfRow(Number(first?.[0] ?? 0), place);
    return [
      {
        ...problem('data/too-precise', { value: String(first?.[1] ?? ''), count: inexact }, { ...at, row: line }),
        severity: 'warning',
      },
    ];
  }
  if (finite === filled) return [{ ...problem('data/ambiguous-number', { count: filled }, at), severity: 'note' }];
  if ((finite + infinite) / filled < mostlyNumbers) return [];
  const found = await misfits(database, parquet, index, name, { type: 'number', decimalComma: false }, place);
  return found.map((entry) => ({ ...entry, severity: 'warning' as const }));
}

async function missingWordNotes(
  database: Database,
  parquet: string,
  x: string,
  at: Partial<Problem>,
): Promise<Problem[]> {
  const rows = await database.rows(
    `SELECT trim(${x}), count(*)::INT FROM read_parquet(${literal(parquet)}) WHERE ${isMissing(x)} AND NOT ${isEmpty(x)} GROUP BY 1 ORDER BY 2 DESC LIMIT 5`,
  );
  if (rows.length === 0) return [];
  const words = rows.map(([word, count]) => `${String(word)} (${String(count)})`).join(', ');
  return [{ ...problem('data/missing-tokens', { words }, at), severity: 'note' }];
}
