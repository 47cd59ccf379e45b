import { useOnViewportChange, useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { noteMoving } from './canvas-rest.ts';
import { useFlowStore } from './flow-store.ts';

/** Below this a thumbnail is a smudge: nothing of it is drawn. */
const farZoom = 0.4;

const viewportListeners = { onStart: () => noteMoving(true), onEnd: () => noteMoving(false) };

/** Marks the canvas while it shows data, and while it is seen from far away. Renders again only when that changes. */
export function FlowMarks() {
  const isFar = useStore((state) => state.transform[2] < farZoom);
  const isShown = useFlowStore((state) => state.isShown);
  useOnViewportChange(viewportListeners);
  const here = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    here.current?.closest('[data-canvas]')?.toggleAttribute('data-shows-data', isShown);
  }, [isShown]);
  useEffect(() => {
    here.current?.closest('[data-canvas]')?.toggleAttribute('data-far', isFar);
    useFlowStore.setState({ isFar });
  }, [isFar]);
  return <span ref={here} hidden />;
}
