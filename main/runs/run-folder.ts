/** One folder a run: its job, fitted values and checkpoints. Only the core and engine processes know where it is. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Job, jobSchema, runFiles } from '../../shared/contract/engine.ts';
import { checkpointOf, type RunCheckpoint } from '../../shared/contract/checkpoints.ts';
import { type Machine, machineSchema } from '../../shared/contract/machine.ts';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import type { RunId } from '../../shared/ids.ts';
import { StudioError } from '../../shared/problem.ts';
import { readIfThere, writeDurably } from '../projects/durable-file.ts';

export const runFolderOf = (runs: string, id: RunId): string => join(runs, id);

export async function writeJob(folder: string, job: Job): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeDurably(join(folder, runFiles.job), JSON.stringify(job));
}

/** Throws `run/not-found` when the folder lost its job. */
export async function readJob(folder: string, id: RunId): Promise<Job> {
  const text = await readIfThere(join(folder, runFiles.job));
  const job = text === undefined ? undefined : jobSchema.safeParse(parseJson(text));
  if (!job?.success) throw new StudioError('run/not-found', { id });
  return job.data;
}

/** What a run is to compute with, written before its process starts: the process loads what it says. */
export const writeMachine = (folder: string, machine: Machine): Promise<void> =>
  writeDurably(join(folder, runFiles.machine), JSON.stringify(machine));

/** What a run computes with; undefined before it was chosen, and in runs that were not trained here. */
export async function readMachine(folder: string): Promise<Machine | undefined> {
  const text = await readIfThere(join(folder, runFiles.machine));
  const machine = text === undefined ? undefined : machineSchema.safeParse(parseJson(text));
  return machine?.success ? machine.data : undefined;
}

/** Fitted values of the run's recipe, or null before they are written. */
export async function readFitted(folder: string): Promise<Record<string, unknown> | null> {
  const text = await readIfThere(join(folder, runFiles.fitted));
  const fitted = text === undefined ? undefined : z.record(z.string(), z.unknown()).safeParse(parseJson(text));
  return fitted?.success ? fitted.data : null;
}

/** What a recipe learned is learned anew when another recipe takes its place. */
export const removeFitted = (folder: string): Promise<void> => rm(join(folder, runFiles.fitted), { force: true });

export async function hasFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}

/** The checkpoints to choose from, in the order of epochs; the last state at the end. */
export async function listCheckpoints(
  folder: string,
  run: Pick<RunSummary, 'best' | 'epoch'>,
): Promise<RunCheckpoint[]> {
  const files = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    files.map(async (file): Promise<RunCheckpoint[]> => {
      const checkpoint = checkpointOf(file);
      const info = checkpoint && (await stat(join(folder, file)).catch(() => undefined));
      if (!info) return [];
      const epoch =
        checkpoint.kind === 'epoch'
          ? checkpoint.epoch
          : checkpoint.kind === 'best'
            ? (run.best?.epoch ?? 0)
            : run.epoch;
      return [{ name: file, kind: checkpoint.kind, epoch, bytes: info.size }];
    }),
  );
  const order = ['epoch', 'best', 'last'];
  return found.flat().sort((a, b) => a.epoch - b.epoch || order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** Whether there are weights to use: the best epoch's, or the last ones. */
export async function hasWeights(folder: string): Promise<boolean> {
  return (await hasFile(join(folder, runFiles.best))) || hasFile(join(folder, runFiles.last));
}

export const readBytes = (path: string): Promise<Buffer> => readFile(path);

export const removeRunFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
