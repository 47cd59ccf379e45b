/** The hand on a wire: picking it up, looking for its other end, letting it go. React Flow's events as our edits. */
import type { Connection, Edge, OnConnect, OnConnectEnd, OnConnectStart, OnReconnect } from '@xyflow/react';
import type { Endpoint } from '../../shared/graph/edits.ts';
import type { FixedEnd } from '../../shared/graph/wire-fits.ts';
import * as wires from '../../shared/graph/wire-edits.ts';
import { nodeIdSchema, type WireId, wireIdSchema } from '../../shared/ids.ts';
import { editGraph } from '../state/shown-graph.ts';
import { canConnect, connectPorts } from './canvas-actions.ts';
import { openAddAt } from './add-at-wire.ts';
import { layerAt } from './layer-under-pointer.ts';
import { endWire, startWire, useWireDrag } from './wire-drag.ts';

/** Pixels from where the wire was picked up within which letting go means: never mind. */
const nevermind = 24;

let moved: WireId | undefined;
let pickedUp = { x: 0, y: 0 };

export function onReconnectStart(_: unknown, edge: Edge): void {
  const id = wireIdSchema.safeParse(edge.id);
  moved = id.success ? id.data : undefined;
}

export const onConnectStart: OnConnectStart = (event, { nodeId, handleId, handleType }) => {
  const node = nodeIdSchema.safeParse(nodeId);
  pickedUp = pointOf(event);
  if (!node.success || !handleId || !handleType) return;
  startWire({ end: { node: node.data, port: handleId }, side: handleType, ...(moved ? { moved } : {}) });
};

const otherEnd = (fixed: FixedEnd, connection: Connection | Edge): Endpoint | undefined => {
  const [id, port] =
    fixed.side === 'source'
      ? [connection.target, connection.targetHandle]
      : [connection.source, connection.sourceHandle];
  const node = nodeIdSchema.safeParse(id);
  return node.success && port ? { node: node.data, port } : undefined;
};

/** Wherever it closes no circle: whether shapes fit is told beside the pointer, and afterwards with a repair. */
export function isValidConnection(connection: Connection | Edge): boolean {
  const { fits } = useWireDrag.getState();
  if (!fits) return canConnect(connection);
  const other = otherEnd(fits.fixed, connection);
  return other !== undefined && fits.at(other.node, other.port).kind !== 'cannot';
}

/** Draws or moves the wire, as one step. */
export function letGoAt(fixed: FixedEnd, other: Endpoint): void {
  editGraph(fixed.moved ? 'command.moveWire' : 'command.connectWire', (graph, definitions) =>
    wires.wireTo(graph, fixed, other, definitions),
  );
}

export const onConnect: OnConnect = (connection) => {
  const fixed = useWireDrag.getState().fits?.fixed;
  const other = fixed && otherEnd(fixed, connection);
  if (fixed && other) letGoAt(fixed, other);
  else connectPorts(connection);
};

export const onReconnect: OnReconnect = (_, connection) => onConnect(connection);

/** Over a layer the wire goes to its best port; over the empty canvas a layer can be added at its end. */
export const onConnectEnd: OnConnectEnd = (event, { toHandle, isValid }) => {
  const { fits } = useWireDrag.getState();
  endWire();
  moved = undefined;
  if (!fits || toHandle || isValid) return;
  const at = pointOf(event);
  const under = document.elementFromPoint(at.x, at.y);
  const node = nodeIdSchema.safeParse(layerAt(under));
  if (node.success) {
    const port = fits.best(node.data);
    if (port) letGoAt(fits.fixed, { node: node.data, port: port.name });
    return;
  }
  const far = Math.hypot(at.x - pickedUp.x, at.y - pickedUp.y) > nevermind;
  // Notes and frames lie on the canvas as wires do.
  if (far && under?.closest('.react-flow__renderer')) openAddAt(fits.fixed, at);
};

function pointOf(event: MouseEvent | TouchEvent): { readonly x: number; readonly y: number } {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
}
