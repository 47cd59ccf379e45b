import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { appTable, measureApp } from './app-report.ts';
import { measure } from './measure.ts';
import { findPeersPython, peerScripts, peersFolder, setUpPeers } from './peers.ts';
import { makeReport, reportTable, type Measured, type Side } from './report.ts';
import { startWorker, type Worker } from './worker.ts';
import { workloads, type Workload } from './workloads.ts';

export interface BenchOptions {
  /** Writes the report to this file. */
  readonly json?: string;
  /** Three short rounds instead of seven: a look, not a figure to quote. */
  readonly quick?: boolean;
  /** Makes the peers' Python environment first. */
  readonly setupPeers?: boolean;
  /** Names of workloads, all when absent. */
  readonly only?: readonly string[];
  readonly engine?: string;
  /** Measures the app in Chromium instead of the training step. */
  readonly app?: boolean;
}

/** `npm run bench`: prints how fast the training step is beside its peers, or the app with `app`. Throws what fails. */
export async function runBench(options: BenchOptions): Promise<void> {
  warnOfLoad();
  if (options.app !== true) return benchEngine(options);
  const figures = await measureApp();
  console.log(appTable(figures));
  await writeJson(options.json, { app: figures });
}

/** Alternating blocks make ratios robust; seconds of the app on a busy machine say little. */
function warnOfLoad(): void {
  const [load = 0] = loadavg();
  const threads = cpus().length;
  if (load < threads / 2) return;
  console.error(
    `This machine is busy (load ${load.toFixed(1)} on ${threads} threads): the figures will be worse than they are.`,
  );
}

async function benchEngine(options: BenchOptions): Promise<void> {
  const chosen = chooseWorkloads(options.only);
  const python = options.setupPeers === true ? await setUpPeers() : findPeersPython();
  if (python === undefined) {
    console.error(
      `No peers in ${peersFolder()}: only our own times are measured. "npm run bench -- --setup-peers" installs them.`,
    );
  }
  const workers = new Map<Side, Worker>();
  try {
    workers.set(
      'ours',
      await startWorker(process.execPath, [join(import.meta.dirname, 'our-worker.ts'), options.engine ?? 'cpu'], quiet),
    );
    for (const [peer, script] of python === undefined ? [] : (Object.entries(peerScripts) as [Side, string][])) {
      // Keras' fit prepares each call for tens of milliseconds, which many steps have to share as in a real epoch.
      workers.set(peer, await startWorker(python ?? '', [script], quiet, peer === 'keras' ? 100 : 20));
    }
    const measured: Measured[] = [];
    for (const workload of chosen) {
      console.error(`measuring ${workload.name} (${workload.title})`);
      const pace = options.quick === true ? { rounds: 3, blockSeconds: 0.4 } : { rounds: 7, blockSeconds: 1 };
      measured.push({ workload, blocks: await measure(workload, workers, pace) });
    }
    const versions = Object.fromEntries([...workers].map(([side, worker]) => [side, worker.greeting.versions]));
    const report = makeReport(measured, versions);
    console.log(reportTable(report, workloads));
    await writeJson(options.json, report);
  } finally {
    for (const worker of workers.values()) worker.stop();
  }
}

async function writeJson(file: string | undefined, value: unknown): Promise<void> {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

const quiet: NodeJS.ProcessEnv = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', PYTHONUNBUFFERED: '1' };

function chooseWorkloads(names: readonly string[] | undefined): readonly Workload[] {
  if (names === undefined) return workloads;
  return names.map((name) => {
    const found = workloads.find((workload) => workload.name === name);
    if (found === undefined)
      throw new Error(`No workload is called ${name}; there are ${workloads.map((one) => one.name).join(', ')}.`);
    return found;
  });
}
