/** One engine process that trains one run, from its start to whatever end it comes to. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Job } from '../../shared/contract/engine.ts';
import { type EngineEvent, engineEventSchema } from '../../shared/contract/run-events.ts';
import { type Problem, problem } from '../../shared/problem.ts';
import { type EngineClient, engineClient } from '../process/client-port.ts';
import type { EngineExit, EngineProcess, StartEngine } from '../process/engine-process.ts';
import { toProblem } from '../process/errors.ts';
import { isEnd } from './run-summary.ts';

export interface TrainInput {
  readonly runFolder: string;
  readonly dataFolder: string;
  readonly job: Job;
  readonly from: { readonly checkpoint: string; readonly mode: 'continue' | 'resume' } | null;
}

export interface TrainProcess {
  control(action: 'pause' | 'resume' | 'stop'): void;
  /** Resolves when the process is gone and its last event was given to `onEvent`, one of which told the end. */
  readonly ended: Promise<void>;
}

/** A process that was asked to stop and goes on is killed after this. */
const stopLimitMs = 5_000;
/** A process whose stream ended has this long to leave by itself. */
const leaveLimitMs = 2_000;

/** `before`: what must be done before the process starts; its signal aborts when the run is stopped. */
export function startTrainProcess(
  startEngine: StartEngine,
  input: TrainInput,
  onEvent: (event: EngineEvent) => void,
  before: (signal: AbortSignal) => Promise<void> = () => Promise.resolve(),
): TrainProcess {
  const stopping = new AbortController();
  let engine: EngineProcess | undefined;
  let client: EngineClient | undefined;
  let stopAsked = false;
  let hasEnded = false;
  let killTimer: NodeJS.Timeout | undefined;

  const tell = (event: EngineEvent) => {
    if (hasEnded) return;
    if (event.kind === 'status' && isEnd(event.status)) hasEnded = true;
    onEvent(event);
  };

  async function train(): Promise<void> {
    try {
      await before(stopping.signal);
      if (stopAsked) return tell({ kind: 'status', status: 'stopped' });
      engine = await startEngine();
      client = engineClient(engine.port);
      const { exited } = engine;
      if (stopAsked) engine.kill();
      const failure = await Promise.race([readEvents(client, input, tell), exited.then(() => undefined)]);
      if (failure && failure.code !== 'internal/unexpected')
        tell({ kind: 'status', status: 'failed', problem: failure });
      engine.port.close();
      const exit =
        (await Promise.race([exited, wait(leaveLimitMs, undefined, { ref: false })])) ?? (engine.kill(), await exited);
      if (!hasEnded) tell(endOf(exit, stopAsked));
    } catch (error) {
      tell({ kind: 'status', status: 'failed', problem: toProblem(error) });
    } finally {
      clearTimeout(killTimer);
    }
  }

  return {
    ended: train(),
    control: (action) => {
      if (action === 'stop') {
        stopAsked = true;
        stopping.abort();
        killTimer ??= setTimeout(() => engine?.kill(), stopLimitMs);
      }
      // A process that does not answer is the kill timer's business, one that died is `ended`'s.
      client?.control({ action }).catch(() => {});
    },
  };
}

/** Hands on what arrives until the stream ends; returns the problem of a call that failed. Events of no known kind are dropped. */
async function readEvents(
  client: EngineClient,
  input: TrainInput,
  tell: (event: EngineEvent) => void,
): Promise<Problem | undefined> {
  try {
    for await (const events of await client.train(input))
      for (const event of [events].flat()) {
        const parsed = engineEventSchema.safeParse(event);
        if (parsed.success) tell(parsed.data);
      }
    return undefined;
  } catch (error) {
    return isPortEnd(error) ? undefined : toProblem(error);
  }
}

/** A call that was under way when its port closed: the process' exit tells why. */
export const isPortEnd = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || /closed|aborted/i.test(error.message));

const memorySigns = /out of memory|bad_alloc|RESOURCE_EXHAUSTED|\bOOM\b|Cannot allocate memory/i;

/** How a run ended whose process left without saying so. */
function endOf(exit: EngineExit, stopAsked: boolean): EngineEvent {
  if (stopAsked) return { kind: 'status', status: 'stopped' };
  return { kind: 'status', status: 'interrupted', problem: exitProblem(exit) };
}

export function exitProblem({ code, signal, errorOutput }: EngineExit): Problem {
  // For whoever started the app from a terminal; it may hold paths, so no page gets it.
  if (errorOutput !== '') console.error(errorOutput);
  const how = signal ?? (code === null ? 'unknown' : `exit code ${code}`);
  return memorySigns.test(errorOutput)
    ? problem('training/out-of-memory', { how })
    : problem('training/engine-crashed', { how });
}
