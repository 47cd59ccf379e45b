/** Single rows of a run's own table, whether it lies with the core or travels inside the project. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { queries } from '../connection/queries.ts';
import { parseInline } from '../data/inline-table.ts';

type Cell = string | number | boolean | null;

export interface TableRow {
  /** How many rows the table has. */
  readonly total: number;
  /** In the order of the columns asked for; a column that the table lacks is null. */
  readonly values: readonly Cell[];
}

/** Row `row`, counting from 1; null while it is not known, and for data that are no table. */
export function useTableRow({ source }: ProjectDoc['data'], row: number, columns: readonly string[]): TableRow | null {
  const sha256 = source?.kind === 'table' ? source.file.sha256 : undefined;
  const page = useQuery({
    ...queries.data.page.queryOptions({ input: { sha256: sha256 ?? '', offset: Math.max(0, row - 1), limit: 1 } }),
    enabled: sha256 !== undefined,
    placeholderData: keepPreviousData,
  });
  const content = source?.kind === 'inline' && source.format === 'table' ? source.content : undefined;
  const inline = useMemo(() => (content === undefined ? undefined : parseInline(content)), [content]);
  return useMemo(() => {
    if (inline) {
      const names = inline.columns.map(({ name }) => name);
      return { total: inline.rows.length, values: pick(columns, names, inline.rows[row - 1] ?? []) };
    }
    if (!page.data) return null;
    return { total: page.data.total, values: pick(columns, page.data.columns, page.data.rows[0] ?? []) };
  }, [inline, page.data, row, columns]);
}

const pick = (columns: readonly string[], names: readonly string[], cells: readonly Cell[]): readonly Cell[] =>
  columns.map((column) => cells[names.indexOf(column)] ?? null);
