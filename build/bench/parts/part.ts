import type { Player, StepMode } from '../start-sides.ts';
import type { Blocks, Pace } from '../measure.ts';
import type { Side } from '../sides.ts';
import type { Worker } from '../worker.ts';
import type { Limits } from '../workloads.ts';

/** What every part of the comparison measures with. */
export interface Bench {
  readonly workers: ReadonlyMap<Player, Worker>;
  readonly pace: Pace;
  /** Says what is being done. */
  readonly tell: (text: string) => void;
}

/** One thing that was done by several sides. */
export interface Comparison {
  /** Short and unique in a report. */
  readonly key: string;
  readonly title: string;
  /** Figures in the order of measurement; smaller is better. */
  readonly blocks: Partial<Blocks<Side>>;
  readonly limits: Limits;
  /** Whether our steps ran op by op or were replayed. */
  readonly mode?: StepMode;
  /** Why a side is missing, or what else a reader has to know. */
  readonly note?: string;
}
