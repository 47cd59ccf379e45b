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

export const isMissing = (x: string): string => `(${x} IS NULL OR lower(trim(${x})) IN (${missingList}))`;
const isEmpty = (x: string): string => `(${x} IS NULL OR trim(${x}) = '')`;
const isPlain = (x: string): string => `regexp_full_match(trim(${x}), ${literal(plainNumber)})`;
const isComma = (x: string): string => `regexp_full_match(trim(${x}), ${literal(commaNumber)})`;
const number = (x: string): string => `try_cast(trim(${x}) AS DOUBLE)`;
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
      return decimalComma ? `CASE WHEN ${isComma(x)} THEN ${commaValue(x)} END` : `CASE WHEN ${isPlain(x)} AND isfinite(${number(x)}) THEN ${number(x)} END`;
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

interface Counts {
  readonly filled: number;
  readonly plain: number;
  readonly finite: number;
  readonly whole: number;
  readonly exact: number;
  /** Values such as 08123: codes, which would lose their zero as numbers. */
  readonly leadingZero: number;
  readonly booleans: number;
}

const dateRegex = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}';
const timeRegex = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[ T][0-9]{1,2}:.*';

/** The type that all values of the column have, from counts over all rows of `from` (a FROM clause with columns c0 …). */
export async function inferType(database: Database, from: string, index: number, delimiter: string): Promise<ReadType> {
  const x = columnId(index);
  const [row] = await database.rows(
    `SELECT count(*)::INT, coalesce(sum(p::INT), 0)::INT, coalesce(sum((p AND isfinite(d))::INT), 0)::INT, coalesce(sum((p AND d = trunc(d) AND NOT contains(v, '.') AND NOT contains(lower(v), 'e'))::INT), 0)::INT,
      coalesce(sum((p AND abs(d) <= 9007199254740991)::INT), 0)::INT, coalesce(sum(regexp_matches(v, '^[+-]?0[0-9]')::INT), 0)::INT,
      coalesce(sum((lower(v) IN ('true', 'false'))::INT), 0)::INT
      FROM (SELECT trim(${x}) AS v, ${isPlain(x)} AS p, ${number(x)} AS d FROM ${from} WHERE NOT ${isMissing(x)})`,
  );
  const at = (position: number): number => Number(row?.[position] ?? 0);
  const counts: Counts = { filled: at(0), plain: at(1), finite: at(2), whole: at(3), exact: at(4), leadingZero: at(5), booleans: at(6) };
  const text: ReadType = { type: 'text', decimalComma: false };
  if (counts.filled === 0) return text;
  if (counts.plain === counts.filled && counts.finite === counts.filled) {
    if (counts.whole !== counts.filled) return { type: 'number', decimalComma: false };
    // Whole numbers beyond 2^53 cannot be told apart as numbers, and 08123 would become 8123: they are names.
    return counts.exact === counts.filled && counts.leadingZero === 0 ? { type: 'integer', decimalComma: false } : text;
  }
  if (counts.booleans === counts.filled) return { type: 'boolean', decimalComma: false };
  if (counts.plain > 0 && delimiter === ',') return text;
  return (await inferSpecial(database, from, x, counts.filled, delimiter)) ?? text;
}

async function inferSpecial(database: Database, from: string, x: string, filled: number, delimiter: string): Promise<ReadType | undefined> {
  const [row] = await database.rows(
    `SELECT sum((regexp_full_match(v, ${literal(dateRegex)}) AND try_cast(v AS DATE) IS NOT NULL)::INT)::INT,
      sum((regexp_full_match(v, ${literal(timeRegex)}) AND try_cast(v AS TIMESTAMP) IS NOT NULL)::INT)::INT,
      sum(${isComma('v')}::INT)::INT, sum(contains(v, ',')::INT)::INT
      FROM (SELECT trim(${x}) AS v FROM ${from} WHERE NOT ${isMissing(x)})`,
  );
  if (Number(row?.[0]) === filled) return { type: 'date', decimalComma: false };
  if (Number(row?.[1]) === filled) return { type: 'timestamp', decimalComma: false };
  // Where commas separate fields, 1,5 in quotes may as well be a thousands separator: it stays text and is reported.
  if (delimiter !== ',' && Number(row?.[2]) === filled && Number(row?.[3]) > 0) return { type: 'number', decimalComma: true };
  return undefined;
}

