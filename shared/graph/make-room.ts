/** Room for what went into a wire: layers behind it move aside, so that nothing covers anything. */
import { changeAnnotation, heldBy, moveAnnotations } from './annotations.ts';
import { moveNodes, type Position } from './edits.ts';
import type { Annotation, Graph, GraphNode } from './graph-doc.ts';
import { topology } from './topology.ts';

/** As layers are drawn: their width, what lies between two of them, and how tall a usual one is. */
const width = 156;
const gap = 40;
const height = 110;

/** `after` with room for every node that `before` does not have, or had without wires. Frames go with what they hold. */
export function makeRoom<G extends Graph>(before: Graph, after: G): G {
  const wired = new Set(before.wires.flatMap(({ from, to }) => [from.node, to.node]));
  const roomy = after.nodes.filter(({ id }) => !wired.has(id)).reduce((graph, { id }) => makeRoomFor(graph, id), after);
  return roomy === after ? after : stretchFrames(after, roomy);
}

/** A frame goes with what it holds if all of that moved, and else grows as far as what moved; notes go with their frame. */
function stretchFrames<G extends Graph>(before: Graph, after: G): G {
  const places = new Map(after.nodes.map(({ id, position }) => [id, position.x]));
  const held = (frame: Annotation): readonly number[] =>
    heldBy(before, frame).nodes.map(({ id, position }) => (places.get(id) ?? position.x) - position.x);
  return (before.annotations ?? []).reduce((graph, frame) => {
    const by = held(frame);
    const [least, most] = [Math.min(...by), Math.max(...by)];
    if (by.length === 0 || most === 0) return graph;
    const { position, size } = frame;
    const grown = {
      position: { ...position, x: position.x + least },
      size: { ...size, width: size.width + most - least },
    };
    const notes = heldBy(before, frame).annotations.filter(({ kind }) => kind === 'note');
    const moved = new Map(notes.map((note) => [note.id as string, { ...note.position, x: note.position.x + least }]));
    return moveAnnotations(changeAnnotation(graph, frame.id, grown), moved);
  }, after);
}

function makeRoomFor<G extends Graph>(graph: G, id: string): G {
  const { incoming, outgoing } = topology(graph);
  const byId = new Map<string, GraphNode>(graph.nodes.map((node) => [node.id, node]));
  const node = byId.get(id);
  const follow = (from: GraphNode): GraphNode[] =>
    (outgoing.get(from.id) ?? []).flatMap((wire) => byId.get(wire.to.node) ?? []);
  const sources = node ? (incoming.get(node.id) ?? []).flatMap((wire) => byId.get(wire.from.node) ?? []) : [];
  const targets = node ? follow(node) : [];
  if (!node || sources.length === 0 || targets.length === 0) return graph;
  const x = Math.max(node.position.x, ...sources.filter((source) => inRow(source, node)).map(rightOf));
  // Whoever goes back to the left, as in a drawing of several rows, has room enough.
  const near = targets.filter(
    (target) => inRow(target, node) && sources.every((one) => one.position.x < target.position.x),
  );
  const by = Math.max(0, ...near.map((target) => x + width + gap - target.position.x));
  const left = Math.min(...near.map((target) => target.position.x));
  const aside = by === 0 ? [] : allBehind(near, follow).filter(({ position }) => position.x >= left);
  const places = new Map<string, Position>(aside.map((one) => [one.id, { ...one.position, x: one.position.x + by }]));
  if (x !== node.position.x) places.set(node.id, { ...node.position, x });
  return places.size === 0 ? graph : moveNodes(graph, places);
}

const rightOf = ({ position }: GraphNode): number => position.x + width + gap;
const inRow = (one: GraphNode, other: GraphNode): boolean => Math.abs(one.position.y - other.position.y) < height;

function allBehind(
  first: readonly GraphNode[],
  follow: (node: GraphNode) => readonly GraphNode[],
): readonly GraphNode[] {
  const found = new Set(first);
  // A set is walked in the order in which it grows.
  for (const node of found) for (const next of follow(node)) found.add(next);
  return [...found];
}
