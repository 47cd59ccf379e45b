/**
 * How wide or high the panels were made: per person, not per project. They stand in CSS variables, so that a drag
 * renders nothing again; without one a panel has its usual size.
 */
import { create } from 'zustand';
import { readPreference, writePreference } from '../state/preferences.ts';
import {
  dataPanelId,
  drawerPanelId,
  inspectorPanelId,
  outlinePanelId,
  palettePanelId,
  trainPanelId,
} from '../ui/element-ids.ts';

interface Sized {
  readonly axis: 'x' | 'y';
  /** Whether it grows when its edge goes right (or down), or left (or up). */
  readonly grows: 1 | -1;
  /** Below this nothing in it can be read. */
  readonly least: number;
  /** At most this share of the window. */
  readonly share: number;
  readonly element: string;
}

export const sizedPanels = {
  left: { axis: 'x', grows: 1, least: 140, share: 0.4, element: palettePanelId },
  outline: { axis: 'x', grows: 1, least: 180, share: 0.4, element: outlinePanelId },
  right: { axis: 'x', grows: -1, least: 200, share: 0.45, element: inspectorPanelId },
  data: { axis: 'x', grows: 1, least: 220, share: 0.5, element: dataPanelId },
  train: { axis: 'x', grows: 1, least: 200, share: 0.5, element: trainPanelId },
  bottom: { axis: 'y', grows: -1, least: 72, share: 0.65, element: drawerPanelId },
} as const satisfies Readonly<Record<string, Sized>>;
export type SizedPanel = keyof typeof sizedPanels;

type Sizes = Readonly<Partial<Record<SizedPanel, number>>>;
const preference = 'panelSizes';

export const usePanelSizes = create<{ readonly sizes: Sizes }>()(() => ({
  sizes: readPreference<Sizes>(preference) ?? {},
}));

const panelNames = Object.keys(sizedPanels) as SizedPanel[]; // the keys of our own record

function show(sizes: Sizes): void {
  for (const panel of panelNames) {
    const size = sizes[panel];
    if (size === undefined) document.documentElement.style.removeProperty(`--panel-${panel}`);
    else document.documentElement.style.setProperty(`--panel-${panel}`, `${size}px`);
  }
}

/** Shows the kept sizes, and every change of them. */
export function startPanelSizes(): void {
  usePanelSizes.subscribe(({ sizes }) => show(sizes));
  show(usePanelSizes.getState().sizes);
}

/** The largest that a panel may be in the window as it is. */
export function mostOf(panel: SizedPanel): number {
  const { axis, share, least } = sizedPanels[panel];
  return Math.max(least, Math.round((axis === 'x' ? innerWidth : innerHeight) * share));
}

/** What a panel measures now. */
export function sizeOf(panel: SizedPanel): number {
  const { axis, element, least } = sizedPanels[panel];
  const box = document.getElementById(element)?.getBoundingClientRect();
  return box === undefined ? least : Math.round(axis === 'x' ? box.width : box.height);
}

/** Gives a panel a size, within its bounds; `undefined` gives it back its usual one. */
export function resizePanel(panel: SizedPanel, size: number | undefined): void {
  const { [panel]: _, ...others } = usePanelSizes.getState().sizes;
  const bounded =
    size === undefined
      ? {}
      : { [panel]: Math.round(Math.min(Math.max(size, sizedPanels[panel].least), mostOf(panel))) };
  usePanelSizes.setState({ sizes: { ...others, ...bounded } });
}

export const keepPanelSizes = (): void => writePreference(preference, usePanelSizes.getState().sizes);

/** All panels in their usual sizes. */
export function resetPanels(): void {
  usePanelSizes.setState({ sizes: {} });
  keepPanelSizes();
}
