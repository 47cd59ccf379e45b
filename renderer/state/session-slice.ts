/** What the person looks at: never saved in the project, never undone. Panels and language are per person. */
import type { StateCreator } from 'zustand';
import type { AnnotationId, DefinitionId, NodeId, WireId } from '../../shared/ids.ts';
import type { Topic } from '../reference/asked-layer.ts';
import { readPreference, writePreference } from './preferences.ts';
import type { Studio } from './store.ts';

export const places = ['data', 'model', 'train', 'use', 'export'] as const;
export type Place = (typeof places)[number];
export type PanelName = 'left' | 'right' | 'bottom';
export type DrawerTab = 'problems' | 'summary' | 'flow' | 'history' | 'log';
export type Panels = Readonly<Record<PanelName, boolean>>;

export interface Selection {
  readonly nodes: readonly NodeId[];
  readonly wires: readonly WireId[];
  readonly annotations: readonly AnnotationId[];
}
export const nothingSelected: Selection = { nodes: [], wires: [], annotations: [] };

/** Blocks opened one inside the other; an empty path is the model itself. */
export type BlockPath = readonly DefinitionId[];

/** The end that a wire has already: a node, and its port where only one is meant; `moved` is a wire that is there. */
export interface Connecting {
  readonly node: NodeId;
  readonly side: 'source' | 'target';
  readonly port?: string;
  readonly moved?: WireId;
}

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
  readonly blockPath: BlockPath;
  /** What the tabs above the canvas show: the model first, then blocks opened in tabs of their own. */
  readonly tabs: readonly BlockPath[];
  readonly activeTab: number;
  /** The note or frame whose text is being written on the canvas. */
  readonly writing: AnnotationId | null;
  readonly findOpen: boolean;
  /** Node whose type is being changed. */
  readonly changingType: NodeId | null;
  /** Dragged layers snap to their neighbours' edges and to the grid. */
  readonly snapping: boolean;
  /** Two fingers move the canvas, as on a touch pad; with a mouse the wheel zooms. */
  readonly touchPad: boolean;
  readonly outlineOpen: boolean;
  readonly shortcutsOpen: boolean;
  /** The layer that the reference shows; null while it is closed. */
  readonly reference: Topic | null;
  /** The wire whose other end is being chosen by keyboard. */
  readonly connecting: Connecting | null;
  /** A file dropped on the start page; the Data place takes it in and sets this back to null. */
  readonly incomingFile: File | null;
  /** Counts what the core told about the data; shapes are looked up again when it rises. */
  readonly specVersion: number;
  readonly log: readonly LogLine[];
  readonly goTo: (place: Place) => void;
  readonly togglePanel: (panel: PanelName) => void;
  readonly showDrawer: (tab: DrawerTab) => void;
  readonly select: (selection: Partial<Selection>) => void;
  readonly openBlock: (path: BlockPath) => void;
  /** Opens a block in a tab, or goes to the tab that has it. */
  readonly openTab: (path: BlockPath) => void;
  readonly goToTab: (tab: number) => void;
  readonly closeTab: (tab: number) => void;
  readonly setWriting: (annotation: AnnotationId | null) => void;
  readonly setFindOpen: (open: boolean) => void;
  readonly setChangingType: (node: NodeId | null) => void;
  readonly toggleSnapping: () => void;
  readonly toggleTouchPad: () => void;
  readonly setOutlineOpen: (open: boolean) => void;
  readonly setShortcutsOpen: (open: boolean) => void;
  readonly openReference: (topic: Topic | null) => void;
  readonly setConnecting: (connecting: Connecting | null) => void;
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
  tabs: [[]],
  activeTab: 0,
  writing: null,
  findOpen: false,
  changingType: null,
  snapping: readPreference<boolean>('snapping') ?? true,
  touchPad: readPreference<boolean>('touchPad') ?? false,
  outlineOpen: false,
  shortcutsOpen: false,
  reference: null,
  connecting: null,
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
  select: ({ nodes = [], wires = [], annotations = [] }) =>
    set((state) =>
      sameIds(state.selection.nodes, nodes) &&
      sameIds(state.selection.wires, wires) &&
      sameIds(state.selection.annotations, annotations)
        ? state
        : { selection: { nodes, wires, annotations } },
    ),
  // The first tab is the model and what is opened in it; the others hold what was opened beside it.
  openBlock: (blockPath) =>
    set((state) => ({
      blockPath,
      tabs: state.tabs.map((path, tab) => (tab === state.activeTab ? blockPath : path)),
      selection: nothingSelected,
    })),
  openTab: (blockPath) =>
    set((state) => {
      const known = state.tabs.findIndex((path, tab) => tab > 0 && sameIds(path, blockPath));
      return known > 0
        ? { activeTab: known, blockPath, selection: nothingSelected }
        : { tabs: [...state.tabs, blockPath], activeTab: state.tabs.length, blockPath, selection: nothingSelected };
    }),
  goToTab: (activeTab) =>
    set((state) => {
      const blockPath = state.tabs[activeTab];
      return blockPath ? { activeTab, blockPath, selection: nothingSelected } : state;
    }),
  closeTab: (tab) =>
    set((state) => {
      if (tab < 1 || tab >= state.tabs.length) return state;
      const tabs = state.tabs.filter((_, index) => index !== tab);
      const activeTab =
        state.activeTab > tab || state.activeTab === tabs.length ? state.activeTab - 1 : state.activeTab;
      return { tabs, activeTab, blockPath: tabs[activeTab] ?? [], selection: nothingSelected };
    }),
  setWriting: (writing) => set({ writing }),
  setFindOpen: (findOpen) => set({ findOpen }),
  setChangingType: (changingType) => set({ changingType }),
  toggleSnapping: () =>
    set(({ snapping }) => {
      writePreference('snapping', !snapping);
      return { snapping: !snapping };
    }),
  toggleTouchPad: () =>
    set(({ touchPad }) => {
      writePreference('touchPad', !touchPad);
      return { touchPad: !touchPad };
    }),
  setOutlineOpen: (outlineOpen) => set({ outlineOpen }),
  setShortcutsOpen: (shortcutsOpen) => set({ shortcutsOpen }),
  openReference: (reference) => set({ reference }),
  setConnecting: (connecting) => set({ connecting }),
  setIncomingFile: (incomingFile) => set({ incomingFile }),
  noteSpec: () => set((state) => ({ specVersion: state.specVersion + 1 })),
  addLog: (line) => set((state) => ({ log: [...state.log, { ...line, at: Date.now() }].slice(-logLimit) })),
});
