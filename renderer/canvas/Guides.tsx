import { ViewportPortal } from '@xyflow/react';
import { useGuides } from './guide-lines.ts';
import classes from './canvas.module.css';

/** Thin lines along the edges that a dragged layer has snapped to. */
export function Guides() {
  const guides = useGuides();
  if (guides.length === 0) return null;
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className={classes.guide}
          style={
            axis === 'x'
              ? { transform: `translate(${at}px, ${from}px)`, width: 1, height: to - from }
              : { transform: `translate(${from}px, ${at}px)`, width: to - from, height: 1 }
          }
        />
      ))}
    </ViewportPortal>
  );
}
