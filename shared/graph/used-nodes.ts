/** Which nodes take part in what comes out: those from which an Output can be reached, looking into blocks. */
import type { NodeId } from '../ids.ts';
import type { Definition, Graph, GraphDoc } from './graph-doc.ts';
import { blockType, definitionOf, inputNodes, outputNodes } from './ports.ts';
import { type Topology, topology } from './topology.ts';

/**
 * Nodes on a way to an Output, Outputs included. A wire into a block counts only if the Input that it meets inside leads
 * to an Output of the block: Keras' models have no inputs that lead nowhere.
 */
export function usedNodes(
  graph: Graph,
  definitions: GraphDoc['definitions'],
  { incoming }: Topology = topology(graph),
): ReadonlySet<NodeId> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const found = new Set<NodeId>(outputNodes(graph).map((node) => node.id));
  const queue = [...found];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = nodes.get(id);
    const definition = node?.type === blockType ? definitionOf(definitions, node) : undefined;
    const open = definition && usedInputs(definition, definitions);
    for (const { from, to } of incoming.get(id) ?? []) {
      if (found.has(from.node) || (open && !open.has(to.port))) continue;
      found.add(from.node);
      queue.push(from.node);
    }
  }
  return found;
}

const remembered = new WeakMap<GraphDoc['definitions'], Map<Definition, ReadonlySet<string>>>();

/** Ids of a definition's Inputs (the names of a block's ports) that lead to one of its Outputs. */
export function usedInputs(definition: Definition, definitions: GraphDoc['definitions']): ReadonlySet<string> {
  const known = remembered.get(definitions) ?? new Map<Definition, ReadonlySet<string>>();
  remembered.set(definitions, known);
  const cached = known.get(definition);
  if (cached) return cached;
  // A definition that contains itself is refused elsewhere; here it must only come to an end.
  known.set(definition, new Set(inputNodes(definition).map((node) => node.id)));
  const used = usedNodes(definition, definitions);
  const open = new Set<string>(
    inputNodes(definition)
      .map((node) => node.id)
      .filter((id) => used.has(id)),
  );
  known.set(definition, open);
  return open;
}
