/** Arranging, copying, bypassing, notes and frames, finding: what hands do on the canvas beside drawing itself. */
import { alignments, directions } from '../../shared/graph/arrange.ts';
import { canBypass } from '../../shared/graph/bypass.ts';
import type { GraphNode } from '../../shared/graph/graph-doc.ts';
import { addFrame, addNote } from '../canvas/annotation-actions.ts';
import { alignSelected, distributeSelected, layOutSelected, layOutShown } from '../canvas/arrange-actions.ts';
import {
  bypassSelected,
  canGoIntoWire,
  duplicateSelected,
  insertSelectedOnWire,
  makeSelectedOwnCopy,
  shareSelected,
} from '../canvas/canvas-actions.ts';
import { canvas } from '../canvas/canvas-handle.ts';
import { pasteFromClipboard } from '../canvas/clipboard.ts';
import { showNextProblem } from '../canvas/next-problem.ts';
import { definitionsOf } from '../../shared/graph/edits.ts';
import { sharedDefinitions } from '../../shared/graph/shared-definitions.ts';
import { findId } from '../ui/element-ids.ts';
import { selectedNodes, shownGraph } from '../state/shown-graph.ts';
import { problemsOf } from '../state/derived.ts';
import type { Studio } from '../state/store.ts';
import type { Command } from './command.ts';
import { anySelected, canEdit, focusSoon, model, onModel, partsSelected, selectedNode } from './model-command.ts';

const howMany = ({ selection }: Studio): number => selection.nodes.length + selection.annotations.length;
const definitionsIn = (state: Studio) => state.doc?.graph.definitions ?? [];
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const alignKeys: Readonly<Record<string, string>> = {
  left: 'alt+shift+arrowleft',
  right: 'alt+shift+arrowright',
  top: 'alt+shift+arrowup',
  bottom: 'alt+shift+arrowdown',
};

const arrangeCommands: readonly Command[] = [
  model({ id: 'layout', group: 'canvas', keys: ['l'], enabled: canEdit, run: () => layOutShown() }),
  model({
    id: 'layoutSelection',
    group: 'canvas',
    keys: ['shift+l'],
    enabled: (state) => canEdit(state) && state.selection.nodes.length > 1,
    run: () => layOutSelected(),
  }),
  ...alignments.map((alignment) =>
    model({
      id: `align${capital(alignment)}`,
      group: 'canvas',
      ...(alignKeys[alignment] === undefined ? {} : { keys: [alignKeys[alignment]] }),
      enabled: (state) => canEdit(state) && howMany(state) > 1,
      run: () => alignSelected(alignment),
    }),
  ),
  ...directions.map((direction) =>
    model({
      id: `distribute${capital(direction)}`,
      group: 'canvas',
      enabled: (state) => canEdit(state) && howMany(state) > 2,
      run: () => distributeSelected(direction),
    }),
  ),
  model({
    id: 'toggleSnapping',
    group: 'canvas',
    keys: ['shift+s'],
    label: ({ state, t }) => t(state.snapping ? 'command.snappingOff' : 'command.toggleSnapping'),
    run: ({ state }) => state.toggleSnapping(),
  }),
];

const copyCommands: readonly Command[] = [
  model({
    id: 'pasteWired',
    group: 'edit',
    keys: ['mod+shift+v'],
    native: true,
    enabled: canEdit,
    run: () => pasteFromClipboard({ keepIncoming: true }),
  }),
  model({
    id: 'duplicateWired',
    group: 'edit',
    keys: ['mod+shift+d'],
    enabled: (state) => canEdit(state) && partsSelected(state),
    run: () => duplicateSelected({ keepIncoming: true }),
  }),
];

const layerCommands: readonly Command[] = [
  model({
    id: 'bypass',
    group: 'canvas',
    keys: ['mod+b'],
    enabled: (state) => canEdit(state) && selectedNodes(state).some((node) => canBypass(node, definitionsIn(state))),
    run: () => bypassSelected(),
  }),
  model({
    id: 'changeType',
    group: 'canvas',
    keys: ['t'],
    enabled: (state) => canEdit(state) && selectedNode(state) !== undefined,
    run: ({ state }) => state.setChangingType(selectedNode(state)?.id ?? null),
  }),
  model({
    id: 'insertOnWire',
    group: 'canvas',
    keys: ['i'],
    enabled: (state) =>
      canEdit(state) &&
      state.selection.wires.length === 1 &&
      canGoIntoWire(shownGraph(state), definitionsIn(state), selectedNode(state)?.id ?? ''),
    run: () => insertSelectedOnWire(),
  }),
];

