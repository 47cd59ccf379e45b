/** How the steps of a run are executed, and why not otherwise. */
import type { StepMode } from '../../../shared/contract/machine.ts';

/** `auto`: replayed where the engine can and everything is known to agree. `traced`: recorded at the first sight already. */
export type StepModeChoice = 'auto' | StepMode;

export interface StepModeReport {
  readonly mode: StepMode;
  /** Why steps run op by op, in English for the run's record; null where they do not, or where the engine has no other way. */
  readonly reason: string | null;
  /** What else runs op by op, and why. */
  readonly notes: readonly string[];
  /** Steps, evaluations and predictions that were replayed, and those that were not. */
  readonly replayed: number;
  readonly opByOp: number;
}

/** What is asked for; the environment's word counts where nothing is, for tests and measurements. */
export function chosenMode(wanted: StepModeChoice | undefined): StepModeChoice {
  const given = wanted ?? process.env['WEFT_STEP_MODE'];
  return given === 'eager' || given === 'traced' ? given : 'auto';
}
