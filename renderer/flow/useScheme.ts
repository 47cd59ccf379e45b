/** Light or dark, as the page wears it; one watcher for all pictures, which come and go by the dozen while the canvas moves. */
import { useSyncExternalStore } from 'react';

const attribute = 'data-mantine-color-scheme';
const listeners = new Set<() => void>();
let watcher: MutationObserver | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (watcher === undefined) {
    watcher = new MutationObserver(() => {
      for (const each of listeners) each();
    });
    watcher.observe(document.documentElement, { attributeFilter: [attribute] });
  }
  return () => void listeners.delete(listener);
}

const current = (): 'light' | 'dark' =>
  document.documentElement.getAttribute(attribute) === 'dark' ? 'dark' : 'light';

export const useScheme = (): 'light' | 'dark' => useSyncExternalStore(subscribe, current);
