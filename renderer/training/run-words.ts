import type { TFunction } from 'i18next';
import type { RunSummary } from '../../shared/contract/run-events.ts';

/** How a run stands, or where it came from when nothing was trained. */
export const runWords = ({ imported, status }: Pick<RunSummary, 'imported' | 'status'>, t: TFunction): string =>
  imported === undefined ? t(`run.status.${status}`) : t('train.importedFrom', { name: imported });
