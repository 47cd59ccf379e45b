import { Table } from '@mantine/core';
import { figureText } from '../charts/format.ts';
import { useT } from '../ui/i18n.ts';
import { figureLabel } from './figure-label.ts';
import type { RunMetrics } from './run-metrics.ts';
import classes from './training.module.css';

/** Rows of the table; earlier epochs are in the curves and in the files of a run. */
const mostRows = 500;

/** Every epoch as a row, newest first; the kept one is marked. What the curves draw, for reading and copying. */
export function EpochTable({ metrics }: { metrics: RunMetrics }) {
  const t = useT();
  const rows = metrics.epochs.slice(-mostRows).reverse();
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))];
  const hidden = metrics.epochs.length - rows.length;
  return (
    <div className={classes.tableBox} tabIndex={0} role="region" aria-label={t('train.epochs.title')}>
      <Table stickyHeader striped verticalSpacing={3} fz="sm" aria-label={t('train.epochs.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('train.epoch')}</Table.Th>
            {names.map((name) => (
              <Table.Th key={name} ta="right">
                {figureLabel(name, t)}
              </Table.Th>
            ))}
            <Table.Th ta="right">{t('train.seconds')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.epoch} data-best={row.epoch === metrics.best?.epoch || undefined}>
              <Table.Td>
                {row.epoch}
                {row.epoch === metrics.best?.epoch && <span className={classes.bestMark}>{t('train.bestMark')}</span>}
              </Table.Td>
              {names.map((name) => (
                <Table.Td key={name} ta="right">
                  {figureText(row.figures[name])}
                </Table.Td>
              ))}
              <Table.Td ta="right">{row.seconds.toFixed(1)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {hidden > 0 && <p className={classes.quiet}>{t('train.epochs.earlier', { count: hidden })}</p>}
    </div>
  );
}
