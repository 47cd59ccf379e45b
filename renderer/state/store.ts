/**
 * The one store. Slices differ in how long they live: `document` is saved and undone, `session` is neither, `connection`
 * follows the socket. A slice of runs (a mirror of the core's events) joins here.
 */
import { create } from 'zustand';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { type ConnectionSlice, createConnectionSlice } from './connection-slice.ts';
import { createDocumentSlice, type DocumentSlice } from './document-slice.ts';
import { createSessionSlice, type SessionSlice } from './session-slice.ts';

export type Studio = DocumentSlice & SessionSlice & ConnectionSlice;

export const useStudio = create<Studio>()((...api) => ({
  ...createDocumentSlice(...api),
  ...createSessionSlice(...api),
  ...createConnectionSlice(...api),
}));

/** The open project's document. Throws when none is open: panels that need one are shown only then. */
export function currentDoc(): ProjectDoc {
  const { doc } = useStudio.getState();
  if (!doc) throw new Error('No project is open.');
  return doc;
}

/** The open project's document in a component; re-renders when it changes. */
export function useDoc(): ProjectDoc {
  const doc = useStudio((state) => state.doc);
  if (!doc) throw new Error('No project is open.');
  return doc;
}

/**
 * The only way to change the document: one undo step named by `command`, a catalogue key such as `command.setParam`.
 * Consecutive changes with the same `merge` key become one step (typing in one field, one slider).
 * Does nothing while the project is read-only or when `change` returns the same document.
 */
export function updateDoc(
  command: string,
  change: (doc: ProjectDoc) => ProjectDoc,
  options?: { merge?: string | undefined },
): void {
  useStudio.getState().updateDoc(command, change, options);
}
