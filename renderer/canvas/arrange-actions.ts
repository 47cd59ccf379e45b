/** Aligning, distributing and arranging what is selected, each as one undo step. */
import { boxAround, boxOf, moveAnnotations, refitFrames } from '../../shared/graph/annotations.ts';
import { align, type Alignment, type Direction, distribute, type Placed } from '../../shared/graph/arrange.ts';
import { moveNodes, type Position } from '../../shared/graph/edits.ts';
import type { Graph } from '../../shared/graph/graph-doc.ts';
import { editGraph, selectedNodes, shownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { tellError } from '../ui/notify.ts';
import { measured } from './annotation-actions.ts';
import { layOut } from './auto-layout.ts';
import { canvas } from './canvas-handle.ts';
import { glideFrom, takeGlide } from './glide.ts';

/** What is selected, as boxes. */
function selectedBoxes(): readonly Placed[] {
  const state = useStudio.getState();
  const { annotations = [] } = shownGraph(state);
  return [
    ...selectedNodes(state).map((node) => ({ id: node.id, ...node.position, ...measured(node) })),
    ...annotations
      .filter(({ id }) => state.selection.annotations.includes(id))
      .map((annotation) => ({ id: annotation.id, ...boxOf(annotation) })),
  ];
}

interface Placing {
  /** Frames go with what they hold. */
  readonly frames?: boolean;
  readonly then?: () => void;
}

function place(
  command: string,
  positions: ReadonlyMap<string, Position>,
  { frames = false, then }: Placing = {},
): void {
  const state = useStudio.getState();
  glideFrom(shownGraph(state).nodes, then);
  editGraph(command, (graph) => {
    const placed = withPositions(graph, positions);
    return frames && placed !== graph ? refitFrames(graph, placed, measured) : placed;
  });
  // All was in its place already: there is no movement that would end.
  if (useStudio.getState().doc === state.doc) takeGlide()?.then();
}

function withPositions(graph: Graph, positions: ReadonlyMap<string, Position>): Graph {
  const moved = moveAnnotations(graph, positions);
  const stays = graph.nodes.every(({ id, position }) => {
    const to = positions.get(id);
    return !to || (to.x === position.x && to.y === position.y);
  });
  return stays ? moved : moveNodes(moved, positions);
}

export function alignSelected(alignment: Alignment): void {
  place('command.align', align(selectedBoxes(), alignment));
}

export function distributeSelected(direction: Direction): void {
  place('command.distribute', distribute(selectedBoxes(), direction));
}

/** Arranges everything on the canvas and shows it; the upper left corner stays where it is, frames go with what they hold. */
export async function layOutShown(): Promise<void> {
  await arrange(shownGraph(useStudio.getState()), () => canvas()?.begin());
}

/** Arranges the selected layers among themselves. */
export async function layOutSelected(): Promise<void> {
  const state = useStudio.getState();
  const { nodes, wires } = shownGraph(state);
  const chosen = new Set<string>(state.selection.nodes);
  await arrange({
    nodes: nodes.filter(({ id }) => chosen.has(id)),
    wires: wires.filter(({ from, to }) => chosen.has(from.node) && chosen.has(to.node)),
  });
}

async function arrange(part: Graph, afterwards?: () => void): Promise<void> {
  const handle = canvas();
  if (!handle || part.nodes.length === 0) return;
  try {
    const { doc } = useStudio.getState();
    const placed = await layOut(part, doc?.graph.definitions ?? [], (id) => handle.sizeOf(id));
    const positions = atCornerOf(part, placed);
    if (afterwards) place('command.layout', positions, { frames: true, then: afterwards });
    else place('command.layoutSelection', positions);
  } catch (error) {
    tellError(error);
  }
}

function atCornerOf(part: Graph, placed: ReadonlyMap<string, Position>): ReadonlyMap<string, Position> {
  const before = boxAround(part.nodes.map((node) => ({ ...node.position, ...measured(node) })));
  const after = boxAround(part.nodes.map((node) => ({ ...(placed.get(node.id) ?? node.position), ...measured(node) })));
  if (!before || !after) return placed;
  return new Map(
    [...placed].map(([id, { x, y }]) => [
      id,
      { x: Math.round(x + before.x - after.x), y: Math.round(y + before.y - after.y) },
    ]),
  );
}
