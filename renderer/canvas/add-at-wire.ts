/** A layer added at the free end of a wire: where the small palette stands, and what choosing does. */
import { create } from 'zustand';
import type { Position } from '../../shared/graph/edits.ts';
import { addAtWire } from '../../shared/graph/wire-edits.ts';
import type { FixedEnd } from '../../shared/graph/wire-fits.ts';
import { removeWires } from '../../shared/graph/edits.ts';
import type { NodeId } from '../../shared/ids.ts';
import { choiceOf } from '../palette/palette-entries.ts';
import { editGraph, shownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { canvas } from './canvas-handle.ts';
import { freePlace, newPlace } from './canvas-actions.ts';
import { nodeWidth } from './node-size.ts';
import { rounded } from './places.ts';
import { portHeight } from './port-height.ts';

interface AddingAt {
  readonly fixed: FixedEnd;
  /** On the screen: the end of the wire. */
  readonly at: Position;
}

export const useAddAt = create<{ readonly adding: AddingAt | null }>()(() => ({ adding: null }));

export const openAddAt = (fixed: FixedEnd, at: Position): void => useAddAt.setState({ adding: { fixed, at } });

/** By keyboard: beside the layer at which the wire is held. */
export function openAddBeside(fixed: FixedEnd): void {
  const handle = canvas();
  const { nodes } = shownGraph(useStudio.getState());
  const node = nodes.find(({ id }) => id === fixed.end.node);
  if (!handle || !node) return;
  const { width } = handle.sizeOf(node.id);
  const isSource = fixed.side === 'source';
  const beside = isSource ? node.position.x + width + gap : node.position.x - gap - nodeWidth;
  const { x, y } = freePlace(nodes, { x: beside, y: node.position.y });
  openAddAt(fixed, handle.onScreen({ x: isSource ? x : x + nodeWidth, y: y + portHeight(0) }));
}

/** Between a layer and the one that is added beside it. */
const gap = 40;

export const closeAddAt = (): void => useAddAt.setState({ adding: null });

/** Adds the entry with its port where the wire was let go, wired, as one step; the keyboard goes on there. */
export function addEntryAt(entry: string, { fixed, at }: AddingAt): void {
  const place = canvas()?.at(at) ?? { x: 0, y: 0 };
  const x = fixed.side === 'source' ? place.x : place.x - nodeWidth;
  const position = rounded(newPlace({ x, y: place.y - portHeight(0) }));
  let added: NodeId | undefined;
  editGraph('command.addLayer', (graph, definitions) => {
    const edited = addAtWire(graph, fixed, { ...choiceOf(entry), position }, definitions);
    added = edited.id;
    return edited.graph;
  });
  closeAddAt();
  if (!added) return;
  useStudio.getState().select({ nodes: [added] });
  canvas()?.focusNode(added);
}

/** The wire that was pulled off its port goes. */
export function removePulled({ fixed }: AddingAt): void {
  const { moved } = fixed;
  if (moved) editGraph('command.delete', (graph) => removeWires(graph, [moved]));
  closeAddAt();
}
