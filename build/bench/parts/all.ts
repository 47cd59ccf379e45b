/** All parts of a plan, one after the other. A part that fails is told in the report and does not stop the others. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureApp, measureEditor } from '../app-report.ts';
import type { Plan } from '../plan.ts';
import type { Results, Section } from '../report/report.ts';
import { type Player, type SideOptions, startSides, stopSides } from '../start-sides.ts';
import type { Greeting } from '../worker.ts';
import { type Limits, type Workload, workloadOf } from '../workloads.ts';
import { measureArithmetic } from './arithmetic.ts';
import { compareEpoch } from './epoch.ts';
import { compareLosses, type LossDifferences } from './equal-losses.ts';
import { measureFeeding } from './feeding.ts';
import { compareMemory } from './memory.ts';
import type { Bench, Comparison } from './part.ts';
import { comparePrediction } from './prediction.ts';
import { compareTraining } from './training.ts';

export type Measured = Omit<Results, 'settings' | 'machine'>;

export interface Tools {
  readonly plan: Plan;
  readonly sides: SideOptions;
  /** Who takes part. */
  readonly players: readonly Player[];
  readonly tell: (text: string) => void;
}

type Found = { -readonly [Key in keyof Measured]?: Measured[Key] };
type Attempt = <T>(name: string, work: () => Promise<T>) => Promise<T | undefined>;

const predictionNames = ['S1', 'S5'];
const memoryNames = ['S7', 'S9', 'LSTM512'];
/** PyTorch limited to AVX2 has to be beaten by this, whatever the workload. */
const narrowLimits: Limits = { pytorch: 0.9 };

export async function measureAll(tools: Tools): Promise<Measured> {
  const sections: Section[] = [];
  const failures: string[] = [];
  const found: Found = {};
  const attempt: Attempt = async (name, work) => {
    try {
      return await work();
    } catch (error) {
      failures.push(`${name}: ${shortened(error instanceof Error ? error.message : String(error))}`);
      tools.tell(failures.at(-1) ?? '');
      return undefined;
    }
  };
  const { parts } = tools.plan;
  const folder = await mkdtemp(join(tmpdir(), 'weft-bench-'));
  try {
    if (['training', 'arithmetic', 'prediction', 'feeding'].some((part) => parts.has(part as 'training')))
      await attempt('the sides', () => measureWorkers(tools, { folder, sections, found, attempt }));
    await measureProcesses(tools, { folder, sections, found, attempt });
    if (parts.has('avx2')) await attempt('AVX2', () => measureNarrow(tools, { folder, sections, found, attempt }));
    if (parts.has('app')) {
      tools.tell('the app in Chromium');
      const app = await attempt('the app', measureApp);
      if (app !== undefined) found.app = app;
    }
    if (parts.has('ui')) {
      const ui = await attempt('the editor', () => measureEditor(tools.tell));
      if (ui !== undefined) found.ui = ui;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { versions: {}, ...found, sections, failures };
}

/** One line that fits into a report. */
const shortened = (message: string): string => message.replaceAll(/\s+/g, ' ').trim().slice(0, 400);

interface Sheet {
  readonly folder: string;
  readonly sections: Section[];
  readonly found: Found;
  readonly attempt: Attempt;
}

/** What is measured on processes that stay: training, prediction, feeding. */
async function measureWorkers(tools: Tools, { folder, sections, found, attempt }: Sheet): Promise<void> {
  const { plan, sides, players, tell } = tools;
  const { parts } = plan;
  const workers = await startSides(players, sides);
  const bench: Bench = { workers, pace: plan, tell };
  const versions: Record<string, Greeting['versions']> = {};
  for (const [player, { greeting }] of workers) versions[player] = greeting.versions;
  found.versions = versions;
  try {
    const rows: Comparison[] = [];
    const losses: Record<string, LossDifferences> = {};
    for (const workload of parts.has('training') || parts.has('arithmetic') ? plan.workloads : []) {
      const row = await attempt(workload.name, async () => {
        if (workers.size > 1) losses[workload.name] = await compareLosses(workers, workload, folder);
        return compareTraining(bench, workload);
      });
      if (row !== undefined) rows.push(row);
    }
    if (rows.length > 0) sections.push({ id: 'training', rows });
    if (Object.keys(losses).length > 0) found.losses = losses;
    if (parts.has('arithmetic')) {
      const native = sides.engine !== 'portable';
      const arithmetic = await attempt('arithmetic', () => measureArithmetic(bench, rows, native));
      if (arithmetic !== undefined) found.arithmetic = arithmetic;
    }
    if (parts.has('prediction')) await measurePrediction(bench, sections, attempt);
    const ours = workers.get('ours');
    if (parts.has('feeding') && ours !== undefined) {
      const feeding = await attempt('feeding', () => measureFeeding(ours, { rounds: plan.rounds, tell }));
      if (feeding !== undefined) found.feeding = feeding;
    }
  } finally {
    stopSides(workers);
  }
}

async function measurePrediction(bench: Bench, sections: Section[], attempt: Attempt): Promise<void> {
  const rows: Comparison[] = [];
  for (const name of predictionNames) {
    for (const batch of [1, 256]) {
      const row = await attempt(`prediction of ${name}`, () => comparePrediction(bench, workloadOf(name), batch));
      if (row !== undefined) rows.push(row);
    }
  }
  if (rows.length > 0) sections.push({ id: 'prediction', rows });
}

/** What needs processes of its own: a whole run, and memory. */
async function measureProcesses(tools: Tools, { folder, sections, found, attempt }: Sheet): Promise<void> {
  const { plan, sides, tell } = tools;
  const memory: Comparison[] = [];
  if (plan.parts.has('epoch')) {
    const epoch = await attempt('the epoch of S7', () =>
      compareEpoch(sides, { rounds: Math.min(3, plan.rounds), folder, tell }),
    );
    if (epoch !== undefined) {
      sections.push({ id: 'epoch', rows: [epoch.seconds] });
      memory.push(epoch.megabytes);
      found.accuracy = epoch.accuracy;
    }
  }
  for (const name of plan.parts.has('memory') ? memoryNames : []) {
    const row = await attempt(`memory of ${name}`, () => compareMemory(sides, workloadOf(name), tell));
    if (row !== undefined) memory.push(row);
  }
  if (memory.length > 0) sections.push({ id: 'memory', rows: memory });
}

/** Ours and PyTorch, as on a processor that has AVX2 and nothing wider. */
async function measureNarrow({ plan, sides, players, tell }: Tools, { sections, attempt }: Sheet): Promise<void> {
  const two = players.filter((player) => player === 'ours' || player === 'pytorch');
  const workers = await startSides(two, { ...sides, isa: 'avx2' });
  const bench: Bench = {
    workers,
    pace: { ...plan, rounds: Math.min(3, plan.rounds) },
    tell: (text) => tell(`AVX2: ${text}`),
  };
  try {
    const rows: Comparison[] = [];
    for (const workload of plan.workloads) {
      const row = await attempt(`AVX2 ${workload.name}`, () => compareTraining(bench, workload));
      if (row !== undefined) rows.push({ ...row, key: `avx2-${workload.name}`, limits: narrowLimits });
    }
    if (rows.length > 0) sections.push({ id: 'avx2', rows });
  } finally {
    stopSides(workers);
  }
}

/** Limits of a run that is itself limited to AVX2. */
export const narrowed = (workload: Workload): Workload => ({ ...workload, limits: narrowLimits });
