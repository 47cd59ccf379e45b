import { useStore } from '@xyflow/react';
import { useEffect } from 'react';

/** Below these nobody can read the labels of wires as they are: they get larger, then give way. */
const middle = 0.8;
const far = 0.5;

/** Tells the style sheet how far away the graph is, in three steps, so that zooming costs nothing in between. */
export function ZoomLevel() {
  const level = useStore(({ transform: [, , zoom] }) => (zoom < far ? 'far' : zoom < middle ? 'middle' : 'near'));
  const pane = useStore(({ domNode }) => domNode);
  useEffect(() => pane?.closest('[data-canvas]')?.setAttribute('data-zoom', level), [pane, level]);
  return null;
}
