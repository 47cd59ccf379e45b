import { useMemo } from 'react';
import type { ColumnInfo, ColumnType, DatasetInfo } from '../../shared/contract/data-types.ts';
import type { Source } from '../../shared/data/source.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { ColumnHead } from './ColumnHead.tsx';
import classes from './data.module.css';
import { PagedGrid, PreviewGrid } from './PreviewGrid.tsx';
import { parseInline } from './inline-table.ts';
import { TextView } from './TextView.tsx';
import type { ProvisionalEvent } from './useImport.ts';

const provisionalColumn = ({ name, type }: { name: string; type: ColumnType }): ColumnInfo => ({
  name,
  type,
  missing: null,
  distinct: null,
  min: null,
  max: null,
  mean: null,
  histogram: null,
});

type TableViewProps =
  | { provisional: ProvisionalEvent }
  | {
      provisional?: undefined;
      source: Source;
      dataset: DatasetInfo | undefined;
      onType: (column: string, type: ColumnType) => void;
    };

/** The data themselves: an imported table page by page, one that is still being read, one inside the project, or a text. */
export function TableView(props: TableViewProps) {
  const t = useT();
  const writable = useStudio((state) => state.writable);
  if (props.provisional) {
    const { columns, page } = props.provisional;
    const byName = new Map(columns.map((column) => [column.name, provisionalColumn(column)]));
    return (
      <PreviewGrid
        label={t('data.table.provisional')}
        columns={page.columns}
        rows={page.rows.length}
        headHeight={92}
        head={(name) => <ColumnHead column={byName.get(name) ?? provisionalColumn({ name, type: 'text' })} />}
        rowAt={(index) => page.rows[index]}
      />
    );
  }
  const { source, dataset, onType } = props;
  if (source.kind === 'inline')
    return source.format === 'text' ? (
      <pre className={classes.text} tabIndex={0}>
        {source.content.slice(0, 20_000)}
      </pre>
    ) : (
      <InlineTable content={source.content} />
    );
  if (!dataset) return null;
  if (dataset.kind === 'text') return <TextView sha256={dataset.sha256} rows={dataset.rows} />;
  const byName = new Map(dataset.columns.map((column) => [column.name, column]));
  return (
    <PagedGrid
      label={t('data.table', { name: dataset.name })}
      sha256={dataset.sha256}
      version={dataset.columns.map((column) => column.type).join()}
      columns={dataset.columns.map((column) => column.name)}
      rows={dataset.rows}
      headHeight={172}
      head={(name) => {
        const column = byName.get(name);
        return column && <ColumnHead column={column} onType={writable ? (type) => onType(name, type) : undefined} />;
      }}
    />
  );
}

function InlineTable({ content }: { content: string }) {
  const t = useT();
  const table = useMemo(() => parseInline(content), [content]);
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return (
    <PreviewGrid
      label={t('data.table.inline')}
      columns={table.columns.map((column) => column.name)}
      rows={table.rows.length}
      headHeight={172}
      head={(name) => {
        const column = byName.get(name);
        return column && <ColumnHead column={column} />;
      }}
      rowAt={(index) => table.rows[index]}
    />
  );
}
