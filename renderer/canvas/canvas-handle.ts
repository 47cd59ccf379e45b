import type { Wire } from '../../shared/graph/graph-doc.ts';
import type { WireId } from '../../shared/ids.ts';

/** What commands ask of the canvas on the screen: it is there only while the Model place is. */
export interface CanvasHandle {
  fit(): void;
  /** Shows everything if it can be read at that size, else the beginning. */
  begin(): void;
  /** Zooms to what is selected. */
  fitSelection(): void;
  /** Brings what is selected into the middle, once it is drawn, at a size that can be read. */
  centreSelection(): void;
  zoomBy(factor: number): void;
  zoom(): number;
  /** Where a new node goes: the middle of what is seen, in the document's coordinates. */
  middle(): { readonly x: number; readonly y: number };
  /** A point of the screen in the document's coordinates. */
  at(point: { readonly x: number; readonly y: number }): { readonly x: number; readonly y: number };
  /** And back. */
  onScreen(place: { readonly x: number; readonly y: number }): { readonly x: number; readonly y: number };
  /** Whether a place is in view. */
  sees(place: { readonly x: number; readonly y: number }): boolean;
  /** Brings a place into view if it is outside. */
  show(place: { readonly x: number; readonly y: number }): void;
  /** Measured sizes, for the layout. */
  sizeOf(id: string): { readonly width: number; readonly height: number };
  /** The wire that runs within some pixels of a point of the screen. */
  wireNear(
    wires: readonly Wire[],
    point: { readonly x: number; readonly y: number },
    pixels: number,
  ): WireId | undefined;
  /** Moves keyboard focus onto a node once it is drawn. */
  focusNode(id: string): void;
}

let current: CanvasHandle | undefined;

export function setCanvas(handle: CanvasHandle | undefined): void {
  current = handle;
}

/** Calls back with the canvas if it is on the screen. */
export const canvas = (): CanvasHandle | undefined => current;
