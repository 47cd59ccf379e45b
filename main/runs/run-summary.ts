/** What a run's events add up to: the line that lists and the curve strip show. Pure. */
import type { EngineEvent, RunStatus, RunSummary } from '../../shared/contract/run-events.ts';

/** The summary after one more event, received at `at` (milliseconds since 1970). */
export function summarise(run: RunSummary, event: EngineEvent, at: number): RunSummary {
  switch (event.kind) {
    case 'status':
      return { ...run, status: event.status, problem: event.problem ?? null, endedAt: isEnd(event.status) ? at : null };
    case 'started':
      return { ...run, engine: event.engine, device: event.device, epochs: event.epochs };
    case 'batches': {
      const steps = Math.max(0, ...Object.values(event.figures).map((figures) => figures.length));
      return { ...run, epoch: event.epoch, step: event.firstStep + steps - 1 };
    }
    case 'progress':
      return { ...run, epoch: event.epoch, step: event.step };
    case 'epoch':
      return { ...run, epoch: event.epoch, step: event.step, last: event.figures };
    case 'best':
      return { ...run, best: { epoch: event.epoch, monitor: event.monitor, value: event.value } };
    case 'usage': {
      const { process = run.usage?.process, card = run.usage?.card } = event;
      return { ...run, usage: { ...(process ? { process } : {}), ...(card ? { card } : {}) } };
    }
    case 'note':
    case 'texts':
    case 'machine':
      return run;
  }
}

export const isEnd = (status: RunStatus): boolean =>
  status === 'finished' || status === 'stopped' || status === 'failed' || status === 'interrupted';