export interface Place {
  readonly file: string;
  readonly lineShifts: CsvScan['lineShifts'];
  /** Records before the first data row: 1 with a header. */
  readonly headerRecords: number;
}

/** 1-based line of a data row (0 is the first). */
export const lineOfRow = (row: number, place: Pick<Place, 'lineShifts' | 'headerRecords'>): number => lineOfRecord(row + place.headerRecords, place.lineShifts);

/** Values of a raw column that are neither missing nor of `read`'s type, by row: at most 20 listed, all counted in `details.count`. */
export async function misfits(database: Database, parquet: string, index: number, name: string, read: ReadType, place: Place): Promise<Problem[]> {
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
      infinite ? 'data/not-finite' : read.type === 'number' || read.type === 'integer' ? 'data/not-a-number' : 'data/column-type',
      { value: text, expected: read.type, count: Number(count) },
      { file: place.file, row: lineOfRow(Number(row), place), column: name },
    );
  });
}

/** What a person should know about a column that was read as text although it looks like numbers, or has words for missing. */
export async function columnNotes(database: Database, parquet: string, index: number, name: string, read: ReadType, place: Place): Promise<Problem[]> {
  const x = columnId(index);
  const at = { file: place.file, column: name };
  if (read.type !== 'text') return missingWordNotes(database, parquet, x, at);
  const from = `read_parquet(${literal(parquet)}, file_row_number = true)`;
  const [row] = await database.rows(
    `SELECT count(*)::INT, coalesce(sum((p AND isfinite(d))::INT), 0)::INT, coalesce(sum((p AND NOT isfinite(d))::INT), 0)::INT,
      coalesce(sum((p AND abs(d) > 9007199254740991 AND isfinite(d) AND NOT contains(${x}, 'e') AND NOT contains(${x}, 'E') AND NOT contains(${x}, '.'))::INT), 0)::INT
      FROM (SELECT ${x}, ${isPlain(x)} AS p, ${number(x)} AS d FROM ${from} WHERE NOT ${isMissing(x)})`,
  );
  const [filled = 0, numbers = 0, infinite = 0, large = 0] = (row ?? []).map(Number);
  if (filled === 0) {
    const [counted] = await database.rows(`SELECT count(*)::INT FROM ${from}`);
    return [{ ...problem('data/all-missing', { count: Number(counted?.[0] ?? 0) }, at), severity: 'warning' }];
  }
  if (numbers + infinite === filled && large > 0) {
    const [first] = await database.rows(
      `SELECT file_row_number::INT, left(${x}, 80) FROM ${from} WHERE ${isPlain(x)} AND abs(${number(x)}) > 9007199254740991 ORDER BY file_row_number LIMIT 1`,
    );
    const line = lineOfRow(Number(first?.[0] ?? 0), place);
    return [{ ...problem('data/too-precise', { value: String(first?.[1] ?? ''), count: large }, { ...at, row: line }), severity: 'warning' }];
  }
  if (numbers === filled) return [{ ...problem('data/ambiguous-number', { count: filled }, at), severity: 'note' }];
  if ((numbers + infinite) / filled < mostlyNumbers) return [];
  const found = await misfits(database, parquet, index, name, { type: 'number', decimalComma: false }, place);
  return found.map((entry) => ({ ...entry, severity: 'warning' as const }));
}

async function missingWordNotes(database: Database, parquet: string, x: string, at: Partial<Problem>): Promise<Problem[]> {
  const rows = await database.rows(
    `SELECT trim(${x}), count(*)::INT FROM read_parquet(${literal(parquet)}) WHERE ${isMissing(x)} AND NOT ${isEmpty(x)} GROUP BY 1 ORDER BY 2 DESC LIMIT 5`,
  );
  if (rows.length === 0) return [];
  const words = rows.map(([word, count]) => `${String(word)} (${String(count)})`).join(', ');
  return [{ ...problem('data/missing-tokens', { words }, at), severity: 'note' }];
}
