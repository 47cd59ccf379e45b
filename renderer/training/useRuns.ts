import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { isAlive, type RunMetrics } from './run-metrics.ts';
import { followRun, useRunStore, watchRuns } from './run-store.ts';

/** The runs of the open project, newest first; null until they are known. */
export function useRuns(): readonly RunSummary[] | null {
  const projectId = useDoc().id;
  useEffect(() => watchRuns(projectId), [projectId]);
  return useRunStore((state) => (state.projectId === projectId ? state.runs : null));
}

/** The run on show: the chosen one, else the newest. */
export function useShownRun(): RunSummary | null {
  const runs = useRuns();
  const chosen = useRunStore((state) => state.chosen);
  return runs?.find((run) => run.id === chosen) ?? runs?.[0] ?? null;
}

/** Whether a run has weights to try or export: an imported one came with some; one that diverged before its first epoch ended has none that are numbers. */
export const hasWeights = (run: RunSummary): boolean =>
  run.imported !== undefined || ((run.epoch > 0 || run.step > 0) && (run.status !== 'failed' || run.last !== null));

/** The newest run that has weights to use or export. */
export function useTrainedRun(): RunSummary | null {
  const runs = useRuns();
  const chosen = useRunStore((state) => state.chosen);
  return runs?.find((run) => run.id === chosen && hasWeights(run)) ?? runs?.find(hasWeights) ?? null;
}

/** The project's run that trains now, if one does. Also for the strip, which may be shown without a project. */
export function useLiveRun(): RunSummary | null {
  const projectId = useStudio((state) => state.doc?.id);
  useEffect(() => {
    if (projectId) watchRuns(projectId);
  }, [projectId]);
  return useRunStore((state) =>
    state.projectId === projectId ? (state.runs?.find((run) => isAlive(run.status)) ?? null) : null,
  );
}

/**
 * The metrics of a run; the component renders again at most every `everyMs`, not with every batch. Charts subscribe to the
 * metrics themselves.
 */
export function useRunMetrics(run: RunSummary | null, everyMs = 250): RunMetrics | null {
  const runId = run?.id;
  // A resumed run becomes alive again under its old id: then the follower opens its stream anew.
  const alive = run ? isAlive(run.status) : false;
  const metrics = useMemo(() => (runId === undefined ? null : followRun(runId)), [runId]);
  useEffect(() => {
    if (runId !== undefined && alive) followRun(runId);
  }, [runId, alive]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const subscribe = useCallback(
    (listener: () => void) => {
      const unsubscribe = metrics?.subscribe(() => {
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          listener();
        }, everyMs);
      });
      return () => {
        clearTimeout(timer.current);
        timer.current = undefined;
        unsubscribe?.();
      };
    },
    [metrics, everyMs],
  );
  useSyncExternalStore(subscribe, () => metrics?.version ?? 0);
  return metrics;
}
