/** Wiring by keyboard: from a layer, into a layer, and either end of a wire that is there. */
import { shownGraph } from '../state/shown-graph.ts';
import type { Studio } from '../state/store.ts';
import type { Command } from './command.ts';
import { canEdit, model, selectedNode } from './model-command.ts';

function selectedWire(state: Studio) {
  const [id, ...others] = state.selection.wires;
  return others.length === 0 ? shownGraph(state).wires.find((wire) => wire.id === id) : undefined;
}

function connectNode(state: Studio, side: 'source' | 'target'): void {
  const node = selectedNode(state);
  if (node) state.setConnecting({ node: node.id, side });
}

/** `held` is the end that stays. */
function moveWire(state: Studio, held: 'source' | 'target'): void {
  const wire = selectedWire(state);
  const end = held === 'source' ? wire?.from : wire?.to;
  if (wire && end) state.setConnecting({ ...end, side: held, moved: wire.id });
}

export const wireCommands: readonly Command[] = [
  model({
    id: 'connect',
    group: 'canvas',
    keys: ['c', 'shift+enter'],
    enabled: (state) => canEdit(state) && selectedNode(state) !== undefined && selectedNode(state)?.type !== 'output',
    run: ({ state }) => connectNode(state, 'source'),
  }),
  model({
    id: 'connectInto',
    group: 'canvas',
    keys: ['shift+c'],
    enabled: (state) => canEdit(state) && selectedNode(state) !== undefined && selectedNode(state)?.type !== 'input',
    run: ({ state }) => connectNode(state, 'target'),
  }),
  model({
    id: 'moveWireEnd',
    group: 'canvas',
    enabled: (state) => canEdit(state) && selectedWire(state) !== undefined,
    run: ({ state }) => moveWire(state, 'source'),
  }),
  model({
    id: 'moveWireStart',
    group: 'canvas',
    enabled: (state) => canEdit(state) && selectedWire(state) !== undefined,
    run: ({ state }) => moveWire(state, 'target'),
  }),
];
