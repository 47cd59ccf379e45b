/** Whether the canvas is being moved: what comes into sight then is drawn when it rests. */
import { useSyncExternalStore } from 'react';

let isMoving = false;
const listeners = new Set<() => void>();

export function noteMoving(moving: boolean): void {
  if (moving === isMoving) return;
  isMoving = moving;
  if (!moving) for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Counts as rested from its first rest on: what is drawn stays drawn while the canvas moves on. */
export const useRested = (wasRested: boolean): boolean => useSyncExternalStore(subscribe, () => wasRested || !isMoving);
