/** What hands do on the canvas, each as one undo step on the shown graph. */
import type { Connection } from '@xyflow/react';
import type { Graph, GraphDoc, ParamValue } from '../../shared/graph/graph-doc.ts';
import { groupIntoBlock, ungroup } from '../../shared/graph/blocks.ts';
import * as edits from '../../shared/graph/edits.ts';
import { duplicateNodes, type Fragment, pasteFragment } from '../../shared/graph/fragments.ts';
import { type NodePort, portsOf } from '../../shared/graph/ports.ts';
import { type NodeId, nodeIdSchema, type WireId } from '../../shared/ids.ts';
import { choiceOf } from '../palette/palette-entries.ts';
import { editDocument, editGraph, shownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { tNow } from '../ui/i18n.ts';
import { tellError } from '../ui/notify.ts';
import { layOut } from './auto-layout.ts';
import { canvas } from './canvas-handle.ts';

type Point = edits.Position;
type Endpoint = edits.Endpoint;

export const nodeWidth = 156;
const columnWidth = 196;
const rowHeight = 140;
const rounded = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) });

/** Puts a layer, or a block of the project (`block:<id>`), at a place, or into the wire that lies there, and selects it. */
export function addLayer(entry: string, position: Point, wire?: string): NodeId | undefined {
  let added: NodeId | undefined;
  editGraph('command.addLayer', (graph, definitions) => {
    const node = { ...choiceOf(entry), position: rounded(position) };
    const inserted = wire === undefined ? undefined : edits.insertOnWire(graph, wire, node, definitions);
    // Inputs and Outputs have no place in the middle of a wire: they are put beside it.
    const { graph: edited, id } = inserted?.id ? inserted : edits.addNode(graph, node, definitions);
    added = id;
    return edited;
  });
  selectNodes(added ? [added] : []);
  return added;
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
  let place = chosen
    ? { x: chosen.position.x + columnWidth, y: chosen.position.y }
    : (canvas()?.middle() ?? { x: 0, y: 0 });
  const covered = ({ x, y }: Point): boolean =>
    nodes.some(
      ({ position }) => Math.abs(position.x - x) < nodeWidth + 20 && Math.abs(position.y - y) < rowHeight - 20,
    );
  while (covered(place)) place = { x: place.x, y: place.y + rowHeight };
  const added = addLayer(entry, place);
  canvas()?.show(place);
  if (focus && added) canvas()?.focusNode(added);
}

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

export interface ConnectTarget {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** The ports, where a node has more than one. */
  readonly fromPort: NodePort | undefined;
  readonly toPort: NodePort | undefined;
}

/** Every port that a wire from `from` could lead to, free ones first. */
export function connectTargets(
  graph: Graph,
  definitions: GraphDoc['definitions'],
  from: NodeId,
): readonly ConnectTarget[] {
  const source = graph.nodes.find((node) => node.id === from);
  if (!source) return [];
  const outputs = portsOf(source, definitions).outputs;
  const taken = (to: Endpoint): boolean =>
    graph.wires.some((wire) => wire.to.node === to.node && wire.to.port === to.port);
  const targets = graph.nodes
    .flatMap((node) => {
      const inputs = portsOf(node, definitions).inputs;
      return outputs.flatMap((output) =>
        inputs.map((input) => ({
          from: { node: from, port: output.name },
          to: { node: node.id, port: input.name },
          fromPort: outputs.length > 1 ? output : undefined,
          toPort: inputs.length > 1 ? input : undefined,
        })),
      );
    })
    .filter((target) => edits.connectProblem(graph, target.from, target.to, definitions) === undefined);
  return targets.toSorted((a, b) => Number(taken(a.to)) - Number(taken(b.to)));
}

export interface Move {
  readonly id: NodeId;
  readonly position: Point;
}

/** The end of a drag: all moved nodes in one step. */
export function commitMoves(moves: readonly Move[], merge?: string): void {
  const before = new Map(shownGraph(useStudio.getState()).nodes.map((node) => [node.id, node.position]));
  const moved = moves
    .map(({ id, position }) => [id, rounded(position)] as const)
    .filter(([id, { x, y }]) => before.get(id)?.x !== x || before.get(id)?.y !== y);
  if (moved.length > 0) editGraph('command.move', (graph) => edits.moveNodes(graph, new Map(moved)), { merge });
}

/** By arrow keys: a row of presses is one step. */
export function moveSelected(by: Point): void {
  const state = useStudio.getState();
  const chosen = shownGraph(state).nodes.filter((node) => state.selection.nodes.includes(node.id));
  commitMoves(
    chosen.map(({ id, position }) => ({ id, position: { x: position.x + by.x, y: position.y + by.y } })),
    `move ${state.selection.nodes.join(' ')}`,
  );
}

export function removeParts(
  { nodes, wires }: { readonly nodes: readonly NodeId[]; readonly wires: readonly WireId[] },
  command = 'command.delete',
): void {
  editGraph(command, (graph) => edits.removeWires(edits.removeNodes(graph, nodes), wires));
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

/** Arranges everything on the canvas and shows it. */
export async function layOutShown(): Promise<void> {
  const handle = canvas();
  const graph = shownGraph(useStudio.getState());
  if (!handle || graph.nodes.length === 0) return;
  try {
    const placed = await layOut(graph, useStudio.getState().doc?.graph.definitions ?? [], (id) => handle.sizeOf(id));
    commitLayout(placed);
    requestAnimationFrame(() => requestAnimationFrame(() => canvas()?.begin()));
  } catch (error) {
    tellError(error);
  }
}

/** The graph may have changed while the layout was computed: nodes that are gone are left out. */
function commitLayout(placed: ReadonlyMap<NodeId, Point>): void {
  editGraph('command.layout', (graph) => edits.moveNodes(graph, placed));
}

/** Removes the selected nodes and joins what stood before each with what stood behind it. */
export function deleteAndJoin(): void {
  const { nodes } = useStudio.getState().selection;
  editGraph('command.deleteAndJoin', (graph, definitions) => edits.deleteAndHeal(graph, nodes, definitions));
  selectNodes([]);
}

/** Edits that make nodes select them afterwards. */
function editAndSelect(
  command: string,
  edit: (doc: GraphDoc, scope: string | undefined) => { readonly doc: GraphDoc; readonly ids: readonly NodeId[] },
): void {
  let made: readonly NodeId[] = [];
  editDocument(command, (doc, scope) => {
    const edited = edit(doc, scope);
    made = edited.ids;
    return edited.doc;
  });
  if (made.length > 0) selectNodes(made);
}

export function duplicateSelected(): void {
  const { nodes } = useStudio.getState().selection;
  editAndSelect('command.duplicate', (doc, scope) => duplicateNodes(doc, scope, nodes));
}

/** Pastes copies beside the originals, without the wires that led to them from elsewhere. */
export function pasteNodes(fragment: Fragment): void {
  editAndSelect('command.paste', (doc, scope) => pasteFragment(doc, scope, fragment));
}

export function groupSelected(): void {
  const { nodes } = useStudio.getState().selection;
  editAndSelect('command.group', (doc, scope) => {
    const { doc: grouped, id } = groupIntoBlock(doc, scope, nodes, tNow('editor.blockName'));
    return { doc: grouped, ids: id ? [id] : [] };
  });
}

export function ungroupSelected(): void {
  const [block] = useStudio.getState().selection.nodes;
  if (block) editAndSelect('command.ungroup', (doc, scope) => ungroup(doc, scope, block));
}
