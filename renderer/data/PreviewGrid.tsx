import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import type { TablePage, cellSchema } from '../../shared/contract/data-types.ts';
import { queries } from '../connection/queries.ts';
import { useT } from '../ui/i18n.ts';
import classes from './data.module.css';
import { pagesOf, visibleRows } from './visible-rows.ts';

type Cell = z.infer<typeof cellSchema>;

const rowHeight = 28;
const columnWidth = 168;
const numberWidth = 72;
const pageRows = 200;

interface GridProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly headHeight: number;
  readonly head: (column: string) => ReactNode;
  /** undefined while the page with the row is on its way. */
  readonly rowAt: (index: number) => readonly Cell[] | undefined;
  readonly onVisible?: (first: number, count: number) => void;
}

/** A table of any size, of which only the visible part is ever built. Arrow and page keys scroll it. */
export function PreviewGrid({ label, columns, rows, headHeight, head, rowAt, onVisible }: GridProps) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, scrollLeft: 0, width: 1000, height: 400 });
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void =>
      setView({
        scrollTop: element.scrollTop,
        scrollLeft: element.scrollLeft,
        width: element.clientWidth,
        height: element.clientHeight,
      });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const bodyHeight = Math.max(rowHeight, view.height - headHeight);
  const { total, first, count, top } = visibleRows({ rows, rowHeight, height: bodyHeight, scrollTop: view.scrollTop });
  useEffect(() => onVisible?.(first, count), [onVisible, first, count]);
  const firstColumn = Math.max(0, Math.floor((view.scrollLeft - numberWidth) / columnWidth));
  const lastColumn = Math.min(columns.length, firstColumn + Math.ceil(view.width / columnWidth) + 2);
  const shown = columns.slice(firstColumn, lastColumn);
  const left = numberWidth + firstColumn * columnWidth;
  const width = numberWidth + columns.length * columnWidth;
  return (
    <div
      ref={box}
      className={classes.grid}
      role="table"
      aria-label={label}
      aria-rowcount={rows + 1}
      aria-colcount={columns.length + 1}
      tabIndex={0}
    >
      <div className={classes.gridHead} role="row" aria-rowindex={1} style={{ width, height: headHeight }}>
        <div className={classes.corner} role="columnheader" style={{ width: numberWidth }}>
          {t('data.rowNumber')}
        </div>
        {shown.map((column, index) => (
          <div
            key={column}
            role="columnheader"
            aria-label={column}
            className={classes.headCell}
            style={{ left: left + index * columnWidth, width: columnWidth }}
          >
            {head(column)}
          </div>
        ))}
      </div>
      <div role="rowgroup" style={{ height: total, width, position: 'relative' }}>
        {Array.from({ length: count }, (_, offset) => {
          const index = first + offset;
          const cells = rowAt(index);
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              className={classes.gridRow}
              style={{ top: top + offset * rowHeight, height: rowHeight, width }}
            >
              <div role="rowheader" className={classes.rowNumber} style={{ width: numberWidth }}>
                {index + 1}
              </div>
              {shown.map((column, at) => (
                <GridCell
                  key={column}
                  value={cells ? (cells[firstColumn + at] ?? null) : undefined}
                  left={left + at * columnWidth}
                />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function GridCell({ value, left }: { value: Cell | undefined; left: number }) {
  const t = useT();
  const kind =
    value === undefined ? 'waiting' : value === null ? 'missing' : typeof value === 'number' ? 'number' : 'text';
  return (
    <div role="cell" className={classes.cell} data-kind={kind} style={{ left, width: columnWidth }}>
      {value === undefined ? '…' : value === null ? t('data.missingCell') : String(value)}
    </div>
  );
}

interface PagedGridProps extends Omit<GridProps, 'rowAt' | 'onVisible'> {
  readonly sha256: string;
  /** Raised when the types change, because values then read differently. */
  readonly version: string;
}

/** The grid of an imported table: pages are asked for as they come into view and kept. */
export function PagedGrid({ sha256, version, ...grid }: PagedGridProps) {
  const [range, setRange] = useState({ first: 0, count: 40 });
  const showRange = useRef((first: number, count: number) =>
    setRange((known) => (known.first === first && known.count === count ? known : { first, count })),
  );
  const pages = pagesOf(range.first, Math.min(range.count, grid.rows - range.first), pageRows);
  const results = useQueries({
    queries: pages.map((page) => ({
      ...queries.data.page.queryOptions({ input: { sha256, offset: page * pageRows, limit: pageRows } }),
      queryKey: ['table-page', sha256, version, page],
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const byPage = new Map(pages.map((page, index) => [page, results[index]?.data]));
  const rowAt = (index: number): TablePage['rows'][number] | undefined =>
    byPage.get(Math.floor(index / pageRows))?.rows[index % pageRows];
  return <PreviewGrid {...grid} rowAt={rowAt} onVisible={showRange.current} />;
}
