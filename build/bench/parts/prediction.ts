import { measure, type Timed } from '../measure.ts';
import { leastCounts, type Side } from '../sides.ts';
import { timePrediction } from '../worker.ts';
import type { Limits, Workload } from '../workloads.ts';
import type { Bench, Comparison } from './part.ts';

/** To reach, by the batch; the ratio to Keras is one to `model.predict`. */
const limitsOf: Readonly<Record<number, Limits>> = { 1: { pytorch: 0.5, keras: 0.1 } };

/** Milliseconds of a prediction, from numbers in memory to numbers in memory. */
export async function comparePrediction(bench: Bench, workload: Workload, batch: number): Promise<Comparison> {
  bench.tell(`prediction of ${workload.name}, batch ${batch}`);
  const timed = new Map<Side, Timed>();
  for (const [player, worker] of bench.workers) {
    const side = (direct: boolean): Timed => ({
      // What a prediction starts with is small beside that of a training.
      least: Math.min(leastCounts[player], 20),
      time: (calls) => timePrediction(worker, workload, { batch, calls, direct }),
    });
    timed.set(player, side(false));
    if (player === 'keras') timed.set('kerasDirect', side(true));
  }
  return {
    key: `predict-${workload.name}-${batch}`,
    title: `prediction of ${workload.name}, batch ${batch}`,
    blocks: await measure(timed, bench.pace),
    limits: limitsOf[batch] ?? {},
  };
}
