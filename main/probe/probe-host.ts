/**
 * Probes of the core: one at a time, each job and machine once. A run waits for what it needs and ends what it does not;
 * people who wait for an estimate get it in two parts, what a run would use first.
 */
import type { Job } from '../../shared/contract/engine.ts';
import type { Machine } from '../../shared/contract/machine.ts';
import { StudioError } from '../../shared/problem.ts';
import { describeEngines, type EngineReport } from '../engine/describe.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { createProbeCache } from './probe-cache.ts';
import { probeOthers, probeOwn, type ProbeSteps } from './probe-job-steps.ts';
import { machineFacts, probeKey } from './probe-key.ts';
import { runProbeProcess } from './probe-process.ts';
import type { ProbeRecord } from './probe-record.ts';
import { physicalCores } from './processors.ts';
import { createWorkQueue, WorkEnded } from './work-queue.ts';

export interface ProbeHostOptions {
  readonly startEngine: StartEngine;
  readonly dataFolder: string;
  /** Folder of the probes that were made. */
  readonly cacheFolder: string;
  readonly describe?: () => Promise<EngineReport>;
  readonly cores?: number;
  readonly now?: () => number;
}

export interface ProbeHost {
  /**
   * What a new run of the job is to use; undefined where that could not be found out: the engine then decides, and the run
   * itself says what is wrong. Ends every probe that is not for it.
   */
  plan(job: Job, signal: AbortSignal): Promise<Machine | undefined>;
  /**
   * While a run trains nothing is timed. `isPlanned`: the run asks `plan` next, which ends what it has no use for; else
   * everything ends now. Returns what gives the processor free again.
   */
  hold(isPlanned: boolean): () => void;
  /**
   * What is known of the job, then more. Throws what is wrong with it, `training/busy` where a run trains and nothing is
   * known, and the reason of `signal`.
   */
  follow(job: Job, signal: AbortSignal): AsyncGenerator<ProbeRecord>;
  /** Ends all probes and starts no more. */
  close(): Promise<void>;
}

export function createProbeHost(options: ProbeHostOptions): ProbeHost {
  const { startEngine, dataFolder, cacheFolder } = options;
  const { describe = describeEngines, cores = physicalCores(), now = () => performance.now() } = options;
  const cache = createProbeCache(cacheFolder);
  const queue = createWorkQueue();
  let holders = 0;

  async function stepsOf(job: Job, signal: AbortSignal, report: EngineReport): Promise<ProbeSteps> {
    const engines = report.engines.filter(({ ready }) => ready).map(({ kind }) => kind);
    return {
      engines,
      cores,
      job,
      dataFolder,
      run: (input) => runProbeProcess(startEngine, input, now, signal),
    };
  }

  /** What is kept, or what a new probe finds. */
  const own = (job: Job, key: string, report: EngineReport, signal: AbortSignal): Promise<ProbeRecord | null> =>
    queue.add(`${key} own`, signal, async (working) => {
      const kept = await cache.read(key);
      if (kept) return kept;
      const record = await probeOwn(await stepsOf(job, working, report));
      if (record) await cache.write(key, record);
      return record;
    });

  const compared = (job: Job, key: string, report: EngineReport, signal: AbortSignal, record: ProbeRecord) =>
    queue.add(`${key} others`, signal, async (working) => {
      const full = await probeOthers(await stepsOf(job, working, report), record);
      await cache.write(key, full);
      return full;
    });

  /** The kept record alone while a run trains. */
  async function ownUnlessBusy(job: Job, key: string, report: EngineReport, signal: AbortSignal) {
    if (holders === 0) return own(job, key, report, signal);
    const kept = await cache.read(key);
    if (!kept) throw busy();
    return kept;
  }

  return {
    hold: (isPlanned) => {
      holders += 1;
      if (!isPlanned) queue.endOthers('');
      let isReleased = false;
      return () => {
        if (!isReleased) holders -= 1;
        isReleased = true;
      };
    },
    plan: async (job, signal) => {
      const report = await describe();
      const key = probeKey(job, machineFacts(report));
      queue.endOthers(`${key} own`);
      try {
        return (await own(job, key, report, signal))?.chosen;
      } catch {
        return undefined;
      }
    },
    follow: async function* (job, signal) {
      try {
        const report = await describe();
        const key = probeKey(job, machineFacts(report));
        const record = await ownUnlessBusy(job, key, report, signal);
        if (!record) return;
        yield record;
        if (!record.isCompared && holders === 0) yield await compared(job, key, report, signal, record);
      } catch (error) {
        throw error instanceof WorkEnded ? busy() : error;
      }
    },
    close: () => queue.close(),
  };
}

const busy = (): StudioError => new StudioError('training/busy', {});
