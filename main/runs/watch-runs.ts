/** Streams over runs. They read the store and wait for its changes: a slow page costs no memory and loses no figure. */
import { setTimeout as wait } from 'node:timers/promises';
import type { RunEvent, RunSummary } from '../../shared/contract/run-events.ts';
import type { ProjectId, RunId } from '../../shared/ids.ts';
import type { Broadcast } from '../process/broadcast.ts';
import { type Changes, createChanges } from '../process/changes.ts';
import type { RunStore } from './run-store.ts';

/** Events of one message; replaying a long run gives everybody else a turn in between. */
const pageSize = 500;
const summariesEveryMs = 100;

/**
 * Everything after `afterSeq`, then what comes, until the run ends (or the reader stops). `liveChanges`: undefined once it
 * ended. `newestSteps`: of the steps stored by now only the newest so many (and a few before them), null for all.
 */
export async function* watchRun(
  store: RunStore,
  id: RunId,
  afterSeq: number,
  liveChanges: () => Changes | undefined,
  newestSteps: number | null,
  signal?: AbortSignal,
): AsyncGenerator<RunEvent[]> {
  let last = afterSeq;
  const batchesAfter = newestSteps === null ? 0 : store.seqBefore(id, newestSteps);
  while (!signal?.aborted) {
    // Asked before reading: what is stored in between is found now or announced later, never missed.
    const changes = liveChanges();
    const seen = changes?.version ?? 0;
    const events = store.events(id, last, pageSize, batchesAfter);
    const newest = events.at(-1);
    if (newest) {
      last = newest.seq;
      yield events;
      if (events.length === pageSize) await wait(0);
    } else if (changes) await changes.after(seen, signal);
    else return;
  }
}

/** All runs of the project, then those that change, about ten times a second. */
export async function* watchProject(
  list: () => RunSummary[],
  changed: Broadcast<RunSummary>,
  project: ProjectId,
  signal?: AbortSignal,
): AsyncGenerator<RunSummary[]> {
  const changes = createChanges();
  const latest = new Map<RunId, RunSummary>();
  const unsubscribe = changed.subscribe((run) => {
    if (run.projectId !== project) return;
    latest.set(run.id, run);
    changes.notify();
  });
  try {
    yield list();
    while (!signal?.aborted) {
      const seen = changes.version;
      if (latest.size === 0) {
        await changes.after(seen, signal);
        continue;
      }
      const runs = [...latest.values()];
      latest.clear();
      yield runs;
      await wait(summariesEveryMs);
    }
  } finally {
    unsubscribe();
  }
}
