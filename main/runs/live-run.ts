/** A run while its process lives: numbers its events, stores them every 50 ms, and tells who watches. */
import type { EngineEvent, RunEvent, RunSummary } from '../../shared/contract/run-events.ts';
import { type Changes, createChanges } from '../process/changes.ts';
import type { RunStore } from './run-store.ts';
import { isEnd, summarise } from './run-summary.ts';

export interface LiveRun {
  readonly summary: RunSummary;
  /** Notified after events are on disk: watchers read them from there, so a slow one costs no memory. */
  readonly changes: Changes;
  accept(event: EngineEvent): void;
  /** Stores what is waiting. */
  flush(): void;
}

const flushEveryMs = 50;

export function createLiveRun(
  store: RunStore,
  start: RunSummary,
  now: () => number,
  onChanged: (run: RunSummary) => void,
): LiveRun {
  let summary = start;
  let seq = store.lastSeq(start.id);
  let waiting: RunEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  const changes = createChanges();

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    store.append(summary, events, isEnd(summary.status));
    changes.notify();
    onChanged(summary);
  };
  return {
    get summary() {
      return summary;
    },
    changes,
    flush,
    accept: (event) => {
      // The first end counts: a process that dies after it said "finished" has finished.
      if (isEnd(summary.status)) return;
      const at = now();
      if (event.kind === 'usage') {
        // Once a second for as long as it runs: what matters of it is the newest, and the summary has that.
        summary = summarise(summary, event, at);
        onChanged(summary);
        return;
      }
      seq += 1;
      summary = summarise(summary, event, at);
      waiting.push({ seq, at, event });
      if (event.kind === 'status') flush();
      else timer ??= setTimeout(flush, flushEveryMs);
    },
  };
}
