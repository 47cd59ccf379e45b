/** What can be done on the canvas. */
import { copySelected, cutSelected, pasteFromClipboard, removeSelected } from '../canvas/clipboard.ts';
import {
  deleteAndJoin,
  duplicateSelected,
  groupSelected,
  moveSelected,
  ungroupSelected,
} from '../canvas/canvas-actions.ts';
import { openAddHere } from '../canvas/add-here.ts';
import { canvas } from '../canvas/canvas-handle.ts';
import { inspectorId, nodeNameId, paletteSearchId } from '../ui/element-ids.ts';
import { isInOutline, renameInOutline } from '../outline/renaming.ts';
import { canRepair, repairSelected } from '../shell/problem-actions.ts';
import { shownGraph } from '../state/shown-graph.ts';
import type { Command } from './command.ts';
import {
  anySelected,
  canEdit,
  focusSoon,
  model,
  nodesSelected,
  onModel,
  partsSelected,
  selectedNode,
} from './model-command.ts';
import { wireCommands } from './wire-commands.ts';

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
      enabled: (state) => canEdit(state) && partsSelected(state),
      run: () => moveSelected({ x: x * step, y: y * step }),
    }),
  ),
);

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
  model({ id: 'addLayerHere', group: 'canvas', keys: ['shift+a'], enabled: canEdit, run: () => openAddHere() }),
  ...wireCommands,
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
    enabled: (state) =>
      canEdit(state) && (selectedNode(state) !== undefined || state.selection.annotations.length === 1),
    run: ({ state }) => {
      const [annotation] = state.selection.annotations;
      if (annotation) {
        state.setWriting(annotation);
        return;
      }
      const node = selectedNode(state);
      if (node && isInOutline()) {
        renameInOutline(node.id);
        return;
      }
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
    enabled: (state) => onModel(state) && partsSelected(state),
    run: () => copySelected(),
  }),
  model({
    id: 'cut',
    group: 'edit',
    keys: ['mod+x'],
    native: true,
    enabled: (state) => canEdit(state) && partsSelected(state),
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
    enabled: (state) => canEdit(state) && partsSelected(state),
    run: () => duplicateSelected(),
  }),
  model({
    id: 'selectAll',
    group: 'edit',
    keys: ['mod+a'],
    run: ({ state }) => {
      const { nodes, wires, annotations = [] } = shownGraph(state);
      state.select({
        nodes: nodes.map(({ id }) => id),
        wires: wires.map(({ id }) => id),
        annotations: annotations.map(({ id }) => id),
      });
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
