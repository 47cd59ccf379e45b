/** What hands do on the canvas, each as one undo step on the shown graph. */
import type { Connection } from '@xyflow/react';
import type { Graph, GraphDoc, ParamValue } from '../../shared/graph/graph-doc.ts';
import { groupIntoBlock, ungroup } from '../../shared/graph/blocks.ts';
import * as edits from '../../shared/graph/edits.ts';
import {
  copyFragment,
  duplicateNodes,
  type Fragment,
  pasteFragment,
  type PasteOptions,
} from '../../shared/graph/fragments.ts';
import { portsOf } from '../../shared/graph/ports.ts';
import { makeRoom } from '../../shared/graph/make-room.ts';
import { moveAnnotations, removeAnnotations } from '../../shared/graph/annotations.ts';
import { setBypassed } from '../../shared/graph/bypass.ts';
import { changeType } from '../../shared/graph/change-type.ts';
import { makeOwnCopy, shareDefinition } from '../../shared/graph/shared-definitions.ts';
import { type AnnotationId, type NodeId, nodeIdSchema, type WireId } from '../../shared/ids.ts';
import { heldByFrames } from './annotation-actions.ts';
import { choiceOf } from '../palette/palette-entries.ts';
import { editDocument, editGraph, shownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { tNow } from '../ui/i18n.ts';
import { canvas } from './canvas-handle.ts';
import { glideFrom, takeGlide } from './glide.ts';
import { copyOffset } from './copy-offset.ts';
import { nodeWidth } from './node-size.ts';
import { placeBelow, rounded } from './places.ts';
import { cornerInLine } from './snapping.ts';

type Point = edits.Position;
type Endpoint = edits.Endpoint;

const columnWidth = 196;
const rowHeight = 140;

/** Puts a layer, or a block of the project (`block:<id>`), at a place, or into the wire that lies there, and selects it. */
export function addLayer(entry: string, position: Point, wire?: string): NodeId | undefined {
  let added: NodeId | undefined;
  const edit = wire === undefined ? editGraph : editGliding;
  edit('command.addLayer', (graph, definitions) => {
    const node = { ...choiceOf(entry), position: rounded(position) };
    const inserted = wire === undefined ? undefined : edits.insertOnWire(graph, wire, node, definitions);
    // Inputs and Outputs have no place in the middle of a wire: they are put beside it.
    const { graph: edited, id } = inserted?.id ? inserted : edits.addNode(graph, node, definitions);
    added = id;
    return makeRoom(graph, edited);
  });
  selectNodes(added ? [added] : []);
  return added;
}

/** A place for a new layer where a hand wants it, in line with its neighbours. */
export function newPlace(wanted: Point): Point {
  const state = useStudio.getState();
  const corners = shownGraph(state).nodes.map(({ position }) => position);
  return state.snapping ? cornerInLine(wanted, corners, canvas()?.zoom() ?? 1) : wanted;
}

/** An edit that may move layers aside: the eye can follow them. */
function editGliding(...[command, edit]: Parameters<typeof editGraph>): void {
  const { doc } = useStudio.getState();
  glideFrom(shownGraph(useStudio.getState()).nodes);
  editGraph(command, edit);
  if (useStudio.getState().doc === doc) takeGlide();
}

function selectNodes(nodes: readonly NodeId[]): void {
  useStudio.getState().select({ nodes });
}

/** Beside what is selected, else behind the last node, else in the middle: where it covers nothing. With the mouse the focus follows. */
export function addFromPalette(entry: string, { focus = false } = {}): void {
  const state = useStudio.getState();
  const { nodes } = shownGraph(state);
  const chosen =
    nodes.find((node) => node.id === state.selection.nodes.at(-1)) ??
    nodes.toSorted((a, b) => b.position.x - a.position.x)[0];
  const wanted = chosen
    ? { x: chosen.position.x + columnWidth, y: chosen.position.y }
    : (canvas()?.middle() ?? { x: 0, y: 0 });
  const place = freePlace(nodes, wanted);
  const added = addLayer(entry, place);
  canvas()?.show(place);
  if (focus && added) canvas()?.focusNode(added);
}

/** The nearest place below a wanted one where a new layer covers nothing. */
export const freePlace = (nodes: Graph['nodes'], wanted: Point): Point =>
  placeBelow(wanted, nodes, { width: nodeWidth + 20, height: rowHeight - 20 }, rowHeight);

/** A drawn connection, or an existing edge that is looked at again. */
type Ends = Pick<Connection, 'source' | 'target'> & {
  readonly sourceHandle?: string | null;
  readonly targetHandle?: string | null;
};

function endsOf({ source, sourceHandle, target, targetHandle }: Ends): { from: Endpoint; to: Endpoint } | undefined {
  const [from, to] = [nodeIdSchema.safeParse(source), nodeIdSchema.safeParse(target)];
  if (!from.success || !to.success || !sourceHandle || !targetHandle) return undefined;
  return { from: { node: from.data, port: sourceHandle }, to: { node: to.data, port: targetHandle } };
}

/** A wire may be drawn wherever it closes no circle; whether shapes fit is said afterwards, with a repair. */
export function canConnect(connection: Ends): boolean {
  const ends = endsOf(connection);
  const state = useStudio.getState();
  return (
    ends !== undefined &&
    edits.connectProblem(shownGraph(state), ends.from, ends.to, state.doc?.graph.definitions ?? []) === undefined
  );
}

export function connectPorts(connection: Ends): void {
  const ends = endsOf(connection);
  if (ends)
    editGraph('command.connectWire', (graph, definitions) => edits.connect(graph, ends.from, ends.to, definitions));
}

export interface Move {
  readonly id: NodeId | AnnotationId;
  readonly position: Point;
}

/** The end of a drag: all that moved in one step. */
export function commitMoves(moves: readonly Move[], merge?: string): void {
  const { nodes, annotations = [] } = shownGraph(useStudio.getState());
  const before = new Map<string, Point>([...nodes, ...annotations].map(({ id, position }) => [id, position]));
  const moved = movedPlaces(moves, before);
  if (moved.size > 0)
    editGraph('command.move', (graph) => moveAnnotations(edits.moveNodes(graph, moved), moved), { merge });
}

function movedPlaces(moves: readonly Move[], before: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  return new Map(
    moves
      .map(({ id, position }) => [id as string, rounded(position)] as const)
      .filter(([id, { x, y }]) => before.get(id)?.x !== x || before.get(id)?.y !== y),
  );
}

/** By arrow keys: a row of presses is one step. Frames take along what they hold. */
export function moveSelected(by: Point): void {
  const state = useStudio.getState();
  const { nodes, annotations } = state.selection;
  const held = heldByFrames(annotations);
  const chosen = new Set<string>([...nodes, ...annotations, ...held.nodes, ...held.annotations]);
  const graph = shownGraph(state);
  commitMoves(
    [...graph.nodes, ...(graph.annotations ?? [])]
      .filter(({ id }) => chosen.has(id))
      .map(({ id, position }) => ({ id, position: { x: position.x + by.x, y: position.y + by.y } })),
    `move ${[...nodes, ...annotations].join(' ')}`,
  );
}

/** The end of a drag on a wire: the layer goes into it, where it was dropped. One step. */
export function dropIntoWire(wire: string, { id, position }: { readonly id: NodeId; readonly position: Point }): void {
  editGliding('command.insertOnWire', (graph, definitions) =>
    makeRoom(
      graph,
      edits.dropOnWire(edits.moveNodes(graph, new Map([[id, rounded(position)]])), wire, id, definitions),
    ),
  );
}

/** A layer that has a way through and no wires yet can go into a wire. */
export function canGoIntoWire(graph: Graph, definitions: GraphDoc['definitions'], id: string): boolean {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (!node || graph.wires.some(({ from, to }) => from.node === id || to.node === id)) return false;
  const { inputs, outputs } = portsOf(node, definitions);
  return inputs.length > 0 && outputs.length > 0;
}

/** A kind of layer, or a block of the project, that has a way through. */
export function fitsIntoWires(entry: string, definitions: GraphDoc['definitions']): boolean {
  const { graph, id } = edits.addNode(
    { nodes: [], wires: [] },
    { ...choiceOf(entry), position: { x: 0, y: 0 } },
    definitions,
  );
  return canGoIntoWire(graph, definitions, id);
}

/** The selected layer into the selected wire: what dropping it there does, by keyboard. */
export function insertSelectedOnWire(): void {
  const { selection } = useStudio.getState();
  const [node] = selection.nodes;
  const [wire] = selection.wires;
  if (!node || !wire) return;
  editGliding('command.insertOnWire', (graph, definitions) => {
    const middle = edits.middleOf(graph, wire);
    if (!middle) return graph;
    const moved = edits.moveNodes(graph, new Map([[node, rounded(middle)]]));
    return makeRoom(graph, edits.dropOnWire(moved, wire, node, definitions));
  });
  selectNodes([node]);
}

export function removeParts(
  {
    nodes,
    wires,
    annotations = [],
  }: {
    readonly nodes: readonly NodeId[];
    readonly wires: readonly WireId[];
    readonly annotations?: readonly AnnotationId[];
  },
  command = 'command.delete',
): void {
  editGraph(command, (graph) =>
    removeAnnotations(edits.removeWires(edits.removeNodes(graph, nodes), wires), annotations),
  );
  useStudio.getState().select({});
}

/** Typing in one field is one step. */
export function changeParam(node: NodeId, name: string, value: ParamValue): void {
  editGraph('command.setParam', (graph) => edits.setParam(graph, node, name, value), { merge: `${node}.${name}` });
}

export function renameNode(node: NodeId, name: string): void {
  const text = name.trim();
  editGraph('command.renameLayer', (graph) =>
    graph.nodes.some(({ id, name: old }) => id === node && old === text) ? graph : edits.renameNode(graph, node, text),
  );
}

/** Removes the selected nodes and joins what stood before each with what stood behind it. */
export function deleteAndJoin(): void {
  const { nodes } = useStudio.getState().selection;
  editGraph('command.deleteAndJoin', (graph, definitions) => edits.deleteAndHeal(graph, nodes, definitions));
  selectNodes([]);
}

/** Leaves the selected layers out of the model, or takes them in again if all of them are left out. */
export function bypassSelected(): void {
  const { nodes } = useStudio.getState().selection;
  editGraph('command.bypass', (graph, definitions) => {
    const chosen = graph.nodes.filter(({ id }) => nodes.includes(id));
    return setBypassed(graph, nodes, !chosen.every(({ bypassed }) => bypassed), definitions);
  });
}

/** Another layer in this one's place. */
export function changeTypeOf(node: NodeId, type: string): void {
  editGraph('command.changeType', (graph, definitions) => changeType(graph, node, type, definitions));
}

/** Gives the selected block weights of its own. */
export function makeSelectedOwnCopy(): void {
  const [block] = useStudio.getState().selection.nodes;
  if (block) editDocument('command.makeOwnCopy', (doc, scope) => makeOwnCopy(doc, scope, block));
}

/** Lets the selected blocks share the weights of the first. */
export function shareSelected(): void {
  const { nodes } = useStudio.getState().selection;
  editDocument('command.shareWeights', (doc, scope) => shareDefinition(doc, scope, nodes));
}

interface Edited {
  readonly doc: GraphDoc;
  readonly ids: readonly NodeId[];
  readonly annotations?: readonly AnnotationId[];
}

/** Edits that make nodes, notes or frames select them afterwards. */
function editAndSelect(command: string, edit: (doc: GraphDoc, scope: string | undefined) => Edited): void {
  let made: Edited | undefined;
  const before = useStudio.getState().doc;
  editDocument(command, (doc, scope) => {
    made = edit(doc, scope);
    return made.doc;
  });
  // An edit that was refused has made nothing.
  if (useStudio.getState().doc === before) return;
  const { ids = [], annotations = [] } = made ?? {};
  if (ids.length + annotations.length === 0) return;
  useStudio.getState().select({ nodes: ids, annotations });
  const [first] = shownGraph(useStudio.getState()).nodes.filter(({ id }) => id === ids[0]);
  if (first) canvas()?.show(first.position);
  // Several would be one again: focus selects. Who works in the outline stays there.
  if (
    first &&
    canvas() &&
    ids.length === 1 &&
    annotations.length === 0 &&
    !document.activeElement?.closest('[role="tree"]')
  )
    canvas()?.focusNode(first.id);
}

/** What copying takes: the selection; frames alone bring what they hold. */
export function copiedIds(): readonly string[] {
  const { nodes, annotations } = useStudio.getState().selection;
  const held = nodes.length === 0 ? heldByFrames(annotations) : { nodes, annotations: [] };
  return [...held.nodes, ...annotations, ...held.annotations];
}

/** A copy beside the selection; with the wires that lead to it from elsewhere only if asked for. */
export function duplicateSelected({ keepIncoming = false }: Pick<PasteOptions, 'keepIncoming'> = {}): void {
  const ids = copiedIds();
  const command = keepIncoming ? 'command.duplicateWired' : 'command.duplicate';
  editAndSelect(command, (doc, scope) => {
    const fragment = copyFragment(doc, scope, ids);
    const offset = fragment && copyOffset(fragment, edits.graphAt(doc, scope) ?? doc);
    return duplicateNodes(doc, scope, ids, { keepIncoming, ...(offset ? { offset } : {}) });
  });
}

/** Pastes copies beside the originals; with the wires that led to them only if asked for and still possible. */
export function pasteNodes(
  fragment: Fragment,
  { keepIncoming = false }: Pick<PasteOptions, 'keepIncoming'> = {},
): void {
  const command = keepIncoming ? 'command.pasteWired' : 'command.paste';
  const offset = copyOffset(fragment, shownGraph(useStudio.getState()));
  editAndSelect(command, (doc, scope) => pasteFragment(doc, scope, fragment, { keepIncoming, offset }));
}

export function groupSelected(): void {
  const { nodes, annotations } = useStudio.getState().selection;
  editAndSelect('command.group', (doc, scope) => {
    const { doc: grouped, id } = groupIntoBlock(doc, scope, [...nodes, ...annotations], tNow('editor.blockName'));
    return { doc: grouped, ids: id ? [id] : [] };
  });
}

export function ungroupSelected(): void {
  const [block] = useStudio.getState().selection.nodes;
  if (block) editAndSelect('command.ungroup', (doc, scope) => ungroup(doc, scope, block));
}
