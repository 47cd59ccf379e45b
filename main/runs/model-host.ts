/** The warm engine process that predicts and exports: started at first need, ended when nobody needs it for a minute. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { StudioError } from '../../shared/problem.ts';
import { type EngineClient, engineClient } from '../process/client-port.ts';
import type { EngineProcess, StartEngine } from '../process/engine-process.ts';
import { exitProblem, isPortEnd } from './train-process.ts';

export interface ModelHost {
  /** One piece of work at a time. A process that dies takes its work along, as a problem; the next call starts another. */
  use<T>(engine: EngineChoice, work: (client: EngineClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Warm {
  readonly choice: EngineChoice;
  readonly process: EngineProcess;
  readonly client: EngineClient;
  gone: boolean;
}

export function createModelHost(startEngine: StartEngine, idleMs = 60_000): ModelHost {
  let warm: Warm | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  /** A process keeps the engine it loaded first, so another choice needs another process. */
  async function ready(choice: EngineChoice): Promise<Warm> {
    if (warm && !warm.gone && warm.choice === choice) return warm;
    await end();
    const process = await startEngine();
    const started: Warm = { choice, process, client: engineClient(process.port), gone: false };
    void process.exited.then(() => {
      started.gone = true;
    });
    warm = started;
    return started;
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ending = warm;
    warm = undefined;
    if (!ending || ending.gone) return;
    ending.process.kill();
    await ending.process.exited;
  }

  async function run<T>(choice: EngineChoice, work: (client: EngineClient) => Promise<T>): Promise<T> {
    clearTimeout(idle);
    const { process, client } = await ready(choice);
    try {
      return await work(client);
    } catch (error) {
      if (!isPortEnd(error)) throw error;
      const { code, details } = exitProblem(await process.exited);
      throw new StudioError(code, details);
    } finally {
      idle = setTimeout(() => void end(), idleMs).unref();
    }
  }

  return {
    use: (choice, work) => {
      const result = last.then(
        () => run(choice, work),
        () => run(choice, work),
      );
      last = result.catch(() => {});
      return result;
    },
    close: end,
  };
}
