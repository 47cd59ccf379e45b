/** The engine of a run: chosen when it begins, the same again when it is resumed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFile } from 'atomically';
import { runFiles } from '../../shared/contract/checkpoints.ts';
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { choiceOf, type Machine, machineDifferences, machineSchema } from '../../shared/contract/machine.ts';
import type { Problem } from '../../shared/problem.ts';
import { type Engine, loadEngine } from '../engine/backend.ts';

export interface RunEngine {
  readonly engine: Engine;
  readonly machine: Machine;
  /** Notes on what could not be had again. */
  readonly differences: readonly Problem[];
}

/** Writes the record at a run's first start; later starts load what it says. A record that cannot be read counts as none. */
export async function loadRunEngine(runFolder: string, choice: EngineChoice): Promise<RunEngine> {
  const path = join(runFolder, runFiles.machine);
  const before = await readMachine(path);
  const engine = await loadEngine(before ? choiceOf(before) : choice, before);
  const { kind, version, instructionSet, threads } = engine;
  const machine: Machine = { engine: kind, version, mode: 'eager', instructionSet, threads };
  if (!before) await writeFile(path, JSON.stringify(machine));
  return { engine, machine, differences: before ? machineDifferences(before, machine) : [] };
}

async function readMachine(path: string): Promise<Machine | undefined> {
  try {
    return machineSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
