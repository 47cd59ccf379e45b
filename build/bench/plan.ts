/** What one run of the bench measures. */
import type { StepMode } from './start-sides.ts';
import { type Workload, workloadOf, workloads } from './workloads.ts';

export const partNames = [
  'training',
  'arithmetic',
  'prediction',
  'feeding',
  'epoch',
  'memory',
  'avx2',
  'app',
  'ui',
] as const;
export type PartName = (typeof partNames)[number];

export interface BenchOptions {
  /** Writes the report to this file. */
  readonly json?: string;
  /** Puts tables and charts into the README. */
  readonly writeReadme?: boolean;
  /** The training steps of four workloads in three short rounds: a look, not a figure to quote. */
  readonly quick?: boolean;
  /** Installs the peers again where they do not load. */
  readonly setupPeers?: boolean;
  /** False: nothing but our own times. */
  readonly peers: boolean;
  /** Names of workloads, all when absent. */
  readonly only?: readonly string[];
  readonly parts?: readonly PartName[];
  /** Blocks of each side. */
  readonly rounds?: number;
  readonly engine: string;
  readonly mode?: StepMode;
  readonly isa?: 'avx2';
  /** Measures the app in Chromium alone. */
  readonly app?: boolean;
  /** Measures the editor's main thread in Chromium alone. */
  readonly ui?: boolean;
}

export interface Plan {
  readonly workloads: readonly Workload[];
  readonly parts: ReadonlySet<PartName>;
  readonly rounds: number;
  readonly blockSeconds: number;
}

const quickNames = ['S1', 'S5', 'S7', 'S9'];

/** Throws with the names that there are when a workload does not exist. */
export function planOf(
  options: Pick<BenchOptions, 'quick' | 'only' | 'parts' | 'rounds' | 'app' | 'ui' | 'isa'>,
): Plan {
  const { quick = false, only = quick ? quickNames : undefined } = options;
  return {
    workloads: only?.map(workloadOf) ?? workloads,
    parts: new Set(options.parts ?? usualParts(options)),
    rounds: options.rounds ?? (quick ? 3 : 5),
    blockSeconds: quick ? 0.4 : 0.6,
  };
}

function usualParts({ quick, only, app, ui, isa }: Parameters<typeof planOf>[0]): readonly PartName[] {
  if (app === true || ui === true)
    return [...(app === true ? (['app'] as const) : []), ...(ui === true ? (['ui'] as const) : [])];
  if (quick === true) return ['training'];
  if (only !== undefined) return ['training', 'arithmetic'];
  return partNames.filter((part) => isa === undefined || !['avx2', 'app', 'ui'].includes(part));
}
