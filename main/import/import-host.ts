/** Reads a model in an engine process that is started for it alone: bounded in time, gone afterwards, whatever the file did. */
import { StudioError } from '../../shared/problem.ts';
import { type EngineClient, engineClient } from '../process/client-port.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { isPortEnd } from '../runs/train-process.ts';

/** Two GiB of weights are read and written in much less. */
const limitMs = 120_000;

/** Throws what the work throws, `model/unreadable` when the process dies over the file or takes too long. */
export async function readInProcess<T>(
  startEngine: StartEngine,
  work: (client: EngineClient) => Promise<T>,
): Promise<T> {
  const process = await startEngine();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    process.kill();
  }, limitMs);
  try {
    return await work(engineClient(process.port));
  } catch (error) {
    if (!isPortEnd(error)) throw error;
    const { code, signal } = await process.exited;
    throw new StudioError('model/unreadable', {
      expected: isLate ? `a model that is read in ${limitMs / 1000} s` : 'a whole model',
      received: isLate ? '-' : (signal ?? `exit code ${code}`),
    });
  } finally {
    clearTimeout(timer);
    process.kill();
  }
}
