/** Order of a graph: who comes before whom, and where it runs in a circle. */
import type { NodeId } from '../ids.ts';
import type { Graph, GraphNode, Wire } from './graph-doc.ts';

export interface Topology {
  /** Sources first; nodes that lie on a cycle or behind one are left out. Stable: ties keep the document's order. */
  readonly order: readonly GraphNode[];
  /** Nodes that lie on a cycle. */
  readonly cyclic: readonly GraphNode[];
  /** Wires that end at a node, in the document's order. Wires with a missing end are left out. */
  readonly incoming: ReadonlyMap<NodeId, readonly Wire[]>;
  readonly outgoing: ReadonlyMap<NodeId, readonly Wire[]>;
}

/** Kahn's algorithm; linear in nodes and wires. */
export function topology(graph: Graph): Topology {
  const incoming = new Map<NodeId, Wire[]>();
  const outgoing = new Map<NodeId, Wire[]>();
  for (const node of graph.nodes) {
    incoming.set(node.id, []);
    outgoing.set(node.id, []);
  }
  for (const wire of graph.wires) {
    const into = incoming.get(wire.to.node);
    const from = outgoing.get(wire.from.node);
    if (!into || !from) continue;
    into.push(wire);
    from.push(wire);
  }
  const order = peel(
    graph.nodes,
    (id) => incoming.get(id)?.length ?? 0,
    (id) => (outgoing.get(id) ?? []).map((wire) => wire.to.node),
  );
  if (order.length === graph.nodes.length) return { order, cyclic: [], incoming, outgoing };
  // What is left lies on a cycle or behind one; peeling from the other end takes away what lies behind.
  const done = new Set(order.map((node) => node.id));
  const rest = graph.nodes.filter((node) => !done.has(node.id));
  const left = new Set(rest.map((node) => node.id));
  const behind = new Set(
    peel(
      rest,
      (id) => (outgoing.get(id) ?? []).filter((wire) => left.has(wire.to.node)).length,
      (id) => (incoming.get(id) ?? []).map((wire) => wire.from.node).filter((from) => left.has(from)),
    ).map((node) => node.id),
  );
  return { order, cyclic: rest.filter((node) => !behind.has(node.id)), incoming, outgoing };
}

function peel(
  nodes: readonly GraphNode[],
  degreeOf: (id: NodeId) => number,
  next: (id: NodeId) => readonly NodeId[],
): readonly GraphNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const degree = new Map(nodes.map((node) => [node.id, degreeOf(node.id)]));
  const order = nodes.filter((node) => degree.get(node.id) === 0);
  for (let index = 0; index < order.length; index++) {
    const node = order[index];
    if (!node) break;
    for (const id of next(node.id)) {
      const remaining = (degree.get(id) ?? 0) - 1;
      degree.set(id, remaining);
      const follower = byId.get(id);
      if (remaining === 0 && follower) order.push(follower);
    }
  }
  return order;
}
