/** The wire that is being drawn with the mouse: what every port would say to it. Its own store: only ports and the hint read it. */
import { create } from 'zustand';
import type { NodeId } from '../../shared/ids.ts';
import { type FixedEnd, type WireFit, type WireFits, wireFits } from '../../shared/graph/wire-fits.ts';
import { repairContext } from '../state/derived.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';

export const useWireDrag = create<{ readonly fits: WireFits | null }>()(() => ({ fits: null }));

/** How a port looks while a wire is drawn: `repair` takes it after one click, `own` lies on the side where the wire is held. */
export type PortMark = 'fits' | 'repair' | 'misfit' | 'cannot' | 'own';

export function fitsOf(fixed: FixedEnd): WireFits | null {
  const state = useStudio.getState();
  return state.doc && wireFits(state.doc.graph, shownScope(state), fixed, repairContext(state.doc));
}

export function startWire(fixed: FixedEnd): void {
  useWireDrag.setState({ fits: fitsOf(fixed) });
}

export function endWire(): void {
  useWireDrag.setState({ fits: null });
}

export const markOf = (fit: WireFit): PortMark =>
  fit.kind === 'misfit' ? (fit.repair === undefined ? 'misfit' : 'repair') : fit.kind;

/** undefined while no wire is drawn. Asked for drawn ports only, so that a large graph costs what is in sight. */
export function usePortMark(node: NodeId, port: string, side: 'in' | 'out'): PortMark | undefined {
  return useWireDrag(({ fits }) => {
    if (!fits) return undefined;
    const wanted = fits.fixed.side === 'source' ? 'in' : 'out';
    return side === wanted ? markOf(fits.at(node, port)) : 'own';
  });
}
