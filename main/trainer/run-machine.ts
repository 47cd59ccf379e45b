/** What a run computes with: chosen when it begins, the same again when it is resumed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../process/replace-file.ts';
import { runFiles } from '../../shared/contract/checkpoints.ts';
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import {
  choiceOf,
  type Machine,
  machineDifferences,
  machineSchema,
  type StepMode,
} from '../../shared/contract/machine.ts';
import type { Problem } from '../../shared/problem.ts';
import { type Engine, loadEngine } from '../engine/backend.ts';
import { chosenMode, type StepModeReport } from './traced/step-mode.ts';

export interface RunEngine {
  readonly engine: Engine;
  /** The record as it was found; undefined before the run's first start, unless the core has chosen for it. */
  readonly record: Machine | undefined;
  /** How steps are to be executed. Replayed from the first step on, so that a resumed run does nothing else than before. */
  readonly mode: StepMode;
}

/** Loads what the run's record says, or without one what `choice` gives. A record that cannot be read counts as none. */
export async function loadRunEngine(runFolder: string, choice: EngineChoice): Promise<RunEngine> {
  const record = await readMachine(runFolder);
  const engine = await loadEngine(record ? choiceOf(record) : choice, record);
  return { engine, record, mode: record?.mode ?? (chosenMode(undefined) === 'eager' ? 'eager' : 'traced') };
}

export interface RunMachine {
  readonly machine: Machine;
  /** Notes on what could not be had again. */
  readonly differences: readonly Problem[];
}

/** The machine of a run that is about to go on; written where the run has no record yet. */
export async function keepMachine(
  runFolder: string,
  { engine, record }: RunEngine,
  report: Pick<StepModeReport, 'mode' | 'reason'>,
): Promise<RunMachine> {
  const { kind, version, instructionSet, threads } = engine;
  const machine = withMode({ ...record, engine: kind, version, instructionSet, threads, mode: report.mode }, report);
  if (!record) await writeMachine(runFolder, machine);
  return { machine, differences: record ? machineDifferences(record, machine) : [] };
}

/**
 * Writes down that steps run otherwise than the record says, as when a replay was found to differ; null where they do not.
 * A run that is resumed stays with it.
 */
export async function recordMode(
  runFolder: string,
  machine: Machine,
  report: Pick<StepModeReport, 'mode' | 'reason'>,
): Promise<Machine | null> {
  if (report.mode === machine.mode) return null;
  const changed = withMode(machine, report);
  await writeMachine(runFolder, changed);
  return changed;
}

function withMode(machine: Machine, { mode, reason }: Pick<StepModeReport, 'mode' | 'reason'>): Machine {
  const { eagerBecause: before, ...rest } = machine;
  const eagerBecause = mode === 'eager' ? (before ?? reason) : null;
  return { ...rest, mode, ...(eagerBecause === null ? {} : { eagerBecause }) };
}

const pathOf = (runFolder: string): string => join(runFolder, runFiles.machine);
const writeMachine = (runFolder: string, machine: Machine): Promise<void> =>
  replaceFile(pathOf(runFolder), JSON.stringify(machine));

async function readMachine(runFolder: string): Promise<Machine | undefined> {
  try {
    return machineSchema.parse(JSON.parse(await readFile(pathOf(runFolder), 'utf8')));
  } catch {
    return undefined;
  }
}
