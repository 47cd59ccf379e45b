import { join } from 'node:path';
import { peerScripts } from './peers.ts';
import type { PeerName } from './sides.ts';
import { startWorker, type Worker } from './worker.ts';

/** Who computes: the product, PyTorch, Keras and stock tfjs, each in a process of its own. */
export type Player = 'ours' | PeerName;

export interface SideOptions {
  readonly engine: string;
  /** How our trainer runs its steps; its own choice when absent. */
  readonly mode?: StepMode;
  /** The most that all sides may use of the processor; everything when absent. */
  readonly isa?: 'avx2';
  /** The peers' Python; without it PyTorch and Keras stay away. */
  readonly python: string | undefined;
}

export type StepMode = 'eager' | 'traced';

/** Starts one side. Undefined for a Python side where there is no Python for it. */
export async function startSide(player: Player, options: SideOptions): Promise<Worker | undefined> {
  const environment = environmentOf(options.isa);
  if (player === 'ours') {
    const words = [join(import.meta.dirname, 'ours', 'worker.ts'), options.engine];
    const { mode } = options;
    return startWorker(process.execPath, words, mode ? { ...environment, WEFT_STEP_MODE: mode } : environment);
  }
  if (player === 'tfjs')
    return startWorker(
      process.execPath,
      [join(import.meta.dirname, 'stock', 'worker.ts'), options.engine],
      environment,
    );
  return options.python === undefined ? undefined : startWorker(options.python, [peerScripts[player]], environment);
}

/** Starts those of the sides that there are; ends them all when one does not start. */
export async function startSides(
  players: readonly Player[],
  options: SideOptions,
): Promise<ReadonlyMap<Player, Worker>> {
  const workers = new Map<Player, Worker>();
  try {
    for (const player of players) {
      const worker = await startSide(player, options);
      if (worker !== undefined) workers.set(player, worker);
    }
  } catch (error) {
    stopSides(workers);
    throw error;
  }
  return workers;
}

export function stopSides(workers: ReadonlyMap<Player, Worker>): void {
  for (const worker of workers.values()) worker.stop();
}

/** oneDNN serves TensorFlow and PyTorch alike; ours and ATen choose their own code. */
export function environmentOf(isa: 'avx2' | undefined): NodeJS.ProcessEnv {
  const limits =
    isa === undefined ? {} : { WEFT_ISA: isa, ATEN_CPU_CAPABILITY: isa, ONEDNN_MAX_CPU_ISA: isa.toUpperCase() };
  return {
    ...process.env,
    TF_CPP_MIN_LOG_LEVEL: '3',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ...limits,
  };
}
