/** What can be done on the canvas. */
import { copySelected, cutSelected, pasteFromClipboard, removeSelected } from '../canvas/clipboard.ts';
import {
  deleteAndJoin,
  duplicateSelected,
  groupSelected,
  layOutShown,
  moveSelected,
  ungroupSelected,
} from '../canvas/canvas-actions.ts';
import { canvas } from '../canvas/canvas-handle.ts';
import { inspectorId, nodeNameId, paletteSearchId } from '../ui/element-ids.ts';
import { canRepair, repairSelected } from '../shell/problem-actions.ts';
import { shownGraph } from '../state/shown-graph.ts';
import type { Studio } from '../state/store.ts';
import { type Command, type CommandSpec, defineCommand, editable } from './command.ts';

const onModel = (state: Studio): boolean => state.doc !== null && state.place === 'model';
const canEdit = (state: Studio): boolean => onModel(state) && editable(state);
const anySelected = ({ selection }: Studio): boolean => selection.nodes.length + selection.wires.length > 0;
const nodesSelected = ({ selection }: Studio): boolean => selection.nodes.length > 0;

function selectedNode(state: Studio) {
  const [id, ...others] = state.selection.nodes;
  return others.length === 0 ? shownGraph(state).nodes.find((node) => node.id === id) : undefined;
}

const model = (spec: CommandSpec): Command => defineCommand({ scope: 'model', enabled: onModel, ...spec });

const steps = {
  moveLeft: [-1, 0, 'arrowleft'],
  moveRight: [1, 0, 'arrowright'],
  moveUp: [0, -1, 'arrowup'],
  moveDown: [0, 1, 'arrowdown'],
} as const;
const smallStep = 10;
const bigStep = 50;
const moveCommands = Object.entries(steps).flatMap(([id, [x, y, key]]) =>
  (
    [
      ['', smallStep],
      ['shift+', bigStep],
    ] as const
  ).map(([shift, step]) =>
    model({
      id: shift === '' ? id : `${id}Far`,
      group: 'canvas',
      keys: [shift + key],
      enabled: (state) => canEdit(state) && nodesSelected(state),
      run: () => moveSelected({ x: x * step, y: y * step }),
    }),
  ),
);

/** Focuses a field and selects what is in it; Escape there goes back to where the person came from. */
function focusSoon(find: () => HTMLElement | null | undefined): void {
  const from = document.activeElement;
  // The panel may have to be drawn first.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const target = find();
      target?.focus();
      if (target instanceof HTMLInputElement && target.type === 'text') target.select();
      if (from instanceof HTMLElement && from !== document.body)
        target?.addEventListener('keydown', (event) => {
          if (event.key === 'Escape' && from.isConnected) from.focus();
        });
    }),
  );
}

