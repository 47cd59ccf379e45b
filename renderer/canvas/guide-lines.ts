/** The guides of the drag that is going on: a store of its own, so that a drag draws nothing else again. */
import { useSyncExternalStore } from 'react';
import type { Guide } from './snapping.ts';

const none: readonly Guide[] = [];
let current = none;
const listeners = new Set<() => void>();

export function showGuides(guides: readonly Guide[]): void {
  if (guides.length === 0 && current.length === 0) return;
  current = guides.length === 0 ? none : guides;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useGuides = (): readonly Guide[] => useSyncExternalStore(subscribe, () => current);
