/** Per column: missing values, distinct values, range, mean, and a small histogram. */
import type { ColumnInfo, ColumnType } from '../../shared/contract/data-types.ts';
import { columnId, type Database, literal, type Scalar } from './duckdb.ts';

const mostBins = 20;
/** Columns described in one query: a wide table would make one statement of megabytes. */
const columnsAtOnce = 16;

const isNumeric = (type: ColumnType): boolean => type === 'number' || type === 'integer';

/** Statistics of every column of a typed Parquet file. Distinct counts are DuckDB's estimate (HyperLogLog) beyond 100,000 rows. */
export async function describeTable(
  database: Database,
  parquet: string,
  columns: readonly { readonly name: string; readonly type: ColumnType }[],
  rows: number,
  signal?: AbortSignal,
): Promise<ColumnInfo[]> {
  const infos: ColumnInfo[] = [];
  const distinct = rows > 100_000 ? 'approx_count_distinct' : 'count(DISTINCT ';
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    signal?.throwIfAborted();
    const part = columns.slice(from, from + columnsAtOnce);
    const parts = part.flatMap(({ type }, i) => {
      const x = columnId(from + i);
      const count = distinct.endsWith('DISTINCT ') ? `${distinct}${x})` : `${distinct}(${x})`;
      const numeric = isNumeric(type);
      const range = (name: string): string => (numeric ? `${name}(${x})::DOUBLE` : `left(${name}(${x})::VARCHAR, 60)`);
      return [`count(*) - count(${x})`, count, range('min'), range('max'), numeric ? `avg(${x})::DOUBLE` : 'NULL'];
    });
    const [row = []] = await database.rows(`SELECT ${parts.join(', ')} FROM read_parquet(${literal(parquet)})`);
    for (const [i, { name, type }] of part.entries()) {
      const at = (offset: number): Scalar => row[i * 5 + offset] ?? null;
      const value = (offset: number): number | string | null => {
        const found = at(offset);
        if (found === null) return null;
        return isNumeric(type) ? Number(found) : String(found);
      };
      const mean = at(4);
      infos.push({
        name,
        type,
        missing: Number(at(0)),
        distinct: Number(at(1)),
        min: value(2),
        max: value(3),
        mean: mean === null ? null : Number(mean),
        histogram: null,
      });
    }
  }
  return addHistograms(database, parquet, infos);
}

/** Whole numbers get bins of whole width: 31 days in 20 bins would make a comb of an even column. */
export function binsOf(type: ColumnType, min: number, max: number): { readonly bins: number; readonly width: number } {
  if (type !== 'integer') return { bins: mostBins, width: (max - min) / mostBins };
  const values = max - min + 1;
  const width = Math.ceil(values / mostBins);
  return { bins: Math.ceil(values / width), width };
}

async function addHistograms(database: Database, parquet: string, infos: readonly ColumnInfo[]): Promise<ColumnInfo[]> {
  const drawn = infos.flatMap((info, index) => {
    const { min, max } = info;
    return isNumeric(info.type) && typeof min === 'number' && typeof max === 'number' && max > min
      ? [{ index, min, ...binsOf(info.type, min, max) }]
      : [];
  });
  const histograms = new Map<number, number[]>();
  for (let from = 0; from < drawn.length; from += columnsAtOnce) {
    const part = drawn.slice(from, from + columnsAtOnce);
    const counts = part.map(({ index, min, bins, width }) => {
      const bin = `least(${bins - 1}, floor((${columnId(index)} - (${min})) / ${width}))::INT`;
      return `histogram(${bin})::VARCHAR`;
    });
    const [row = []] = await database.rows(`SELECT ${counts.join(', ')} FROM read_parquet(${literal(parquet)})`);
    for (const [i, { index, bins }] of part.entries()) {
      const histogram = new Array<number>(bins).fill(0);
      for (const [, bin, count] of String(row[i] ?? '').matchAll(/(\d+)=(\d+)/g))
        histogram[Number(bin)] = Number(count);
      histograms.set(index, histogram);
    }
  }
  return infos.map((info, index) => ({ ...info, histogram: histograms.get(index) ?? null }));
}
