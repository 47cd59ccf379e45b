/** What the person looks at: never saved in the project, never undone. Panels and language are per person. */
import type { StateCreator } from 'zustand';
import type { DefinitionId, NodeId, WireId } from '../../shared/ids.ts';
import type { LayerTypeId } from '../../shared/layers/index.ts';
import { readPreference, writePreference } from './preferences.ts';
import type { Studio } from './store.ts';

export const places = ['data', 'model', 'train', 'use', 'export'] as const;
export type Place = (typeof places)[number];
export type PanelName = 'left' | 'right' | 'bottom';
export type DrawerTab = 'problems' | 'summary' | 'flow' | 'log';
export type Panels = Readonly<Record<PanelName, boolean>>;

export interface Selection {
  readonly nodes: readonly NodeId[];
  readonly wires: readonly WireId[];
}
export const nothingSelected: Selection = { nodes: [], wires: [] };

export interface LogLine {
  readonly at: number;
  readonly text: string;
  readonly severity: 'note' | 'warning' | 'error';
}

export interface SessionSlice {
  readonly place: Place;
  readonly panels: Panels;
  readonly drawerTab: DrawerTab;
  readonly selection: Selection;
  /** Blocks opened one inside the other; empty shows the model itself. */
  readonly blockPath: readonly DefinitionId[];
  readonly outlineOpen: boolean;
  readonly shortcutsOpen: boolean;
  /** The layer that the reference shows; null while it is closed. */
  readonly reference: LayerTypeId | null;
  /** Node whose outgoing wire is being chosen by keyboard. */
  readonly connectFrom: NodeId | null;
  /** A file dropped on the start page; the Data place takes it in and sets this back to null. */
  readonly incomingFile: File | null;
  /** Counts what the core told about the data; shapes are looked up again when it rises. */
  readonly specVersion: number;
  readonly log: readonly LogLine[];
  readonly goTo: (place: Place) => void;
  readonly togglePanel: (panel: PanelName) => void;
  readonly showDrawer: (tab: DrawerTab) => void;
  readonly select: (selection: Partial<Selection>) => void;
  readonly openBlock: (path: readonly DefinitionId[]) => void;
  readonly setOutlineOpen: (open: boolean) => void;
  readonly setShortcutsOpen: (open: boolean) => void;
  readonly openReference: (layer: LayerTypeId | null) => void;
  readonly setConnectFrom: (node: NodeId | null) => void;
  readonly setIncomingFile: (file: File | null) => void;
  readonly noteSpec: () => void;
  readonly addLog: (line: Omit<LogLine, 'at'>) => void;
}

const logLimit = 500;
const initialPanels: Panels = { left: true, right: true, bottom: false };

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);

export const createSessionSlice: StateCreator<Studio, [], [], SessionSlice> = (set) => ({
  place: 'model',
  panels: { ...initialPanels, ...readPreference<Partial<Panels>>('panels') },
  drawerTab: 'problems',
  selection: nothingSelected,
  blockPath: [],
  outlineOpen: false,
  shortcutsOpen: false,
  reference: null,
  connectFrom: null,
  incomingFile: null,
  specVersion: 0,
  log: [],
  goTo: (place) => set({ place }),
  togglePanel: (panel) =>
    set((state) => {
      const panels = { ...state.panels, [panel]: !state.panels[panel] };
      writePreference('panels', panels);
      return { panels };
    }),
  showDrawer: (drawerTab) => set((state) => ({ drawerTab, panels: { ...state.panels, bottom: true } })),
  select: ({ nodes = [], wires = [] }) =>
    set((state) =>
      sameIds(state.selection.nodes, nodes) && sameIds(state.selection.wires, wires)
        ? state
        : { selection: { nodes, wires } },
    ),
  openBlock: (blockPath) => set({ blockPath, selection: nothingSelected }),
  setOutlineOpen: (outlineOpen) => set({ outlineOpen }),
  setShortcutsOpen: (shortcutsOpen) => set({ shortcutsOpen }),
  openReference: (reference) => set({ reference }),
  setConnectFrom: (connectFrom) => set({ connectFrom }),
  setIncomingFile: (incomingFile) => set({ incomingFile }),
  noteSpec: () => set((state) => ({ specVersion: state.specVersion + 1 })),
  addLog: (line) => set((state) => ({ log: [...state.log, { ...line, at: Date.now() }].slice(-logLimit) })),
});
