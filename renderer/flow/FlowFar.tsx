import { useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';

/** Below this a thumbnail is a smudge: nothing of it is drawn. */
const farZoom = 0.4;

/** Marks the canvas while it is seen from far away. Renders again only when that changes. */
export function FlowFar() {
  const isFar = useStore((state) => state.transform[2] < farZoom);
  const here = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    here.current?.closest('[data-canvas]')?.toggleAttribute('data-far', isFar);
  }, [isFar]);
  return <span ref={here} hidden />;
}
