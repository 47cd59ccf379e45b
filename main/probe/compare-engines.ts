/** The same steps on every engine that a machine has, in every way: what its user sees side by side. */
import type { Job } from '../../shared/contract/engine.ts';
import { choiceOf } from '../../shared/contract/machine.ts';
import type { EngineKind } from '../engine/engine.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { toProblem } from '../process/errors.ts';
import type { Problem } from '../../shared/problem.ts';
import { type ProbeOutcome, runProbeProcess } from './probe-process.ts';
import { threadCounts } from './processors.ts';
import type { ProbedWay } from './probe-record.ts';

export interface CompareInput {
  readonly startEngine: StartEngine;
  readonly dataFolder: string;
  readonly job: Job;
  readonly engines: readonly EngineKind[];
  readonly cores: number;
  readonly signal: AbortSignal;
}

export interface EngineComparison {
  readonly engine: EngineKind;
  readonly ways: readonly ProbedWay[];
  /** Why its steps are not replayed; null where they are, or where nothing is to be told. */
  readonly untraced: string | null;
  /** Why it could not be timed. */
  readonly problem: Problem | null;
}

/** Milliseconds: more time than a run would wait for, since somebody asked for the figures themselves. */
const limits = { budgetMs: 4_000, openMs: 60_000, measureMs: 60_000 };

/** One engine after the other, each in processes of its own. One that fails has a problem; the others go on. */
export async function* compareEngines(input: CompareInput): AsyncGenerator<EngineComparison> {
  for (const engine of input.engines) {
    try {
      const outcomes = await timeEngine(engine, input);
      const ways = outcomes.flatMap((one) => one.ways);
      const untraced = outcomes.find((one) => one.untraced)?.untraced ?? null;
      yield { engine, ways, untraced, problem: null };
    } catch (error) {
      input.signal.throwIfAborted();
      yield { engine, ways: [], untraced: null, problem: toProblem(error) };
    }
  }
}

async function timeEngine(
  engine: EngineKind,
  { startEngine, dataFolder, job, cores, signal }: CompareInput,
): Promise<ProbeOutcome[]> {
  const now = (): number => performance.now();
  const choice = choiceOf({ engine });
  const run = (threads: number | null, tracedThreads: readonly number[]): Promise<ProbeOutcome> =>
    runProbeProcess(
      startEngine,
      { dataFolder, job: { ...job, engine: choice }, engine: choice, threads, tracedThreads, ...limits },
      now,
      signal,
    );
  if (engine !== 'tensorflow-cpu') return [await run(null, [])];
  const [most = 1, ...fewer] = threadCounts(cores);
  const outcomes = [await run(most, [most, ...fewer])];
  // Op by op TensorFlow reads its number of threads once, so each needs a process.
  for (const threads of fewer) outcomes.push(await run(threads, []));
  return outcomes;
}
