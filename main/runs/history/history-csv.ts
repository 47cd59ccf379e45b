/** The history of a run as CSV: one row an epoch, or one row a step. */
import { csvText } from '../../handlers/csv-text.ts';
import { figureNames, type HistoryRow } from './run-history.ts';

/** Columns `epoch`, `step`, `seconds` (of epochs) and the figures under Keras' names; a figure that a row lacks is empty. */
export function historyCsv(rows: readonly HistoryRow[]): string {
  const names = figureNames(rows);
  const hasSeconds = rows.some((row) => row.seconds !== undefined);
  return csvText(
    ['epoch', 'step', ...(hasSeconds ? ['seconds'] : []), ...names],
    rows.map(({ epoch, step, seconds, figures }) => [
      epoch,
      step,
      ...(hasSeconds ? [seconds ?? null] : []),
      ...names.map((name) => figures[name] ?? null),
    ]),
  );
}
