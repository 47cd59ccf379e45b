/** Times by layer: asked for by a person, since measuring takes seconds, and kept while the drawing is the same. */
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { documentHash } from '../../shared/contract/document-hash.ts';
import type { GraphInference } from '../../shared/graph/infer-shapes.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { problem } from '../../shared/problem.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { client, type StudioClient } from '../connection/client.ts';
import { problemOf } from '../connection/errors.ts';
import { inferenceOf } from '../state/derived.ts';
import { useStudio } from '../state/store.ts';
import { changedSince } from '../training/changed-since.ts';
import { isAlive } from '../training/run-metrics.ts';
import { hasWeights } from '../training/useRuns.ts';
import { type MeasuredTimes, timeKey, useCostStore } from './cost-store.ts';

/** Runs whose drawings are looked at, newest first: each is read from the disk. */
const mostRuns = 12;
let leaving: AbortController | undefined;

/** What is asked of the core. */
export interface TimeCalls {
  readonly run: Pick<StudioClient['run'], 'list' | 'get'>;
  readonly inspect: Pick<StudioClient['inspect'], 'layerTimes'>;
}

/** Measures the newest run that was trained with the open drawing; says so where there is none. */
export async function measureTimes({ run, inspect }: TimeCalls = client): Promise<void> {
  const { doc } = useStudio.getState();
  if (!doc) return;
  leaveTimes();
  const mine = new AbortController();
  leaving = mine;
  useCostStore.setState({ status: 'measuring', problem: null });
  try {
    const found = await trainedAsDrawn(run, doc, mine.signal);
    if (!found) {
      if (leaving === mine) useCostStore.setState({ status: 'failed', problem: problem('run/none-as-drawn') });
      return;
    }
    const times = await inspect.layerTimes({ runId: found.run.id }, { signal: mine.signal });
    if (leaving !== mine) return;
    useCostStore.setState({
      status: 'idle',
      times: {
        times,
        runNumber: found.run.number,
        projectId: doc.id,
        graph: found.graph,
        byNode: new Map(times.nodes.map(({ scope, node, ms }) => [timeKey(scope, node), ms])),
      },
    });
  } catch (error) {
    if (leaving === mine) useCostStore.setState({ status: 'failed', problem: problemOf(error) });
  } finally {
    if (leaving === mine) leaving = undefined;
  }
}

/** Ends a measurement that nobody waits for any more. */
export function leaveTimes(): void {
  leaving?.abort();
  leaving = undefined;
  if (useCostStore.getState().status === 'measuring') useCostStore.setState({ status: 'idle' });
}

async function trainedAsDrawn(
  calls: TimeCalls['run'],
  doc: ProjectDoc,
  signal: AbortSignal,
): Promise<{ readonly run: RunSummary; readonly graph: GraphDoc } | undefined> {
  const runs = (await calls.list({ projectId: doc.id }, { signal })).filter(
    (run) => hasWeights(run) && !isAlive(run.status),
  );
  const hash = documentHash(doc);
  const unchanged = runs.find((run) => run.documentHash === hash);
  if (unchanged) return { run: unchanged, graph: doc.graph };
  // The recipe may have changed, or a layer have moved among the others: the drawings themselves decide.
  for (const run of runs.slice(0, mostRuns)) {
    const { doc: trained } = await calls.get({ runId: run.id }, { signal });
    if (!changedSince(trained, doc).graph) return { run, graph: trained.graph };
  }
  return undefined;
}

let last: { readonly inference: GraphInference; readonly measured: MeasuredTimes; readonly holds: boolean } | undefined;

/** Whether the times hold for the open drawing. Drawings are compared once for each change that means something. */
export function timesHold(doc: ProjectDoc, measured: MeasuredTimes): boolean {
  if (measured.projectId !== doc.id) return false;
  if (measured.graph === doc.graph) return true;
  const inference = inferenceOf(doc);
  if (last?.inference === inference && last.measured === measured) return last.holds;
  const holds = !changedSince({ graph: measured.graph, data: doc.data }, doc).graph;
  last = { inference, measured, holds };
  return holds;
}
