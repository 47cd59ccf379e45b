/** The models of two runs beside each other, the earlier one first. */
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { client } from '../connection/client.ts';
import { showComparison } from '../projects/project-dialogs.ts';
import { tNow } from '../ui/i18n.ts';
import { tellError } from '../ui/notify.ts';

/** Shows how the models of two runs differ; does nothing for any other number of runs. */
export async function compareRuns(runs: readonly RunSummary[]): Promise<void> {
  const [before, after] = runs.toSorted((a, b) => a.number - b.number);
  if (!before || !after) return;
  const sideOf = async ({ id, number }: RunSummary) => ({
    label: tNow('train.run', { number }),
    doc: (await client.run.get({ runId: id })).doc,
  });
  try {
    showComparison({ before: await sideOf(before), after: await sideOf(after) });
  } catch (error) {
    tellError(error);
  }
}
