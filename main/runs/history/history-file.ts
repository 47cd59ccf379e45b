/** The history of a run as one file to keep, in the format that is asked for. */
import { zipSync } from 'fflate';
import type { HistoryFormat } from '../../../shared/contract/checkpoints.ts';
import type { RunEvent } from '../../../shared/contract/run-events.ts';
import { historyCsv } from './history-csv.ts';
import { runHistory } from './run-history.ts';
import { tensorBoardFiles } from './tensorboard.ts';

export interface HistoryFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** `number`: of the run, for names. */
export function historyFile(events: Iterable<RunEvent>, format: HistoryFormat, number: number): HistoryFile {
  const history = runHistory(events);
  const name = `run-${number}`;
  switch (format) {
    case 'csv':
      return csvFile(`${name}-history.csv`, historyCsv(history.epochs));
    case 'csvSteps':
      return csvFile(`${name}-steps.csv`, historyCsv(history.steps));
    case 'tensorboard': {
      const files = Object.entries(tensorBoardFiles(history, name)).map(([path, bytes]) => [`${name}/${path}`, bytes]);
      const bytes = new Uint8Array(zipSync(Object.fromEntries(files)));
      return { name: `${name}-tensorboard.zip`, bytes, type: 'application/zip' };
    }
  }
}

const csvFile = (name: string, text: string): HistoryFile => ({
  name,
  bytes: new Uint8Array(new TextEncoder().encode(text)),
  type: 'text/csv',
});
