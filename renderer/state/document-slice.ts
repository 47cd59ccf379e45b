/**
 * The open project: what is saved, what can be undone. Undo keeps whole documents (they share everything that did not
 * change) with the name of the command that left them; a step is made by a command, never by a timer.
 */
import type { StateCreator } from 'zustand';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { nothingSelected } from './session-slice.ts';
import type { Studio } from './store.ts';

export const undoLimit = 200;

interface Step {
  readonly doc: ProjectDoc;
  /** Catalogue key of the command that led away from `doc`. */
  readonly command: string;
  readonly merge?: string | undefined;
}

export interface OpenedProject {
  readonly doc: ProjectDoc;
  readonly writable: boolean;
  readonly recovered: boolean;
}

export interface DocumentSlice {
  readonly doc: ProjectDoc | null;
  /** The document as the core has it on disk; `doc !== savedDoc` means unsaved work. */
  readonly savedDoc: ProjectDoc | null;
  readonly writable: boolean;
  readonly recovered: boolean;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  readonly showProject: (opened: OpenedProject) => void;
  readonly hideProject: () => void;
  readonly updateDoc: (
    command: string,
    change: (doc: ProjectDoc) => ProjectDoc,
    options?: { merge?: string | undefined },
  ) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Undoes or redoes until this many steps lie in the past. */
  readonly goToStep: (steps: number) => void;
  readonly markSaved: (doc: ProjectDoc) => void;
  readonly setWritable: (writable: boolean) => void;
}

/** Another project is looked at from its beginning. */
const freshView = {
  selection: nothingSelected,
  blockPath: [],
  tabs: [[]],
  activeTab: 0,
  writing: null,
  changingType: null,
  findOpen: false,
} as const;

const nothingOpen = { doc: null, savedDoc: null, writable: false, recovered: false, past: [], future: [] } as const;

export const createDocumentSlice: StateCreator<Studio, [], [], DocumentSlice> = (set) => ({
  ...nothingOpen,
  showProject: ({ doc, writable, recovered }) =>
    // A recovered document was never saved: it differs from what is on disk, so it counts as unsaved.
    set({ ...freshView, doc, savedDoc: recovered ? null : doc, writable, recovered, past: [], future: [] }),
  hideProject: () => set(nothingOpen),
  updateDoc: (command, change, options) =>
    set((state) => {
      if (!state.doc || !state.writable) return state;
      const doc = change(state.doc);
      if (doc === state.doc) return state;
      const last = state.past.at(-1);
      // Typing in one field or pulling one slider is one step: the document before it is kept, those between are not.
      const merges =
        options?.merge !== undefined &&
        last?.merge === options.merge &&
        last.command === command &&
        state.future.length === 0;
      const past = merges
        ? state.past
        : [...state.past, { doc: state.doc, command, merge: options?.merge }].slice(-undoLimit);
      return { doc, past, future: [] };
    }),
  undo: () =>
    set((state) => {
      const step = state.past.at(-1);
      if (!state.doc || !step || !state.writable) return state;
      return {
        doc: step.doc,
        past: state.past.slice(0, -1),
        future: [...state.future, { doc: state.doc, command: step.command }],
      };
    }),
  redo: () =>
    set((state) => {
      const step = state.future.at(-1);
      if (!state.doc || !step || !state.writable) return state;
      return {
        doc: step.doc,
        future: state.future.slice(0, -1),
        past: [...state.past, { doc: state.doc, command: step.command }],
      };
    }),
  goToStep: (steps) =>
    set((state) => {
      const { past, future } = state;
      const target = Math.max(0, Math.min(steps, past.length + future.length));
      if (!state.doc || !state.writable || target === past.length) return state;
      // Every document that is kept, oldest first, and the command that led from each to the next.
      const docs = [...past.map(({ doc }) => doc), state.doc, ...future.map(({ doc }) => doc).toReversed()];
      const commands = [...past, ...future.toReversed()].map(({ command }) => command);
      const step = (doc: ProjectDoc | undefined, index: number): Step[] =>
        doc ? [{ doc, command: commands[index] ?? '' }] : [];
      return {
        doc: docs[target] ?? state.doc,
        past: docs.slice(0, target).flatMap(step),
        future: docs
          .slice(target + 1)
          .flatMap((doc, index) => step(doc, target + index))
          .toReversed(),
      };
    }),
  markSaved: (savedDoc) => set({ savedDoc, recovered: false }),
  setWritable: (writable) => set({ writable }),
});
