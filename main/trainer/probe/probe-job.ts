/** The engine's part of a probe: opens a job and times its steps in the ways that one process can. */
import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import type { Job } from '../../../shared/contract/engine.ts';
import type { StepMode } from '../../../shared/contract/machine.ts';
import type { ProbeEvent } from '../../../shared/contract/probe.ts';
import { separateThreadPools, setKernelThreads } from '../../engine/probe-threads.ts';
import { timeAlone, timeThreads, type Contest } from './contest.ts';
import { openWay, type OpenWay } from './open-way.ts';
import { openProbedJob } from './probed-job.ts';

export interface ProbeJobInput {
  readonly dataFolder: string;
  readonly job: Job;
  readonly engine: EngineChoice;
  /** Threads that the process is loaded with; null: as the libraries choose. */
  readonly threads: number | null;
  /** Counts of threads with which replayed steps are timed, from many to few; op by op is timed in any case. */
  readonly tracedThreads: readonly number[];
  /** Milliseconds for the steps of each way, beside loading and preparing; each way does at least one step. */
  readonly budgetMs: number;
}

const longStepMs = 1_500;

/** Tells what it finds as it finds it: whoever listens may have enough before the end. Throws what `openProbedJob` throws. */
export async function* probeJob(
  { dataFolder, job, engine: choice, threads, tracedThreads, budgetMs }: ProbeJobInput,
  signal?: AbortSignal,
): AsyncGenerator<ProbeEvent> {
  const now = (): number => performance.now();
  const begin = now();
  separateThreadPools();
  const opened = await openProbedJob(job, dataFolder, choice, threads);
  try {
    const { kind, version, instructionSet, device, reason, threads: loaded } = opened.engine;
    const startSeconds = (now() - begin) / 1000;
    const machine = { engine: kind, version, instructionSet, threads: loaded };
    yield { kind: 'opened', job: opened.counts, engine: { machine, device, reason, startSeconds } };
    const contest: Contest = {
      engine: kind,
      budgetMs,
      now,
      isCancelled: () => signal?.aborted === true,
      prepare: (way) => {
        if (kind === 'tensorflow-cpu') setKernelThreads(way.threads);
      },
    };
    const open = (mode: StepMode, count: number): OpenWay => openWay(opened, job, mode, count);
    const opByOp = open('eager', loaded);
    let eagerMs: number;
    try {
      const first = await timeAlone(opByOp, contest);
      yield first;
      eagerMs = first.way.leastMs;
    } finally {
      opByOp.close();
    }
    // Recording takes several such steps, and saves only what calling the ops costs.
    if (eagerMs < longStepMs) yield* timeThreads(tracedThreads, (count) => open('traced', count), contest);
  } finally {
    await opened.close();
  }
}
