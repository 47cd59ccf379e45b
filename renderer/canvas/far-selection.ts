/** Wires seen from far away are a few lines together: which one was clicked on is looked for when it happens. */
import type { MouseEvent } from 'react';
import type { WireId } from '../../shared/ids.ts';
import { shownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { canvas } from './canvas-handle.ts';
import { seenFromFar } from './far-view.ts';

/** On the screen: as much as a finger or a quick hand misses by. */
const reach = 8;

/** The wire under a pointer that is on the bare canvas; undefined from near, where each has an element. */
export function farWireAt({ target, clientX, clientY }: MouseEvent): WireId | undefined {
  return seenFromFar() && target instanceof Element && target.matches('.react-flow__pane')
    ? canvas()?.wireNear(shownGraph(useStudio.getState()).wires, { x: clientX, y: clientY }, reach)
    : undefined;
}

/** A click on the canvas, where no layer lies. */
export function selectFarWire(event: MouseEvent): void {
  if (!seenFromFar()) return;
  const wire = farWireAt(event);
  useStudio.getState().select(wire ? { wires: [wire] } : {});
}
