/** A readable arrangement without a layout library: columns by distance from the inputs. The editor's auto-layout may do better. */
import type { Graph } from './graph-doc.ts';
import type { NodeId } from '../ids.ts';
import { topology } from './topology.ts';

/** Distances between node origins, in canvas units. */
const column = 196;
const row = 130;

/** The same graph with new positions: left to right by depth, the nodes of a depth below each other. */
export function applyLayout<G extends Graph>(graph: G): G {
  const { order, incoming } = topology(graph);
  const depth = new Map<NodeId, number>();
  for (const node of order) {
    const before = (incoming.get(node.id) ?? []).map((wire) => depth.get(wire.from.node) ?? 0);
    depth.set(node.id, before.length === 0 ? 0 : Math.max(...before) + 1);
  }
  const used = new Map<number, number>();
  const positions = new Map<NodeId, { x: number; y: number }>();
  for (const node of graph.nodes) {
    const level = depth.get(node.id) ?? 0;
    const place = used.get(level) ?? 0;
    used.set(level, place + 1);
    positions.set(node.id, { x: level * column, y: place * row });
  }
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, position: positions.get(node.id) ?? node.position })),
  };
}
