/** A layer added at a place of the empty canvas: where the small palette stands, and what choosing does. */
import type { MouseEvent } from 'react';
import { create } from 'zustand';
import type { Position } from '../../shared/graph/edits.ts';
import { editable } from '../commands/command.ts';
import { useStudio } from '../state/store.ts';
import { addLayer, newPlace } from './canvas-actions.ts';
import { nodeWidth } from './node-size.ts';
import { canvas } from './canvas-handle.ts';
import { useCanvasMenu } from './canvas-menu.ts';
import { portHeight } from './port-height.ts';

interface AddingHere {
  /** On the screen. */
  readonly at: Position;
  /** What had the keyboard, and gets it back if nothing is chosen. */
  readonly before: Element | null;
}

export const useAddHere = create<{ readonly adding: AddingHere | null }>()(() => ({ adding: null }));

const open = (at: Position): void => useAddHere.setState({ adding: { at, before: document.activeElement } });

/** Where the menu of the canvas was opened, else in the middle of what is seen. */
export function openAddHere(): void {
  const handle = canvas();
  const at = useCanvasMenu.getState().at ?? handle?.onScreen(handle.middle());
  if (at) open(at);
}

/** A double click where nothing lies. */
export function onCanvasDoubleClick(event: MouseEvent): void {
  const onNothing = event.target instanceof Element && event.target.matches('.react-flow__pane');
  if (onNothing && editable(useStudio.getState())) open({ x: event.clientX, y: event.clientY });
}

export const closeAddHere = (): void => useAddHere.setState({ adding: null });

/** Escape: the keyboard goes on where it was. */
export function cancelAddHere(): void {
  const before = useAddHere.getState().adding?.before;
  closeAddHere();
  if (before instanceof HTMLElement && before.isConnected) before.focus();
}

/** Adds the entry with the middle of its title at the place. */
export function addEntryHere(entry: string, { at }: AddingHere): void {
  const place = canvas()?.at(at) ?? { x: 0, y: 0 };
  closeAddHere();
  const added = addLayer(entry, newPlace({ x: place.x - nodeWidth / 2, y: place.y - portHeight(0) }));
  if (added) canvas()?.focusNode(added);
}
