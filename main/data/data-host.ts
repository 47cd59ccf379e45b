/**
 * The process that reads and prepares data, as the core sees it: started at the first call, started again after a crash.
 * Scanning a large table takes seconds of plain computing, during which the core must go on answering.
 */
import { StudioError } from '../../shared/problem.ts';
import { type StudioClient, studioClient } from '../process/client-port.ts';
import type { EngineProcess } from '../process/engine-process.ts';

export interface DataHost {
  /** Only `data.*` is served there. A process that dies under the call gives `data/unreadable`. */
  use<T>(work: (client: StudioClient) => Promise<T>): Promise<T>;
  stream<T>(work: (client: StudioClient) => Promise<AsyncIterable<T>>): AsyncGenerator<T>;
  close(): Promise<void>;
}

interface Running {
  readonly process: EngineProcess;
  readonly client: StudioClient;
  /** How it ended; undefined while it runs. */
  ended: string | undefined;
}

export function createDataHost(start: () => Promise<EngineProcess>): DataHost {
  let current: Promise<Running> | undefined;

  async function launch(): Promise<Running> {
    const process = await start();
    const running: Running = { process, client: studioClient(process.port), ended: undefined };
    void process.exited.then(({ code, signal, errorOutput }) => {
      running.ended = signal ?? `exit code ${code}`;
      current = undefined;
      if (code !== 0 && errorOutput !== '') console.error(errorOutput);
      process.port.close();
    });
    return running;
  }

  function ready(): Promise<Running> {
    current ??= launch().catch((error: unknown) => {
      current = undefined;
      throw error;
    });
    return current;
  }

  /** The problem of a call: its own, or that its process died. */
  async function explain(error: unknown, running: Running): Promise<unknown> {
    // The port closes a moment before the exit is known.
    if (error instanceof Error && !('code' in error))
      await Promise.race([running.process.exited, new Promise((resolve) => setTimeout(resolve, 200))]);
    return running.ended === undefined
      ? error
      : new StudioError('data/unreadable', { reason: `the process that reads data ended (${running.ended})` });
  }

  return {
    use: async (work) => {
      const running = await ready();
      try {
        return await work(running.client);
      } catch (error) {
        throw await explain(error, running);
      }
    },
    stream: async function* (work) {
      const running = await ready();
      try {
        yield* await work(running.client);
      } catch (error) {
        throw await explain(error, running);
      }
    },
    close: async () => {
      const running = await current?.catch(() => undefined);
      if (!running || running.ended !== undefined) return;
      // It closes its files and leaves when its port closes; one that is busy is not waited for.
      running.process.port.close();
      const timer = setTimeout(() => running.process.kill(), 2_000);
      await running.process.exited;
      clearTimeout(timer);
    },
  };
}
