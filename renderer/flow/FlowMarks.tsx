import { useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useFlowStore } from './flow-store.ts';

/** Below this a thumbnail is a smudge: nothing of it is drawn. */
const farZoom = 0.4;

/** Marks the canvas while it shows data, and while it is seen from far away. Renders again only when that changes. */
export function FlowMarks() {
  const isFar = useStore((state) => state.transform[2] < farZoom);
  const isShown = useFlowStore((state) => state.isShown);
  const here = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    here.current?.closest('[data-canvas]')?.toggleAttribute('data-shows-data', isShown);
  }, [isShown]);
  useEffect(() => {
    here.current?.closest('[data-canvas]')?.toggleAttribute('data-far', isFar);
  }, [isFar]);
  return <span ref={here} hidden />;
}
