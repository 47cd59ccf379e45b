import { Table } from '@mantine/core';
import { figureText } from '../charts/format.ts';
import { useT } from '../ui/i18n.ts';
import { figureLabel } from './figure-label.ts';
import type { RunMetrics } from './run-metrics.ts';
import classes from './training.module.css';

/** Every epoch as a row, newest first; the kept one is marked. What the curves draw, for reading and copying. */
export function EpochTable({ metrics }: { metrics: RunMetrics }) {
  const t = useT();
  const names = [...new Set(metrics.epochs.flatMap((row) => Object.keys(row.figures)))];
  const rows = [...metrics.epochs].reverse();
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
    </div>
  );
}
