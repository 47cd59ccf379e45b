/** Edits that begin with a wire: one of its ends is held while the other finds its place. */
import type { NodeId } from '../ids.ts';
import {
  connect,
  connectProblem,
  type Definitions,
  type Endpoint,
  newNode,
  type NewNode,
  removeWires,
} from './edits.ts';
import type { Graph, Wire } from './graph-doc.ts';
import { portsOf } from './ports.ts';
import type { FixedEnd } from './wire-fits.ts';

/** The two ends of a wire, given the one that is held and the other one. */
export const endsOf = ({ end, side }: FixedEnd, other: Endpoint): { readonly from: Endpoint; readonly to: Endpoint } =>
  side === 'source' ? { from: end, to: other } : { from: other, to: end };

/** Draws the wire between the held end and another one; a wire that is moved keeps its id and its place among the others. */
export function wireTo<G extends Graph>(graph: G, fixed: FixedEnd, other: Endpoint, definitions: Definitions): G {
  const { from, to } = endsOf(fixed, other);
  const old = graph.wires.find(({ id }) => id === fixed.moved);
  if (!old) return connect(graph, from, to, definitions);
  const rest = removeWires(graph, [old.id]);
  const sameEnd = (a: Endpoint, b: Endpoint): boolean => a.node === b.node && a.port === b.port;
  const unchanged = sameEnd(old.from, from) && sameEnd(old.to, to);
  const there = rest.wires.some((wire) => sameEnd(wire.from, from) && sameEnd(wire.to, to));
  if (unchanged || there || connectProblem(rest, from, to, definitions)) return graph;
  const target = graph.nodes.find((node) => node.id === to.node);
  const many = target && portsOf(target, definitions).inputs.find(({ name }) => name === to.port)?.many;
  const wires = graph.wires
    .filter((wire) => wire === old || many || !sameEnd(wire.to, to))
    .map((wire): Wire => (wire === old ? { ...old, from, to } : wire));
  return { ...graph, wires };
}

/** A new node at the free end of a wire, wired at once. A wire that is moved ends there instead. */
export function addAtWire<G extends Graph>(
  graph: G,
  fixed: FixedEnd,
  node: NewNode,
  definitions: Definitions,
): { readonly graph: G; readonly id: NodeId | undefined } {
  const added = newNode(graph, node, definitions);
  const ports = portsOf(added, definitions);
  const port = (fixed.side === 'source' ? ports.inputs : ports.outputs)[0];
  if (!port) return { graph, id: undefined };
  const grown = { ...graph, nodes: [...graph.nodes, added] };
  return { graph: wireTo(grown, fixed, { node: added.id, port: port.name }, definitions), id: added.id };
}