/** The layers that have the weights of the selected one, itself included. */
function sharingSelected(state: Studio): readonly GraphNode[] {
  const node = selectedNode(state);
  const shared = sharedDefinitions(shownGraph(state), definitionsIn(state));
  return [...shared.values()].find((uses) => uses.some(({ id }) => id === node?.id)) ?? [];
}

const blockCommands: readonly Command[] = [
  model({
    id: 'makeOwnCopy',
    group: 'canvas',
    enabled: (state) => canEdit(state) && (selectedNode(state)?.type === 'block' || wraps(selectedNode(state))),
    run: () => makeSelectedOwnCopy(),
  }),
  model({
    id: 'shareWeights',
    group: 'canvas',
    enabled: (state) => canEdit(state) && selectedNodes(state).filter(({ type }) => type === 'block').length > 1,
    run: () => shareSelected(),
  }),
  model({
    id: 'selectSharing',
    group: 'canvas',
    enabled: (state) => onModel(state) && sharingSelected(state).length > 1,
    run: ({ state }) => state.select({ nodes: sharingSelected(state).map(({ id }) => id) }),
  }),
  model({
    id: 'openBlockInTab',
    group: 'canvas',
    keys: ['mod+enter'],
    enabled: (state) => onModel(state) && firstDefinition(state) !== undefined,
    run: ({ state }) => {
      const definition = firstDefinition(state);
      if (definition) state.openTab([...state.blockPath, definition]);
    },
  }),
  model({
    id: 'closeTab',
    group: 'canvas',
    keys: ['alt+w'],
    enabled: (state) => onModel(state) && state.activeTab > 0,
    run: ({ state }) => state.closeTab(state.activeTab),
  }),
  model({
    id: 'nextTab',
    group: 'canvas',
    keys: ['alt+pagedown'],
    enabled: (state) => onModel(state) && state.tabs.length > 1,
    run: ({ state }) => state.goToTab((state.activeTab + 1) % state.tabs.length),
  }),
];

const wraps = (node: GraphNode | undefined): boolean => node !== undefined && definitionsOf(node).length > 0;

/** The definition of the selected block, or the one that the selected wrapper applies. */
function firstDefinition(state: Studio) {
  const node = selectedNode(state);
  const [id] = node ? definitionsOf(node) : [];
  return definitionsIn(state).find((definition) => definition.id === id)?.id;
}

const annotationCommands: readonly Command[] = [
  model({ id: 'addNote', group: 'canvas', keys: ['n'], enabled: canEdit, run: () => addNote() }),
  model({ id: 'addFrame', group: 'canvas', keys: ['shift+f'], enabled: canEdit, run: () => addFrame() }),
];

const findCommands: readonly Command[] = [
  model({
    id: 'find',
    group: 'edit',
    keys: ['mod+f'],
    run: ({ state }) => {
      state.setFindOpen(true);
      focusSoon(() => document.getElementById(findId));
    },
  }),
  model({
    id: 'zoomSelection',
    group: 'canvas',
    keys: ['z'],
    enabled: (state) => onModel(state) && anySelected(state),
    run: () => canvas()?.fitSelection(),
  }),
  model({
    id: 'nextProblem',
    group: 'canvas',
    scope: 'everywhere',
    inFields: true,
    keys: ['f8'],
    enabled: hasProblems,
    run: () => showNextProblem(1),
  }),
  model({
    id: 'previousProblem',
    group: 'canvas',
    scope: 'everywhere',
    inFields: true,
    keys: ['shift+f8'],
    enabled: hasProblems,
    run: () => showNextProblem(-1),
  }),
  model({
    id: 'toggleTouchPad',
    group: 'canvas',
    label: ({ state, t }) => t(state.touchPad ? 'command.useMouse' : 'command.toggleTouchPad'),
    run: ({ state }) => state.toggleTouchPad(),
  }),
];

function hasProblems(state: Studio): boolean {
  return onModel(state) && state.doc !== null && problemsOf(state.doc).some(({ nodeId }) => nodeId !== undefined);
}

export const handsCommands: readonly Command[] = [
  ...arrangeCommands,
  ...copyCommands,
  ...layerCommands,
  ...blockCommands,
  ...annotationCommands,
  ...findCommands,
];
