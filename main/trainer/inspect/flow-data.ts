/** The rows that flows are shown of: prepared once, kept while source and recipe stay the same. */
import { type FlowRequest } from '../../../shared/contract/flow.ts';
import type { Fitted } from '../../../shared/data/fitted.ts';
import { createDatasetStore } from '../../data/dataset-store.ts';
import { prepareData, type Prepared } from '../../data/prepare.ts';
import { readFitted, readJob } from '../open-run.ts';

let kept: { readonly key: string; readonly prepared: Prepared } | undefined;

/** With a run's weights come the values that its recipe learned, where it is the same recipe over the same data. */
export async function openFlowData(
  dataFolder: string,
  { source, recipe }: FlowRequest,
  runFolder: string | null,
): Promise<Prepared> {
  const data = JSON.stringify([source, recipe]);
  const fitted = runFolder === null ? undefined : await fittedOfRun(runFolder, data);
  const key = `${dataFolder} ${fitted ? runFolder : ''} ${data}`;
  if (kept?.key === key) return kept.prepared;
  kept = undefined;
  const store = createDatasetStore({ folder: dataFolder });
  const prepared = await prepareData({ store, source, recipe, ...(fitted ? { fitted } : {}) });
  kept = { key, prepared };
  return prepared;
}

async function fittedOfRun(runFolder: string, data: string): Promise<Fitted | undefined> {
  const job = await readJob(runFolder);
  return JSON.stringify([job.source, job.recipe]) === data ? readFitted(runFolder) : undefined;
}
