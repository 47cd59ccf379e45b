/** Another layer in a node's place: its wires stay where the new one has ports for them, and so do shared parameters. */
import { layerType } from '../layers/index.ts';
import { paramProblem, type ParamValues } from '../layers/param-values.ts';
import type { Definitions } from './edits.ts';
import type { Graph, GraphNode, Wire } from './graph-doc.ts';
import { baseName, nodeNames, uniqueName } from './names.ts';
import { type NodePort, portsOf } from './ports.ts';

/** Parameters that the new type has too and that may have these values there. */
export function keptParams(node: GraphNode, type: string): ParamValues {
  const specs = layerType(type)?.params ?? {};
  return Object.fromEntries(
    Object.entries(node.params).filter(([name, value]) => {
      const spec = specs[name];
      return spec !== undefined && paramProblem(name, spec, value) === undefined;
    }),
  );
}

/**
 * The graph with another type at this node. Its id stays, and its name unless that came from the old type. A wire stays
 * on the port of the same name, else on the first one if it was on the first; others go.
 */
export function changeType<G extends Graph>(graph: G, id: string, type: string, definitions: Definitions): G {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (!node || node.type === type || !layerType(type)) return graph;
  const { definition: _, bypassed, ...rest } = node;
  const changed: GraphNode = {
    ...rest,
    type,
    name: nameAfter(graph, node, type, definitions),
    params: keptParams(node, type),
  };
  const kept = bypassed && portsOf(changed, definitions).outputs.length > 0 ? { ...changed, bypassed } : changed;
  const [before, after] = [portsOf(node, definitions), portsOf(kept, definitions)];
  const filled = new Set<string>();
  const wires = graph.wires.flatMap((wire): readonly Wire[] => {
    if (wire.from.node === id) {
      const port = portFor(wire.from.port, before.outputs, after.outputs);
      return port ? [{ ...wire, from: { ...wire.from, port: port.name } }] : [];
    }
    if (wire.to.node !== id) return [wire];
    const port = portFor(wire.to.port, before.inputs, after.inputs);
    if (!port || (!port.many && filled.has(port.name))) return [];
    filled.add(port.name);
    return [{ ...wire, to: { ...wire.to, port: port.name } }];
  });
  return { ...graph, nodes: graph.nodes.map((candidate) => (candidate === node ? kept : candidate)), wires };
}

function portFor(name: string, before: readonly NodePort[], after: readonly NodePort[]): NodePort | undefined {
  return after.find((port) => port.name === name) ?? (before[0]?.name === name ? after[0] : undefined);
}

/** `lstm_1` becomes `gru`; `my_encoder` stays. */
function nameAfter(graph: Graph, node: GraphNode, type: string, definitions: Definitions): string {
  const isAutomatic = node.name === '' || node.name.replace(/_\d+$/, '') === baseName(node.type);
  if (!isAutomatic) return node.name;
  const others = graph.nodes.filter((other) => other !== node);
  return uniqueName(baseName(type), new Set(nodeNames(others, definitions).values()));
}
