import { useStore, useUpdateNodeInternals } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { isFarView, setFarView, useFarView } from './far-view.ts';

/** Below these nobody can read the labels of wires as they are: they get larger, then give way. */
const middle = 0.8;
const far = 0.5;

/** Tells the canvas how far away the graph is, in a few steps, so that zooming costs nothing in between. */
export function ZoomLevel() {
  const level = useStore(({ transform: [, , zoom] }) => (zoom < far ? 'far' : zoom < middle ? 'middle' : 'near'));
  const pane = useStore(({ domNode }) => domNode);
  useEffect(() => pane?.closest('[data-canvas]')?.setAttribute('data-zoom', level), [pane, level]);

  const isFar = useStore(({ transform, nodes }) => isFarView(transform[2], nodes.length));
  useEffect(() => setFarView(isFar), [isFar]);
  useEffect(() => () => setFarView(false), []);
  usePortsBack();
  return null;
}

/** Layers seen from far away have no ports: back near, React Flow has to look where they are. */
function usePortsBack(): void {
  const isFar = useFarView();
  const wasFar = useRef(isFar);
  const update = useUpdateNodeInternals();
  const pane = useStore(({ domNode }) => domNode);
  useEffect(() => {
    if (wasFar.current && !isFar) {
      const drawn = pane?.querySelectorAll('.react-flow__node') ?? [];
      update([...drawn].map((node) => node.getAttribute('data-id') ?? ''));
    }
    wasFar.current = isFar;
  }, [isFar, pane, update]);
}
