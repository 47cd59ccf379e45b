/** The engine's part of a probe: opens a job and times its steps in the ways that one process can. */
import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import type { Job } from '../../../shared/contract/engine.ts';
import type { StepMode } from '../../../shared/contract/machine.ts';
import type { ProbeEvent } from '../../../shared/contract/probe.ts';
import { measureWay } from './measure-way.ts';
import { peakMemory } from './peak-memory.ts';
import { openProbedJob } from './probed-job.ts';

export interface ProbeJobInput {
  readonly dataFolder: string;
  readonly job: Job;
  readonly engine: EngineChoice;
  /** Threads that the process is loaded with; null: as the libraries choose. */
  readonly threads: number | null;
  /** What is timed. Replayed steps have threads of their own; null: those of the process, as op by op. */
  readonly ways: readonly { readonly mode: StepMode; readonly threads: number | null }[];
  /** Milliseconds for the steps of each way, beside loading and preparing; each way does at least one step. */
  readonly budgetMs: number;
}

/** Tells what it finds as it finds it: whoever listens may have enough before the end. Throws what `openProbedJob` throws. */
export async function* probeJob(
  { dataFolder, job, engine: choice, threads, ways, budgetMs }: ProbeJobInput,
  signal?: AbortSignal,
): AsyncGenerator<ProbeEvent> {
  const now = (): number => performance.now();
  const begin = now();
  const opened = await openProbedJob(job, dataFolder, choice, threads);
  try {
    const { kind, version, instructionSet, device, reason, threads: loaded } = opened.engine;
    const startSeconds = (now() - begin) / 1000;
    const machine = { engine: kind, version, instructionSet, threads: loaded };
    yield { kind: 'opened', job: opened.counts, engine: { machine, device, reason, startSeconds } };
    for (const way of ways) {
      if (signal?.aborted) return;
      const timing = { now, deadline: now() + budgetMs, isCancelled: () => signal?.aborted === true };
      const measured = await measureWay(opened, job, { mode: way.mode, threads: way.threads ?? loaded, timing });
      if (signal?.aborted) return;
      yield { kind: 'measured', ...measured };
    }
    yield { kind: 'done', peakBytes: peakMemory() };
  } finally {
    await opened.close();
  }
}
