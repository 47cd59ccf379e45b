/** One engine process that probes, from its start to its end: it tells, is cut short, or fails. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Job } from '../../shared/contract/engine.ts';
import { type ProbedEngine, type ProbedJob, probeEventSchema } from '../../shared/contract/probe.ts';
import { engineClient } from '../process/client-port.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { toProblem } from '../process/errors.ts';
import { asError } from '../runs/compile-run.ts';
import { exitProblem, isPortEnd } from '../runs/train-process.ts';
import type { ProbedWay } from './probe-record.ts';

export interface ProbeProcessInput {
  readonly dataFolder: string;
  readonly job: Job;
  readonly engine: EngineChoice;
  readonly threads: number | null;
  /** Counts with which replayed steps are timed, beside op by op. */
  readonly tracedThreads: readonly number[];
  readonly budgetMs: number;
  /** Milliseconds until the process must have opened the job, and after that until it is ended. */
  readonly openMs: number;
  readonly measureMs: number;
}

export interface ProbeOutcome {
  /** null: it did not come so far. */
  readonly opened: {
    readonly job: ProbedJob;
    readonly engine: ProbedEngine;
    readonly params: number;
    readonly trainableParams: number;
  } | null;
  /** One that was given up counts with the time it was given, `atLeast`. */
  readonly ways: readonly ProbedWay[];
  readonly untraced: string | null;
}

/** Throws StudioError for what is wrong with the job or for a process that died, and the reason of `signal` when it aborts. */
export async function runProbeProcess(
  startEngine: StartEngine,
  { openMs, measureMs, ...input }: ProbeProcessInput,
  now: () => number,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  signal.throwIfAborted();
  const process = await startEngine();
  let isTimeOver = false;
  const end = (): void => process.kill();
  signal.addEventListener('abort', end, { once: true });
  let timer = setTimeout(overtime, openMs);
  function overtime(): void {
    isTimeOver = true;
    process.kill();
  }
  let opened: { readonly job: ProbedJob; readonly engine: ProbedEngine } | undefined;
  let params = { params: 0, trainableParams: 0 };
  let untraced: string | null = null;
  let measuringSince = now();
  const ways: ProbedWay[] = [];
  try {
    if (signal.aborted) end();
    const client = engineClient(process.port);
    for await (const message of await client.probe({ ...input, tracedThreads: [...input.tracedThreads] })) {
      const parsed = probeEventSchema.safeParse(message);
      if (!parsed.success) continue;
      const event = parsed.data;
      if (event.kind === 'opened') {
        opened = event;
        clearTimeout(timer);
        timer = setTimeout(overtime, measureMs);
        measuringSince = now();
      } else if (event.kind === 'measured') {
        params = { params: event.params, trainableParams: event.trainableParams };
        if (opened) ways.push({ ...event.way, loaded: opened.engine, atLeast: false });
        measuringSince = now();
      } else untraced = event.reason;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!isPortEnd(error)) throw asError([toProblem(error)]);
    const exit = await process.exited;
    if (!isTimeOver) throw asError([exitProblem(exit)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    process.port.close();
    process.kill();
    await process.exited;
  }
  signal.throwIfAborted();
  if (isTimeOver && opened && ways.length === 0) ways.push(givenUp(opened.engine, now() - measuringSince));
  return {
    opened: opened ? { job: opened.job, engine: opened.engine, ...params } : null,
    ways,
    untraced,
  };
}

/** The first call of everything is up to twice as slow as the others. */
const firstStepShare = 0.5;

function givenUp(loaded: ProbedEngine, waitedMs: number): ProbedWay {
  const { engine, threads } = loaded.machine;
  return {
    engine,
    threads,
    mode: 'eager',
    stepMs: waitedMs * firstStepShare,
    leastMs: waitedMs * firstStepShare,
    evaluateMs: null,
    warmupMs: waitedMs,
    settled: false,
    loss: null,
    peakBytes: null,
    loaded,
    atLeast: true,
  };
}
