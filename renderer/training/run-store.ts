/**
 * The page's mirror of the core's runs: the list of the open project, kept by one stream, and one follower for each run
 * that is looked at. A lost connection loses nothing: a follower asks for everything since the last event it saw.
 */
import { create } from 'zustand';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import type { ProjectId, RunId } from '../../shared/ids.ts';
import { client, onReconnected } from '../connection/client.ts';
import { problemOf } from '../connection/errors.ts';
import { createRunMetrics, type RunMetrics } from './run-metrics.ts';

interface RunStore {
  readonly projectId: ProjectId | null;
  /** Newest first; null until the core has answered. */
  readonly runs: readonly RunSummary[] | null;
  /** The run that the person chose; null shows the newest. */
  readonly chosen: string | null;
  readonly choose: (runId: string | null) => void;
  /** Names of the checkpoints that the person chose, by run; without one the best is used, or the last. */
  readonly checkpoints: Readonly<Record<string, string>>;
  readonly chooseCheckpoint: (runId: string, name: string | null) => void;
}

export const useRunStore = create<RunStore>()((set) => ({
  projectId: null,
  runs: null,
  chosen: null,
  choose: (chosen) => set({ chosen }),
  checkpoints: {},
  chooseCheckpoint: (runId, name) =>
    set(({ checkpoints }) => ({
      checkpoints: Object.fromEntries([
        ...Object.entries(checkpoints).filter(([known]) => known !== runId),
        ...(name === null ? [] : [[runId, name] as const]),
      ]),
    })),
}));

/** The checkpoint to predict with or to export, for a call to the core. */
export function chosenCheckpoint(runId: string): { readonly checkpoint?: string } {
  const checkpoint = useRunStore.getState().checkpoints[runId];
  return checkpoint === undefined ? {} : { checkpoint };
}

const retryDelayMs = 500;
let watching: AbortController | undefined;

/** Follows the runs of a project; does nothing when it is followed already. */
export function watchRuns(projectId: ProjectId): void {
  if (useRunStore.getState().projectId === projectId) return;
  watching?.abort();
  const mine = new AbortController();
  watching = mine;
  useRunStore.setState({ projectId, runs: null, chosen: null });
  void keepWatching(projectId, mine.signal);
}

async function keepWatching(projectId: ProjectId, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const changed of await client.run.watchAll({ projectId }, { signal })) {
        if (signal.aborted) return;
        useRunStore.setState(({ runs }) => ({ runs: mergeRuns(runs ?? [], changed) }));
      }
    } catch {
      // The connection went; the next turn waits for the new one.
    }
    await pause(signal);
  }
}

/** A message holds all runs at first and the changed ones later; both are laid over what is known. */
export function mergeRuns(known: readonly RunSummary[], changed: readonly RunSummary[]): readonly RunSummary[] {
  const byId = new Map(known.map((run) => [run.id, run]));
  for (const run of changed) byId.set(run.id, run);
  return [...byId.values()].sort((a, b) => b.number - a.number);
}

export function forgetRun(runId: string): void {
  followers.delete(runId);
  useRunStore.setState(({ runs, chosen }) => ({
    runs: runs?.filter((run) => run.id !== runId) ?? null,
    chosen: chosen === runId ? null : chosen,
  }));
}

interface Follower {
  readonly metrics: RunMetrics;
  active: boolean;
}
const followers = new Map<string, Follower>();

/** The metrics of a run, growing while it lives. Asking again for a run whose stream has ended (it was resumed) opens it anew. */
export function followRun(runId: RunId): RunMetrics {
  const follower = followers.get(runId) ?? { metrics: createRunMetrics(runId), active: false };
  followers.set(runId, follower);
  if (!follower.active) {
    follower.active = true;
    void keepFollowing(runId, follower).finally(() => {
      follower.active = false;
    });
  }
  return follower.metrics;
}

/** Steps of a stored run that come one by one; its curve before them is asked for as an outline. */
const newestSteps = 20_000;

async function keepFollowing(runId: RunId, { metrics }: Follower): Promise<void> {
  for (;;) {
    try {
      for await (const events of await client.run.watch({ runId, afterSeq: metrics.lastSeq, newestSteps }))
        metrics.apply(events);
      return;
    } catch (error) {
      if (problemOf(error).code === 'run/not-found') return;
      await pause();
    }
  }
}

/** Half a second, or less when the connection is back. */
function pause(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(done, retryDelayMs);
    const unsubscribe = onReconnected(done);
    signal?.addEventListener('abort', done, { once: true });
  });
}
