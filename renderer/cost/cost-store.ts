/** What of their cost the layers on the canvas show, and the times that were measured. */
import { create } from 'zustand';
import type { LayerTimes } from '../../shared/contract/layer-times.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import type { Problem } from '../../shared/problem.ts';
import { readPreference, writePreference } from '../state/preferences.ts';

export const costMeasures = ['params', 'multiplyAdds', 'memory', 'time'] as const;
export type CostMeasure = (typeof costMeasures)[number];
export const isCostMeasure = (value: unknown): value is CostMeasure => costMeasures.some((one) => one === value);

/** Times of a run, with the drawing that they hold for. */
export interface MeasuredTimes {
  readonly times: LayerTimes;
  readonly runNumber: number;
  readonly projectId: string;
  readonly graph: GraphDoc;
  /** Milliseconds, by `timeKey`. */
  readonly byNode: ReadonlyMap<string, number>;
}

/** A node of the model (`scope` null), or of the inside of a block. */
export const timeKey = (scope: string | null | undefined, node: string): string => `${scope ?? ''}/${node}`;

interface CostStore {
  /** Per person. */
  readonly isShown: boolean;
  readonly measure: CostMeasure;
  readonly times: MeasuredTimes | null;
  readonly status: 'idle' | 'measuring' | 'failed';
  /** Why it failed. */
  readonly problem: Problem | null;
  readonly show: (isShown: boolean) => void;
  readonly choose: (measure: CostMeasure) => void;
}

const storedMeasure = readPreference('costMeasure');

export const useCostStore = create<CostStore>()((set) => ({
  isShown: readPreference<boolean>('showCost') === true,
  measure: isCostMeasure(storedMeasure) ? storedMeasure : 'multiplyAdds',
  times: null,
  status: 'idle',
  problem: null,
  show: (isShown) => {
    writePreference('showCost', isShown);
    set({ isShown });
  },
  choose: (measure) => {
    writePreference('costMeasure', measure);
    set({ measure });
  },
}));
