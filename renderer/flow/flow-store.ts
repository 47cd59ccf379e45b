/** What the page knows of the data that flow through the drawn model, and how the person looks at them. */
import { create } from 'zustand';
import type { Flow, FlowEntry } from '../../shared/contract/flow.ts';
import type { RunId } from '../../shared/ids.ts';
import type { Problem } from '../../shared/problem.ts';
import { readPreference, writePreference } from '../state/preferences.ts';

export type FlowWeights = { readonly kind: 'initial' } | { readonly kind: 'run'; readonly runId: RunId };

/** `off`: not shown, or there is nothing to show of. While `asking`, the last answer still stands. */
export type FlowStatus = 'off' | 'no-data' | 'asking' | 'known' | 'failed';

interface FlowStore {
  /** Per person. */
  readonly isShown: boolean;
  readonly row: number;
  readonly weights: FlowWeights;
  readonly status: FlowStatus;
  readonly problem: Problem | null;
  readonly flow: Flow | null;
  readonly entries: ReadonlyMap<string, FlowEntry>;
  /** The canvas is seen from so far away that no pictures are drawn. */
  readonly isFar: boolean;
  /** Place among the shown steps of the chosen layer. */
  readonly step: number;
  readonly show: (isShown: boolean) => void;
  readonly goToRow: (row: number) => void;
  readonly chooseWeights: (weights: FlowWeights) => void;
  readonly goToStep: (step: number) => void;
}

export const useFlowStore = create<FlowStore>()((set) => ({
  isShown: readPreference<boolean>('showData') === true,
  row: 0,
  weights: { kind: 'initial' },
  status: 'off',
  problem: null,
  flow: null,
  entries: new Map(),
  isFar: false,
  step: 0,
  show: (isShown) => {
    writePreference('showData', isShown);
    set({ isShown });
  },
  goToRow: (row) => set({ row: Math.max(0, row) }),
  chooseWeights: (weights) => set({ weights }),
  goToStep: (step) => set(({ flow }) => ({ step: Math.max(0, Math.min(step, (flow?.detail?.steps.length ?? 1) - 1)) })),
}));

/** A node of the model (`scope` null), or of the inside of a block. */
export const flowKey = (scope: string | null | undefined, node: string): string => `${scope ?? ''}/${node}`;

export function takeFlow(flow: Flow): void {
  useFlowStore.setState((before) => ({
    status: 'known',
    problem: null,
    flow,
    row: flow.row,
    entries: new Map(flow.nodes.map((entry) => [flowKey(entry.scope, entry.node), entry])),
    step: Math.max(0, Math.min(before.step, (flow.detail?.steps.length ?? 1) - 1)),
  }));
}

export const forgetFlow = (status: 'off' | 'no-data'): void =>
  useFlowStore.setState((before) =>
    before.status === status && before.flow === null
      ? before
      : { status, problem: null, flow: null, entries: new Map(), step: 0 },
  );
