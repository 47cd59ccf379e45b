import { NativeSelect, Text } from '@mantine/core';
import { type ColumnInfo, type ColumnType, columnTypeSchema } from '../../shared/contract/data-types.ts';
import { figureText } from '../charts/format.ts';
import { Histogram } from '../charts/Histogram.tsx';
import { useT } from '../ui/i18n.ts';
import classes from './data.module.css';

const types = columnTypeSchema.options;

const shown = (value: number | string | null): string =>
  typeof value === 'number' ? figureText(value) : (value ?? '');

/** A column at a glance: name, type (which may be changed), missing values, spread, and a small plot. */
export function ColumnHead({
  column,
  onType,
}: {
  column: ColumnInfo;
  onType?: ((type: ColumnType) => void) | undefined;
}) {
  const t = useT();
  const { name, missing, distinct, min, max, mean, histogram } = column;
  const plotName = t('data.column.plot', { column: name, min: shown(min), max: shown(max) });
  return (
    <>
      <span className={classes.columnName} title={name}>
        {name}
      </span>
      <NativeSelect
        size="xs"
        aria-label={t('data.column.type', { column: name })}
        value={column.type}
        disabled={!onType}
        onChange={(event) => {
          const type = types.find((known) => known === event.currentTarget.value);
          if (type) onType?.(type);
        }}
        data={types.map((type) => ({ value: type, label: t(`columnType.${type}`) }))}
      />
      <Text size="xs" c={missing ? 'var(--status-warning)' : 'dimmed'} truncate>
        {missing === null
          ? t('data.column.counting')
          : t('data.column.missing', { count: missing, text: missing.toLocaleString() })}
        {distinct !== null && ` · ${t('data.column.distinct', { text: distinct.toLocaleString() })}`}
      </Text>
      {histogram && histogram.length > 0 ? (
        <Histogram name={plotName} counts={histogram} ends={[shown(min), shown(max)]} height={34} />
      ) : (
        <Text size="xs" c="dimmed" truncate>
          {min !== null ? `${shown(min)} … ${shown(max)}` : ''}
        </Text>
      )}
      {mean !== null && (
        <Text size="xs" c="dimmed" truncate>
          {t('data.column.mean', { mean: figureText(mean) })}
        </Text>
      )}
    </>
  );
}
