/** What stands before an Output: the layer that decides units and activation, and how the model got to its shape. */
import { layerType } from '../layers/index.ts';
import type { Graph, GraphNode, ParamValue, Wire } from './graph-doc.ts';
import { isRecord } from '../json.ts';

/** Layers that change neither how many values come out nor what range they have. */
const transparent = new Set(['dropout', 'reshape', 'flatten', 'repeatVector']);

/** The wire that ends at a node's first input. */
export const mainWire = (graph: Graph, nodeId: string): Wire | undefined => {
  const node = graph.nodes.find((candidate) => candidate.id === nodeId);
  const port = node && (layerType(node.type)?.inputs[0]?.name ?? 'x');
  return graph.wires.find((wire) => wire.to.node === nodeId && (wire.to.port === port || node?.type === 'block'));
};

/** The chain of nodes that leads to a node, nearest first, following first inputs; bypassed ones are not part of it. Few readers need more than its beginning. */
export function* chainBefore(graph: Graph, nodeId: string): Generator<GraphNode, void> {
  let wire = mainWire(graph, nodeId);
  for (let length = 0; wire && length <= graph.nodes.length; length++) {
    const from = wire.from.node;
    const node = graph.nodes.find((candidate) => candidate.id === from);
    if (!node) return;
    if (!node.bypassed) yield node;
    wire = mainWire(graph, node.id);
  }
}

/** A node, and for a wrapper the layer inside it, where one of its parameters is kept. */
export interface ParamPlace {
  readonly node: GraphNode;
  readonly type: string;
  readonly value: ParamValue;
  /** The node's parameters with this one changed. */
  set(value: ParamValue): Readonly<Record<string, ParamValue>>;
}

/** Where `param` is kept: in the node, or in the layer that TimeDistributed wraps. */
export function paramPlace(node: GraphNode, param: string): ParamPlace | undefined {
  const wrapped = wrappedIn(node);
  if (wrapped) {
    const spec = layerType(wrapped.type)?.params[param];
    if (!spec) return undefined;
    const value = wrapped.params[param] ?? spec.default;
    return {
      node,
      type: wrapped.type,
      value,
      set: (next) => ({ layer: { ...wrapped, params: { ...wrapped.params, [param]: next } } }),
    };
  }
  const spec = layerType(node.type)?.params[param];
  return (
    spec && { node, type: node.type, value: node.params[param] ?? spec.default, set: (next) => ({ [param]: next }) }
  );
}

interface Wrapped {
  readonly [key: string]: ParamValue;
  readonly type: string;
  readonly params: Readonly<Record<string, ParamValue>>;
}

/** The layer that a TimeDistributed node wraps (not a block). */
export function wrappedIn(node: GraphNode): Wrapped | undefined {
  if (node.type !== 'timeDistributed') return undefined;
  const layer = node.params.layer ?? layerType(node.type)?.params.layer?.default;
  if (typeof layer !== 'object' || layer === null || !('type' in layer) || typeof layer.type !== 'string')
    return undefined;
  return { ...layer, type: layer.type, params: isRecord(layer.params) ? layer.params : {} };
}

/** The last layer before a node that has an activation of its own. */
export function finalActivation(graph: Graph, nodeId: string): ParamPlace | undefined {
  for (const node of chainBefore(graph, nodeId)) {
    const place = paramPlace(node, 'activation');
    if (place) return place;
    if (!transparent.has(node.type)) return undefined;
  }
  return undefined;
}

/** The last layer before a node that has a number of units of its own. */
export function finalUnits(graph: Graph, nodeId: string): ParamPlace | undefined {
  for (const node of chainBefore(graph, nodeId)) {
    const place = paramPlace(node, 'units');
    if (place) return place;
    if (!transparent.has(node.type) && node.type !== 'activation') return undefined;
  }
  return undefined;
}
