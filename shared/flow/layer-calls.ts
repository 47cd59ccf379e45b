/** The calls of a drawing's layers as the model builder names them, and what figures of calls mean for what is drawn. */
import { plainDoc } from '../graph/bypass.ts';
import { definitionsOf } from '../graph/edits.ts';
import type { Definition, Graph, GraphDoc } from '../graph/graph-doc.ts';
import { topology } from '../graph/topology.ts';
import { usedNodes } from '../graph/used-nodes.ts';
import type { DefinitionId, NodeId } from '../ids.ts';
import { layerNames } from '../keras/graph-to-keras.ts';

/** One use of a layer. A block, or a wrapper around one, has the calls inside it. */
export interface LayerCall {
  /** `layer:call` of what is around, outermost first, and of the layer itself, as a watched pass tells it. */
  readonly path: string;
  readonly scope: DefinitionId | null;
  readonly node: NodeId;
  readonly inside: readonly LayerCall[];
}

/** Every call of the compiled drawing; layers that lead to no Output and bypassed ones have none. */
export function layerCalls(drawn: GraphDoc): readonly LayerCall[] {
  const doc = plainDoc(drawn);
  return callsOf(doc, doc.definitions, null, [], []);
}

function callsOf(
  graph: Graph,
  definitions: readonly Definition[],
  scope: DefinitionId | null,
  around: readonly string[],
  stack: readonly DefinitionId[],
): readonly LayerCall[] {
  const order = topology(graph);
  const used = usedNodes(graph, definitions, order);
  const names = layerNames(graph, definitions);
  const counts = new Map<string, number>();
  return order.order.flatMap((node): readonly LayerCall[] => {
    if (!used.has(node.id) || node.type === 'input' || node.type === 'output') return [];
    const name = names.get(node.id) ?? node.id;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const path = [...around, `${name}:${count}`];
    const [innerId] = definitionsOf(node);
    const inner = definitions.find(({ id }) => id === innerId && !stack.includes(id));
    const inside = inner ? callsOf(inner, definitions, inner.id, path, [...stack, inner.id]) : [];
    return [{ path: path.join('/'), scope, node: node.id, inside }];
  });
}

export interface NodeFigure {
  readonly scope: DefinitionId | null;
  readonly node: NodeId;
  readonly value: number;
}

/**
 * What was measured of calls, by what is drawn: a block has the sum of what is inside it, a layer inside a block the sum
 * over all uses of the block. `total` counts every layer once.
 */
export function figuresOfNodes(
  calls: readonly LayerCall[],
  measured: ReadonlyMap<string, number>,
): { readonly nodes: readonly NodeFigure[]; readonly total: number } {
  const found = new Map<string, NodeFigure>();
  const add = (call: LayerCall): number => {
    const within = call.inside.reduce((sum, one) => sum + add(one), 0);
    const value = measured.get(call.path) ?? within;
    const key = `${call.scope ?? ''}/${call.node}`;
    found.set(key, { scope: call.scope, node: call.node, value: (found.get(key)?.value ?? 0) + value });
    return value;
  };
  const total = calls.reduce((sum, call) => sum + add(call), 0);
  return { nodes: [...found.values()], total };
}
