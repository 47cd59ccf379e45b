/** A readable arrangement without a layout library: columns by distance from the inputs. The editor's auto-layout may do better. */
import type { Graph } from './graph-doc.ts';
import type { NodeId } from '../ids.ts';
import { topology } from './topology.ts';

/** Distances between node origins, in canvas units. */
const column = 196;
const row = 180;

/**
 * The same graph with new positions: left to right by depth, the nodes of a depth below each other. A wire that skips
 * columns (a residual connection) keeps its row free there, so that it never runs behind the nodes it goes around.
 */
export function applyLayout<G extends Graph>(graph: G): G {
  const { order, incoming } = topology(graph);
  const depth = new Map<NodeId, number>();
  for (const node of order) {
    const before = (incoming.get(node.id) ?? []).map((wire) => depth.get(wire.from.node) ?? 0);
    depth.set(node.id, before.length === 0 ? 0 : Math.max(...before) + 1);
  }
  const taken = new Map<number, Set<number>>();
  const takenAt = (level: number): Set<number> => {
    const known = taken.get(level) ?? new Set<number>();
    taken.set(level, known);
    return known;
  };
  const levelOf = (id: NodeId): number => depth.get(id) ?? 0;
  const positions = new Map<NodeId, { x: number; y: number }>();
  for (const node of graph.nodes.toSorted((first, second) => levelOf(first.id) - levelOf(second.id))) {
    const level = levelOf(node.id);
    const here = takenAt(level);
    let place = 0;
    while (here.has(place)) place += 1;
    here.add(place);
    positions.set(node.id, { x: level * column, y: place * row });
    for (const end of graph.wires.filter((wire) => wire.from.node === node.id).map((wire) => levelOf(wire.to.node)))
      for (let between = level + 1; between < end; between += 1) takenAt(between).add(place);
  }
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, position: positions.get(node.id) ?? node.position })),
  };
}
