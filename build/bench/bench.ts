import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findPeersPython, setUpPeers } from './peers.ts';
import { measureAll, narrowed } from './parts/all.ts';
import { type BenchOptions, type Plan, planOf } from './plan.ts';
import { reportText } from './report/console.ts';
import { describeMachine, loadNow } from './report/machine.ts';
import { type BenchReport, makeReport } from './report/report.ts';
import { writeJson, writeReadme } from './report/write-files.ts';
import type { Player } from './start-sides.ts';

const repository = join(import.meta.dirname, '..', '..');

/** `npm run bench`: measures, prints the report and writes it where it was asked for. The exit status tells of parts that failed. */
export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const before = loadNow();
  warnOfLoad(before);
  const plan = planFor(options);
  const python = await peersPython(options, plan);
  const players: readonly Player[] = options.peers
    ? ['ours', 'pytorch', 'keras', ...(options.quick === true ? [] : (['tfjs'] as const))]
    : ['ours'];
  const { engine, mode, isa } = options;
  const measured = await measureAll({
    plan,
    players,
    sides: { engine, python, ...(mode === undefined ? {} : { mode }), ...(isa === undefined ? {} : { isa }) },
    tell: (text) => console.error(text),
  });
  const settings = {
    ...(mode === undefined ? {} : { steps: mode }),
    ...(isa === undefined ? {} : { 'instruction set': isa }),
    ...(options.quick === true ? { pace: 'quick' } : {}),
  };
  const report = makeReport({ ...measured, settings, machine: describeMachine([before, loadNow()]) });
  console.log(`\n${reportText(report)}`);
  if (options.json !== undefined) await writeJson(options.json, report);
  if (options.writeReadme === true) await writeReadme(repository, report);
  if (report.failures.length > 0) process.exitCode = 1;
  return report;
}

function planFor(options: BenchOptions): Plan {
  const plan = planOf(options);
  return options.isa === undefined ? plan : { ...plan, workloads: plan.workloads.map(narrowed) };
}

/** Alternating blocks make ratios robust; figures of a busy machine still say little. */
function warnOfLoad(load: number): void {
  if (load < availableParallelism() / 2) return;
  console.error(`This machine is busy (load ${load}): the figures will be worse than they are.`);
}

/** The peers' Python, installed at the first time. Without it only what needs no Python is compared. */
async function peersPython({ peers, setupPeers }: BenchOptions, { parts }: Plan): Promise<string | undefined> {
  if (!peers || [...parts].every((part) => part === 'app' || part === 'ui')) return undefined;
  const found = findPeersPython();
  if (found !== undefined && setupPeers !== true) return found;
  if (found === undefined)
    console.error('Installing PyTorch and Keras to compare with, once; --no-peers measures without.');
  try {
    return await setUpPeers();
  } catch (error) {
    console.error(`No Python peers: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
