/** Notes and frames: edits as pure functions, as in edits.ts. A frame holds what lies in it; nothing is stored about that. */
import { type AnnotationId, newId } from '../ids.ts';
import { type Position, withAnnotations } from './edits.ts';
import type { Annotation, Graph, GraphNode } from './graph-doc.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Box extends Position, Size {}
/** How large a node is drawn; without a screen a usual one. */
export type NodeSize = (node: GraphNode) => Size;
const usualSize: NodeSize = () => ({ width: 156, height: 96 });

export const noteSize: Size = { width: 200, height: 96 };
/** Above the layers two lines of a wire's label stand, and above those the title. */
const frameRoom = { side: 24, top: 88 };

export const boxOf = ({ position, size }: Pick<Annotation, 'position' | 'size'>): Box => ({ ...position, ...size });

/** The smallest box around some boxes; undefined around none. */
export function boxAround(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Adds a note or a frame and says its id. */
export function addAnnotation<G extends Graph>(
  graph: G,
  parts: Pick<Annotation, 'kind' | 'text' | 'position' | 'size'> & Partial<Pick<Annotation, 'colour'>>,
): { readonly graph: G; readonly id: AnnotationId } {
  const id = newId<AnnotationId>(parts.kind);
  const added: Annotation = { id, colour: parts.kind === 'note' ? 'amber' : 'grey', ...parts };
  return { graph: withAnnotations(graph, [...(graph.annotations ?? []), added]), id };
}

/** A frame around these nodes, with room for its title; undefined around none. */
export function frameAround<G extends Graph>(
  graph: G,
  ids: readonly string[],
  text: string,
  sizeOf: NodeSize = usualSize,
): { readonly graph: G; readonly id: AnnotationId } | undefined {
  const around = boxAround(
    graph.nodes.filter((node) => ids.includes(node.id)).map((node) => ({ ...node.position, ...sizeOf(node) })),
  );
  return around && addAnnotation(graph, { kind: 'frame', text, ...withRoom(around) });
}

const withRoom = ({ x, y, width, height }: Box): Pick<Annotation, 'position' | 'size'> => ({
  position: { x: x - frameRoom.side, y: y - frameRoom.top },
  size: { width: width + 2 * frameRoom.side, height: height + frameRoom.top + frameRoom.side },
});

/** After nodes were arranged anew: every frame goes to what it held before, and its notes with it. */
export function refitFrames<G extends Graph>(before: Graph, after: G, sizeOf: NodeSize = usualSize): G {
  const frames = (before.annotations ?? []).filter(({ kind }) => kind === 'frame');
  const area = ({ size }: Annotation): number => size.width * size.height;
  const gone = new Set<string>();
  // Smaller ones first: a frame around them has to know where they went, and notes go with the innermost.
  return frames
    .toSorted((a, b) => area(a) - area(b))
    .reduce((graph, frame) => {
      const held = heldBy(before, frame, sizeOf);
      const inner = new Set(held.annotations.filter(({ kind }) => kind === 'frame').map(({ id }) => id));
      const around = boxAround([
        ...graph.nodes
          .filter(({ id }) => held.nodes.some((node) => node.id === id))
          .map((node) => ({ ...node.position, ...sizeOf(node) })),
        ...(graph.annotations ?? []).filter(({ id }) => inner.has(id)).map(boxOf),
      ]);
      if (!around) return graph;
      const place = withRoom(around);
      const by = { x: place.position.x - frame.position.x, y: place.position.y - frame.position.y };
      const notes = held.annotations
        .filter(({ id, kind }) => kind === 'note' && !gone.has(id))
        .map(({ id, position }) => [id, { x: position.x + by.x, y: position.y + by.y }] as const);
      for (const [id] of notes) gone.add(id);
      return moveAnnotations(changeAnnotation(graph, frame.id, place), new Map(notes));
    }, after);
}

/** Changes text, colour, place or size. */
export function changeAnnotation<G extends Graph>(
  graph: G,
  id: string,
  change: Partial<Pick<Annotation, 'text' | 'colour' | 'position' | 'size'>>,
): G {
  const old = graph.annotations?.find((annotation) => annotation.id === id);
  if (!old) return graph;
  const changed = { ...old, ...change };
  if (JSON.stringify(changed) === JSON.stringify(old)) return graph;
  return withAnnotations(
    graph,
    graph.annotations?.map((annotation) => (annotation === old ? changed : annotation)),
  );
}

export function removeAnnotations<G extends Graph>(graph: G, ids: readonly string[]): G {
  if (!graph.annotations?.some((annotation) => ids.includes(annotation.id))) return graph;
  return withAnnotations(
    graph,
    graph.annotations.filter((annotation) => !ids.includes(annotation.id)),
  );
}

/** New places for some notes and frames; what lies in a frame is the caller's to move. */
export function moveAnnotations<G extends Graph>(graph: G, positions: ReadonlyMap<string, Position>): G {
  const moved = graph.annotations?.map((annotation) => {
    const to = positions.get(annotation.id);
    return !to || (to.x === annotation.position.x && to.y === annotation.position.y)
      ? annotation
      : { ...annotation, position: { x: to.x, y: to.y } };
  });
  return moved?.every((annotation, index) => annotation === graph.annotations?.[index])
    ? graph
    : withAnnotations(graph, moved);
}

export interface Held {
  readonly nodes: readonly GraphNode[];
  readonly annotations: readonly Annotation[];
}

/** What a frame holds: nodes whose middle lies in it, notes and smaller frames that lie in it as a whole. */
export function heldBy(graph: Graph, frame: Annotation, sizeOf: NodeSize = usualSize): Held {
  if (frame.kind !== 'frame') return { nodes: [], annotations: [] };
  const { x, y, width, height } = boxOf(frame);
  const contains = (at: Position): boolean => at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height;
  return {
    nodes: graph.nodes.filter((node) => {
      const size = sizeOf(node);
      return contains({ x: node.position.x + size.width / 2, y: node.position.y + size.height / 2 });
    }),
    annotations: (graph.annotations ?? []).filter((other) => {
      const box = boxOf(other);
      const smaller = box.width * box.height < width * height;
      return other !== frame && smaller && contains(box) && contains({ x: box.x + box.width, y: box.y + box.height });
    }),
  };
}
