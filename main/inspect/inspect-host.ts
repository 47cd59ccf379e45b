/**
 * The warm engine process that shows flows: one request at a time, of which only those are begun that somebody still waits
 * for. One that nobody waits for any more and that does not come to its end soon is ended with its process.
 */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { EngineClient } from '../process/client-port.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { createModelHost } from '../runs/model-host.ts';

export interface InspectHost {
  /** Throws the reason of `signal` when it aborts, whatever the process does then. */
  use<T>(
    engine: EngineChoice,
    signal: AbortSignal,
    work: (client: EngineClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  close(): Promise<void>;
}

/** `patienceMs`: how long work that nobody waits for may hold up the next. */
export function createInspectHost(startEngine: StartEngine, patienceMs = 1_500): InspectHost {
  const host = createModelHost(startEngine);
  return {
    use: async (engine, signal, work) => {
      signal.throwIfAborted();
      let patience: NodeJS.Timeout | undefined;
      let isOver = false;
      const left = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(asReason(signal)), { once: true });
      });
      left.catch(() => {});
      const answer = host.use(engine, async (client) => {
        signal.throwIfAborted();
        const hurry = (): void => {
          patience = setTimeout(() => {
            if (!isOver) void host.close();
          }, patienceMs);
        };
        signal.addEventListener('abort', hurry, { once: true });
        try {
          return await work(client, signal);
        } finally {
          isOver = true;
          clearTimeout(patience);
          signal.removeEventListener('abort', hurry);
        }
      });
      answer.catch(() => {});
      return Promise.race([answer, left]);
    },
    close: () => host.close(),
  };
}

const asReason = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('The request was left.');