export const modelCommands: readonly Command[] = [
  model({
    id: 'addLayer',
    group: 'canvas',
    keys: ['a', '/'],
    enabled: canEdit,
    run: ({ state }) => {
      if (!state.panels.left) state.togglePanel('left');
      focusSoon(() => document.getElementById(paletteSearchId));
    },
  }),
  model({
    id: 'connect',
    group: 'canvas',
    keys: ['c', 'shift+enter'],
    enabled: (state) => canEdit(state) && selectedNode(state) !== undefined && selectedNode(state)?.type !== 'output',
    run: ({ state }) => state.setConnectFrom(selectedNode(state)?.id ?? null),
  }),
  model({
    id: 'inspect',
    group: 'canvas',
    keys: ['enter'],
    enabled: (state) => onModel(state) && anySelected(state),
    run: ({ state }) => {
      if (!state.panels.right) state.togglePanel('right');
      focusSoon(
        () =>
          document.getElementById(inspectorId)?.querySelector<HTMLElement>('input, select, textarea') ??
          document.getElementById(inspectorId)?.querySelector<HTMLElement>('button'),
      );
    },
  }),
  model({
    id: 'repairSelected',
    group: 'edit',
    keys: ['mod+.'],
    inFields: true,
    enabled: (state) => canEdit(state) && canRepair(state),
    run: ({ state }) => repairSelected(state),
  }),
  model({
    id: 'rename',
    group: 'canvas',
    keys: ['f2'],
    enabled: (state) => canEdit(state) && selectedNode(state) !== undefined,
    run: ({ state }) => {
      if (!state.panels.right) state.togglePanel('right');
      focusSoon(() => document.getElementById(nodeNameId));
    },
  }),
  model({
    id: 'delete',
    group: 'edit',
    keys: ['delete', 'backspace'],
    enabled: (state) => canEdit(state) && anySelected(state),
    run: () => removeSelected('command.delete'),
  }),
  model({
    id: 'deleteAndJoin',
    group: 'edit',
    keys: ['shift+delete'],
    enabled: (state) => canEdit(state) && nodesSelected(state),
    run: () => deleteAndJoin(),
  }),
  model({
    id: 'copy',
    group: 'edit',
    keys: ['mod+c'],
    native: true,
    enabled: (state) => onModel(state) && nodesSelected(state),
    run: () => copySelected(),
  }),
  model({
    id: 'cut',
    group: 'edit',
    keys: ['mod+x'],
    native: true,
    enabled: (state) => canEdit(state) && nodesSelected(state),
    run: () => cutSelected(),
  }),
  model({
    id: 'paste',
    group: 'edit',
    keys: ['mod+v'],
    native: true,
    enabled: canEdit,
    run: () => pasteFromClipboard(),
  }),
  model({
    id: 'duplicate',
    group: 'edit',
    keys: ['mod+d'],
    enabled: (state) => canEdit(state) && nodesSelected(state),
    run: () => duplicateSelected(),
  }),
  model({
    id: 'selectAll',
    group: 'edit',
    keys: ['mod+a'],
    run: ({ state }) => {
      const { nodes, wires } = shownGraph(state);
      state.select({ nodes: nodes.map((node) => node.id), wires: wires.map((wire) => wire.id) });
    },
  }),
  model({
    id: 'selectNone',
    group: 'edit',
    keys: ['escape'],
    enabled: (state) => onModel(state) && anySelected(state),
    run: ({ state }) => state.select({}),
  }),
  model({
    id: 'group',
    group: 'canvas',
    keys: ['mod+g'],
    enabled: (state) => canEdit(state) && nodesSelected(state),
    run: () => groupSelected(),
  }),
  model({
    id: 'ungroup',
    group: 'canvas',
    keys: ['mod+shift+g'],
    enabled: (state) => canEdit(state) && selectedNode(state)?.type === 'block',
    run: () => ungroupSelected(),
  }),
  model({
    id: 'openBlock',
    group: 'canvas',
    keys: ['alt+arrowdown'],
    enabled: (state) => onModel(state) && selectedNode(state)?.definition !== undefined,
    run: ({ state }) => {
      const definition = selectedNode(state)?.definition;
      if (definition) state.openBlock([...state.blockPath, definition]);
    },
  }),
  model({
    id: 'leaveBlock',
    group: 'canvas',
    keys: ['alt+arrowup'],
    enabled: (state) => onModel(state) && state.blockPath.length > 0,
    run: ({ state }) => state.openBlock(state.blockPath.slice(0, -1)),
  }),
  model({ id: 'layout', group: 'canvas', keys: ['l'], enabled: canEdit, run: () => layOutShown() }),
  model({ id: 'fit', group: 'canvas', keys: ['f'], run: () => canvas()?.fit() }),
  model({ id: 'zoomIn', group: 'canvas', keys: ['plus', '='], run: () => canvas()?.zoomBy(1.25) }),
  model({ id: 'zoomOut', group: 'canvas', keys: ['-'], run: () => canvas()?.zoomBy(0.8) }),
  model({
    id: 'toggleOutline',
    group: 'view',
    keys: ['o'],
    run: ({ state }) => state.setOutlineOpen(!state.outlineOpen),
  }),
  ...moveCommands,
];
