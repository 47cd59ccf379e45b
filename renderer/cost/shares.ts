/** Which part of the whole each layer on the canvas costs. Memoised by what it follows from. */
import type { Graph } from '../../shared/graph/graph-doc.ts';
import type { NodeCost } from '../../shared/graph/model-cost.ts';
import { shownCosts } from '../state/costs.ts';
import { shownGraph, shownScope } from '../state/shown-graph.ts';
import type { Studio } from '../state/store.ts';
import { type CostMeasure, type MeasuredTimes, timeKey } from './cost-store.ts';
import { timesHold } from './measured-times.ts';

export interface CostShare {
  /** Weights, multiply-adds, bytes or milliseconds. */
  readonly value: number;
  /** From 0 to 1. */
  readonly share: number;
}
export interface CostShares {
  /** Only layers that cost something; with times all that were measured. */
  readonly byNode: ReadonlyMap<string, CostShare>;
  readonly total: number;
  /** Sequences of any length: counted for one step. */
  readonly perStep: boolean;
}

const nothing: CostShares = { byNode: new Map(), total: 0, perStep: false };
/** For each measure: inspector and canvas may show different ones. */
const last = new Map<CostMeasure, { readonly given: readonly unknown[]; readonly shares: CostShares }>();

/** Shares of the shown graph; the same object while nothing that matters has changed. Empty without times that hold. */
export function shownShares(
  state: Pick<Studio, 'doc' | 'blockPath'>,
  measure: CostMeasure,
  measured: MeasuredTimes | null,
): CostShares {
  const { doc } = state;
  if (!doc) return nothing;
  const graph = shownGraph(state);
  const times = measure === 'time' && measured && timesHold(doc, measured) ? measured : null;
  const costs = measure === 'time' ? null : shownCosts(state).costs;
  const scope = shownScope(state);
  const given = [graph.nodes, costs, times, scope];
  const known = last.get(measure);
  if (known?.given.every((value, index) => value === given[index])) return known.shares;
  const valueOf = (id: string): number | undefined =>
    costs ? amount(costs.get(id), measure) : times?.byNode.get(timeKey(scope, id));
  const shares = {
    ...sharesOf(graph, valueOf, measure),
    perStep: costs !== null && perStep(costs, measure),
  };
  last.set(measure, { given, shares });
  return shares;
}

function amount(cost: NodeCost | undefined, measure: CostMeasure): number {
  if (!cost) return 0;
  if (measure === 'params') return cost.params;
  return measure === 'multiplyAdds' ? cost.multiplyAdds : cost.activationBytes;
}

const perStep = (costs: ReadonlyMap<string, NodeCost>, measure: CostMeasure): boolean =>
  measure !== 'params' && [...costs.values()].some((cost) => cost.perStep);

/** Weights that several blocks share are counted once in the whole, and said of each. */
function sharesOf(
  { nodes }: Graph,
  valueOf: (id: string) => number | undefined,
  measure: CostMeasure,
): Pick<CostShares, 'byNode' | 'total'> {
  const counted = new Set<string>();
  let total = 0;
  for (const { id, definition } of nodes) {
    const isAgain = measure === 'params' && definition !== undefined && counted.has(definition);
    if (definition !== undefined) counted.add(definition);
    if (!isAgain) total += valueOf(id) ?? 0;
  }
  const entries = nodes.flatMap(({ id }): readonly (readonly [string, CostShare])[] => {
    const value = valueOf(id);
    if (value === undefined || (value === 0 && measure !== 'time')) return [];
    return [[id, { value, share: total === 0 ? 0 : value / total }]];
  });
  return { byNode: new Map(entries), total };
}
