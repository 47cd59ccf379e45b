/**
 * A large drawing seen from far away. Nothing on a layer can be read then, so layers are drawn as boxes with their type,
 * and all wires as a few lines: a browser moves some hundred of those, but not some hundred layers with all that is on them.
 */
import { useSyncExternalStore } from 'react';

/** From here on a drawing is large: what is out of sight is not drawn, what is far away is drawn simply. */
export const manyNodes = 60;
/** Below this zoom the text on a layer is some five pixels high. */
const farZoom = 0.36;

export const isFarView = (zoom: number, nodes: number): boolean => zoom < farZoom && nodes > manyNodes;

let isFar = false;
const listeners = new Set<() => void>();

/** Told by the canvas; everything on it is drawn again only when this changes. */
export function setFarView(value: boolean): void {
  if (value === isFar) return;
  isFar = value;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** For handlers: what is drawn follows `useFarView`. */
export const seenFromFar = (): boolean => isFar;

export const useFarView = (): boolean => useSyncExternalStore(subscribe, () => isFar);
