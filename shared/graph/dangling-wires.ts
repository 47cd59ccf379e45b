import { layerType } from '../layers/index.ts';
import { type Problem, problem } from '../problem.ts';
import type { Graph, GraphDoc } from './graph-doc.ts';
import { blockType, portsOf } from './ports.ts';

/** Wires that start or end at a node or port that does not exist: `wire/dangling`. */
export function danglingWires(graph: Graph, definitions: GraphDoc['definitions']): readonly Problem[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const ports = new Map(graph.nodes.map((node) => [node.id, portsOf(node, definitions)]));
  return graph.wires
    .filter(({ from, to }) => {
      const starts = ports.get(from.node)?.outputs.some((port) => port.name === from.port) ?? false;
      const ends = ports.get(to.node)?.inputs.some((port) => port.name === to.port) ?? false;
      // A node of an unknown type has no known ports: its own problem says enough.
      const unknown = [byId.get(from.node), byId.get(to.node)].some(
        (node) => node && node.type !== blockType && !layerType(node.type),
      );
      return !(starts && ends) && !unknown;
    })
    .map((wire) => problem('wire/dangling', { from: wire.from.port, to: wire.to.port }, { wireId: wire.id }));
}
