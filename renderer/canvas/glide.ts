/** Nodes glide to where an arrangement puts them, so that the eye can follow. None of it is in the document. */
import type { Position } from '../../shared/graph/edits.ts';
import type { GraphNode } from '../../shared/graph/graph-doc.ts';
import { canvas } from './canvas-handle.ts';
import { moving } from './moving.ts';

const glideMs = 260;
/** More would not move smoothly. */
const mostNodes = 300;

interface Start {
  readonly places: ReadonlyMap<string, Position>;
  readonly then: () => void;
}
let start: Start | undefined;

/** The next change of positions is shown as a movement from these; `then` runs when all is where it belongs. */
export function glideFrom(nodes: readonly GraphNode[], then: () => void = () => undefined): void {
  const isSeen = canvas() !== undefined && moving(glideMs) > 0 && nodes.length <= mostNodes;
  start = isSeen ? { places: new Map(nodes.map((node) => [node.id, node.position])), then } : undefined;
  // The document is drawn two frames later.
  if (!isSeen && canvas()) requestAnimationFrame(() => requestAnimationFrame(then));
}

/** An arrangement that has not been shown yet. */
export function takeGlide(): Start | undefined {
  const taken = start;
  start = undefined;
  return taken;
}

interface Moved {
  readonly id: string;
  readonly position: Position;
}

/** Shows nodes on their way; `show` gets them at each frame and at last where they belong. Returns the way to stop. */
export function glide<N extends Moved>(
  { places, then }: Start,
  to: readonly N[],
  show: (nodes: N[]) => void,
): () => void {
  const began = performance.now();
  let frame = 0;
  const step = (now: number): void => {
    const share = Math.min(1, Math.max(0, (now - began) / glideMs));
    const eased = 1 - (1 - share) ** 3;
    show(
      to.map((node) => {
        const old = places.get(node.id);
        if (!old || share === 1) return node;
        const between = (a: number, b: number): number => a + (b - a) * eased;
        return {
          ...node,
          position: { x: between(old.x, node.position.x), y: between(old.y, node.position.y) },
        };
      }),
    );
    frame = requestAnimationFrame(share < 1 ? step : then);
  };
  step(began);
  return () => cancelAnimationFrame(frame);
}
