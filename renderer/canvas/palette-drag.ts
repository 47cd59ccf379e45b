/** What is being dragged from the palette: a drag tells its data only when it ends, and a wire lights up before. */
import type { DragEvent } from 'react';
import { useStudio } from '../state/store.ts';
import { fitsIntoWires } from './canvas-actions.ts';
import { markWire, wireAt } from './wire-under-pointer.ts';

/** The kind of data such a drag carries: the id of a layer type, or `block:` and the id of a definition. */
export const layerDragType = 'application/x-weft-layer';

let mayGoIntoWire = false;

export function startPaletteDrag({ dataTransfer }: DragEvent, entry: string): void {
  dataTransfer.setData(layerDragType, entry);
  dataTransfer.effectAllowed = 'copy';
  mayGoIntoWire = fitsIntoWires(entry, useStudio.getState().doc?.graph.definitions ?? []);
}

/** Also when it was let go elsewhere or given up. */
export function endPaletteDrag(): void {
  mayGoIntoWire = false;
  markWire(undefined);
}

/** Over the canvas: it may be dropped, and the wire that it would go into lights up. */
export function paletteDragOver(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(layerDragType)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  if (mayGoIntoWire) markWire(wireAt(event.clientX, event.clientY));
}

/** The canvas is left; passing over one of its parts is no leaving. */
export function paletteDragLeave({ currentTarget, relatedTarget }: DragEvent): void {
  if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) markWire(undefined);
}
