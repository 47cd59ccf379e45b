/** What the layers on the canvas cost. Memoised by what it follows from, never stored. */
import { nodeCosts, type NodeCost, totalCost } from '../../shared/graph/model-cost.ts';
import type { GraphInference } from '../../shared/graph/infer-shapes.ts';
import type { Definition, Graph } from '../../shared/graph/graph-doc.ts';
import { inferenceOf } from './derived.ts';
import { lastOnly } from './last-only.ts';
import { shownDefinition, shownGraph } from './shown-graph.ts';
import type { Studio } from './store.ts';

interface Costs {
  readonly costs: ReadonlyMap<string, NodeCost>;
  readonly total: NodeCost;
}

/** Costs of the shown graph and their sum; the same object while nothing that matters has changed. */
export function shownCosts(state: Pick<Studio, 'doc' | 'blockPath'>): Costs {
  if (!state.doc) return none;
  const graph = shownGraph(state);
  const whole = inferenceOf(state.doc);
  const definition = shownDefinition(state);
  const inside = definition ? whole.definitions.get(definition.id) : whole;
  return inside
    ? remembered(graph, whole, { ...inside, definitions: whole.definitions }, state.doc.graph.definitions)
    : none;
}

const none: Costs = { costs: new Map(), total: { params: 0, multiplyAdds: 0, activationBytes: 0, perStep: false } };

/** The shown graph and the inference of the whole decide. */
const remembered = lastOnly(
  (graph: Graph, _whole: GraphInference, inference: GraphInference, definitions: readonly Definition[]): Costs => {
    const costs = nodeCosts(graph, inference, definitions);
    return { costs, total: totalCost(costs.values()) };
  },
  2,
);
