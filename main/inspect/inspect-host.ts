/**
 * The warm engine process that shows flows: one request at a time, of which only those are begun that somebody still waits
 * for. Work that nobody waits for any more and that does not come to its end soon is ended with its process.
 */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { EngineClient } from '../process/client-port.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { createModelHost } from '../runs/model-host.ts';
import { left, stopIfLeft } from './left.ts';

export interface InspectHost {
  /** `work` must leave its call when `signal` aborts; whoever waits is then told at once. */
  use<T>(engine: EngineChoice, signal: AbortSignal, work: (client: EngineClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `patienceMs`: how long work that was left may hold up the next. Large weights take that long, and are then kept. */
export function createInspectHost(startEngine: StartEngine, patienceMs = 5_000): InspectHost {
  const host = createModelHost(startEngine);

  async function settle(client: EngineClient): Promise<void> {
    const patience = setTimeout(() => void host.close(), patienceMs);
    try {
      await client.settle();
    } catch {
      // The process was ended, by us or by itself: the next request has another one.
    } finally {
      clearTimeout(patience);
    }
  }

  return {
    use: async (engine, signal, work) => {
      const answer = host.use(engine, async (client) => {
        stopIfLeft(signal);
        try {
          return await work(client);
        } catch (error) {
          if (!signal.aborted) throw error;
          // The call ended because it was left, not because the process did.
          await settle(client);
          throw left();
        }
      });
      return Promise.race([answer, leaving(signal, answer)]);
    },
    close: () => host.close(),
  };
}

/** Rejects when `signal` aborts before `work` is done. */
function leaving(signal: AbortSignal, work: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const leave = (): void => reject(left());
    signal.addEventListener('abort', leave, { once: true });
    const done = (): void => signal.removeEventListener('abort', leave);
    work.then(done, done);
    if (signal.aborted) leave();
  });
}
