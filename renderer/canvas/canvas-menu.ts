/** The menu at the pointer: where it stands, and what it is about. */
import type { MouseEvent } from 'react';
import { create } from 'zustand';
import { isTypingTarget } from '../commands/keys.ts';
import { selectionOfPart } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { farWireAt } from './far-selection.ts';

/** Commands of the menu in groups; those that can do nothing here are left out. */
export const menuCommands: readonly (readonly string[])[] = [
  ['repairSelected', 'inspect', 'rename', 'openBlock', 'openBlockInTab', 'showReference'],
  ['connect', 'connectInto', 'moveWireEnd', 'moveWireStart', 'insertOnWire', 'changeType', 'bypass'],
  ['group', 'ungroup', 'makeOwnCopy', 'shareWeights', 'layoutSelection'],
  ['copy', 'cut', 'duplicate', 'duplicateWired'],
  ['delete', 'deleteAndJoin'],
];
/** On the empty canvas. */
export const paneCommands: readonly (readonly string[])[] = [
  ['addLayerHere', 'paste', 'addNote', 'addFrame'],
  ['selectAll', 'find', 'layout', 'fit', 'nextProblem'],
];

interface CanvasMenuState {
  /** On the screen; null while it is closed. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly groups: readonly (readonly string[])[];
}

export const useCanvasMenu = create<CanvasMenuState>()(() => ({ at: null, groups: [] }));
export const closeCanvasMenu = (): void => useCanvasMenu.setState({ at: null });

/** A right click, or the menu key: about what is under it, which is selected unless it is part of the selection. */
export function openCanvasMenu(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (!target || isTypingTarget(target) || !target.closest('.react-flow__renderer')) return;
  event.preventDefault();
  const drawn = target.closest('.react-flow__node, .react-flow__edge')?.getAttribute('data-id');
  const part = drawn ?? farWireAt(event);
  const isAboutParts = part != null || target.closest('.react-flow__nodesselection') !== null;
  if (part != null) selectPart(part);
  else if (!isAboutParts) useStudio.getState().select({});
  const at = { x: event.clientX, y: event.clientY };
  useCanvasMenu.setState({ at, groups: isAboutParts ? menuCommands : paneCommands });
}

function selectPart(part: string): void {
  const state = useStudio.getState();
  const { selection } = state;
  if ([...selection.nodes, ...selection.wires, ...selection.annotations].some((id) => id === part)) return;
  state.select(selectionOfPart(state, part));
}
