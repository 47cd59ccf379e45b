import type { Memory } from '../requests.ts';
import { type Player, type SideOptions, startSide } from '../start-sides.ts';
import { timeTraining, type Worker } from '../worker.ts';
import type { Workload } from '../workloads.ts';
import type { Comparison } from './part.ts';

const players: readonly Player[] = ['ours', 'pytorch', 'keras'];
const steps = 20;

/** The most that the process ever held, in megabytes of a million bytes. */
export async function memoryOf(worker: Worker): Promise<number> {
  return (await worker.ask<Memory>({ ask: 'memory' })).bytes / 1e6;
}

/** Megabytes that a process needs that does nothing but train the workload: its libraries, the model, a step. */
export async function compareMemory(
  options: SideOptions,
  workload: Workload,
  tell: (text: string) => void,
): Promise<Comparison> {
  tell(`memory of ${workload.name}`);
  const blocks: Partial<Record<Player, readonly number[]>> = {};
  for (const player of players) {
    const worker = await startSide(player, options);
    if (worker === undefined) continue;
    try {
      await timeTraining(worker, workload, steps);
      blocks[player] = [await memoryOf(worker)];
    } finally {
      worker.stop();
    }
  }
  return { key: `memory-${workload.name}`, title: `${workload.name}, ${steps} steps`, blocks, limits: { keras: 1 } };
}
