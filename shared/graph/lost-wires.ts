/** Wires that end at ports which are gone: an Input or Output deleted inside a block is a port less outside. */
import type { Definitions } from './edits.ts';
import type { Graph, GraphDoc } from './graph-doc.ts';
import { blockType, portsOf } from './ports.ts';

/** The document without wires on ports that blocks have no longer; the same one where all are there. */
export function dropLostWires(doc: GraphDoc): GraphDoc {
  const definitions = doc.definitions.map((definition) => withoutLost(definition, doc.definitions));
  const same = definitions.every((definition, index) => definition === doc.definitions[index]);
  const outer = withoutLost(doc, doc.definitions);
  return same ? outer : { ...outer, definitions };
}

function withoutLost<G extends Graph>(graph: G, definitions: Definitions): G {
  const ports = new Map(
    graph.nodes.filter(({ type }) => type === blockType).map((node) => [node.id, portsOf(node, definitions)]),
  );
  if (ports.size === 0) return graph;
  const wires = graph.wires.filter(({ from, to }) => {
    const [outputs, inputs] = [ports.get(from.node)?.outputs, ports.get(to.node)?.inputs];
    return (
      (!outputs || outputs.some(({ name }) => name === from.port)) &&
      (!inputs || inputs.some(({ name }) => name === to.port))
    );
  });
  return wires.length === graph.wires.length ? graph : { ...graph, wires };
}
