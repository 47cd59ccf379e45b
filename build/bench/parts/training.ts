import { type Blocks, measure, type Timed } from '../measure.ts';
import { leastCounts, type Side } from '../sides.ts';
import type { StepMode } from '../start-sides.ts';
import { missingInStock } from '../stock/model.ts';
import { timeTraining } from '../worker.ts';
import type { Workload } from '../workloads.ts';
import type { Bench, Comparison } from './part.ts';

/** Milliseconds of a training step: forward, backward, update. */
export async function compareTraining(bench: Bench, workload: Workload): Promise<Comparison> {
  bench.tell(`training step of ${workload.name} (${workload.title})`);
  const missing = bench.workers.has('tfjs') ? missingInStock(workload) : null;
  let mode: StepMode | undefined;
  const timed = new Map<Side, Timed>(
    [...bench.workers]
      .filter(([side]) => side !== 'tfjs' || missing === null)
      .map(([side, worker]) => [
        side,
        {
          least: leastCounts[side],
          time: async (steps) => {
            const timing = await timeTraining(worker, workload, steps);
            if (side === 'ours') mode = timing.mode;
            return timing.seconds;
          },
        },
      ]),
  );
  const blocks: Blocks<Side> = await measure(timed, bench.pace);
  return {
    key: workload.name,
    title: workload.title,
    blocks,
    limits: workload.limits,
    ...(mode === undefined ? {} : { mode }),
    ...(missing === null ? {} : { note: missing }),
  };
}
