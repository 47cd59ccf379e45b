/** What a drag does beside moving: frames take along what they hold, boxes snap, a free layer finds a wire to go into. */
import type { NodeChange, NodePositionChange } from '@xyflow/react';
import { boxAround, type Box } from '../../shared/graph/annotations.ts';
import type { Position } from '../../shared/graph/edits.ts';
import type { AnnotationId, NodeId } from '../../shared/ids.ts';
import { shownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { heldByFrames } from './annotation-actions.ts';
import { canGoIntoWire, commitMoves, dropIntoWire } from './canvas-actions.ts';
import type { CanvasNode } from './flow-adapter.ts';
import { showGuides } from './guide-lines.ts';
import { overlap } from './places.ts';
import { snap } from './snapping.ts';
import { markWire, wireAt } from './wire-under-pointer.ts';

type Id = NodeId | AnnotationId;

interface Drag {
  readonly start: ReadonlyMap<string, Position>;
  /** Sizes of what is dragged. */
  readonly sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>;
  /** What moves along: it is not React Flow that drags it. */
  readonly held: readonly Id[];
  /** What edges may snap to. */
  readonly others: readonly Box[];
  readonly mayGoIntoWire: boolean;
  /** Where everything that moves is shown now. */
  readonly places: Map<string, Position>;
  wire: string | undefined;
}

let drag: Drag | undefined;

const sizeOf = ({ measured, width, height }: CanvasNode): { width: number; height: number } => ({
  width: measured?.width ?? width ?? 0,
  height: measured?.height ?? height ?? 0,
});

/** `near` is where things are snapped to: nobody means to stand in line with what is nowhere in sight. */
export function startDrag(dragged: readonly CanvasNode[], nodes: readonly CanvasNode[], near: Box): void {
  const ids = new Set(dragged.map(({ id }) => id));
  const frames = dragged.filter(({ type }) => type === 'frame').map(({ id }) => id as AnnotationId); // frames have such ids
  const inside = heldByFrames(frames);
  const held = [...inside.nodes, ...inside.annotations].filter((id) => !ids.has(id));
  const state = useStudio.getState();
  const moving = new Set<string>([...ids, ...held]);
  const [only] = dragged;
  drag = {
    start: new Map(nodes.filter(({ id }) => moving.has(id)).map(({ id, position }) => [id, position])),
    sizes: new Map(dragged.map((node) => [node.id, sizeOf(node)])),
    held,
    others: nodes
      .filter(({ id }) => !moving.has(id))
      .map((node) => ({ ...node.position, ...sizeOf(node) }))
      .filter((box) => overlap(box, near)),
    mayGoIntoWire:
      dragged.length === 1 &&
      only?.type === 'layer' &&
      canGoIntoWire(shownGraph(state), state.doc?.graph.definitions ?? [], only.id),
    places: new Map(),
    wire: undefined,
  };
}

/** React Flow's changes of position, snapped, with those of what moves along. */
export function draggedChanges(
  changes: readonly NodeChange<CanvasNode>[],
  zoom: number,
): readonly NodeChange<CanvasNode>[] {
  const current = drag;
  if (!current) return changes;
  const moves = changes.filter(
    (change): change is NodePositionChange & { position: Position } =>
      change.type === 'position' && change.position !== undefined && current.sizes.has(change.id),
  );
  if (moves.length === 0) return changes;
  // The last change of a drag repeats where the pointer is: it stays where it was snapped to.
  const isLast = moves.every(({ dragging }) => dragging !== true);
  const by = isLast ? undefined : pushOf(current, moves, zoom);
  const placed = moves.map((move): NodePositionChange => {
    const position = by
      ? { x: move.position.x + by.x, y: move.position.y + by.y }
      : (current.places.get(move.id) ?? move.position);
    current.places.set(move.id, position);
    return { ...move, position };
  });
  const moved = new Set<NodeChange<CanvasNode>>(moves);
  return [...changes.filter((change) => !moved.has(change)), ...placed, ...heldMoves(current, placed[0])];
}

/** How far snapping pushes everything; guides are shown as a side effect. */
function pushOf(
  current: Drag,
  moves: readonly { readonly id: string; readonly position: Position }[],
  zoom: number,
): Position {
  const box = boxAround(
    moves.map(({ id, position }) => ({ ...position, ...(current.sizes.get(id) ?? { width: 0, height: 0 }) })),
  );
  if (!box || !useStudio.getState().snapping) return { x: 0, y: 0 };
  const { x, y, guides } = snap(box, current.others, zoom);
  showGuides(guides);
  return { x, y };
}

function heldMoves(current: Drag, leader: NodePositionChange | undefined): readonly NodePositionChange[] {
  const from = current.start.get(leader?.id ?? '');
  if (!leader?.position || !from) return [];
  const by = { x: leader.position.x - from.x, y: leader.position.y - from.y };
  return current.held.flatMap((id) => {
    const began = current.start.get(id);
    if (!began) return [];
    const position = { x: began.x + by.x, y: began.y + by.y };
    current.places.set(id, position);
    return [{ id, type: 'position', position } as const];
  });
}

/** A layer without wires lights up the wire that it would go into. */
export function dragOver(x: number, y: number): void {
  if (!drag?.mayGoIntoWire) return;
  drag.wire = wireAt(x, y);
  markWire(drag.wire);
}

/** The end of a drag: one step. */
export function endDrag(): void {
  const ended = drag;
  drag = undefined;
  showGuides([]);
  markWire(undefined);
  if (!ended) return;
  const moves = [...ended.places].map(([id, position]) => ({ id: id as Id, position })); // ids of what was dragged
  const [only] = moves;
  if (ended.wire !== undefined && only) dropIntoWire(ended.wire, { id: only.id as NodeId, position: only.position });
  else commitMoves(moves);
}
