import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import type { RunId } from '../../shared/ids.ts';
import { queries } from '../connection/queries.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { changedSince } from './changed-since.ts';

/** The run with the document it was trained from: weights belong to the run with its graph. */
export function useRunDoc(run: RunSummary | null) {
  return useQuery({
    // Without a run the query is not enabled and the id never sent.
    ...queries.run.get.queryOptions({ input: { runId: (run?.id ?? 'none') as RunId } }),
    enabled: run !== null,
    // An imported model takes the data that its project has by now.
    staleTime: run?.imported === undefined ? Number.POSITIVE_INFINITY : 0,
  });
}

/** Says that graph or recipe changed since the run, and that the run's own are used. */
export function ChangedNote({ run }: { run: RunSummary }) {
  const t = useT();
  const doc = useDoc();
  const { data } = useRunDoc(run);
  if (!data) return null;
  const { graph, recipe } = changedSince(data.doc, doc);
  if (!graph && !recipe) return null;
  const what = graph && recipe ? 'both' : graph ? 'graph' : 'recipe';
  return (
    <Alert color="orange" variant="light" title={t('use.changed.title')}>
      {t(`use.changed.${what}`, { number: run.number })}
    </Alert>
  );
}
