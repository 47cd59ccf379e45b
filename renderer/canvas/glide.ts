/** Nodes glide to where an arrangement puts them, so that the eye can follow. None of it is in the document. */
import type { Position } from '../../shared/graph/edits.ts';
import type { GraphNode } from '../../shared/graph/graph-doc.ts';
import { canvas } from './canvas-handle.ts';
import { moving } from './moving.ts';

const glideMs = 260;
/** More would not move smoothly. */
const mostNodes = 300;

let start: ReadonlyMap<string, Position> | undefined;

/** The next change of positions is shown as a movement from these. */
export function glideFrom(nodes: readonly GraphNode[]): void {
  const isSeen = canvas() !== undefined && moving(glideMs) > 0 && nodes.length <= mostNodes;
  start = isSeen ? new Map(nodes.map((node) => [node.id, node.position])) : undefined;
}

/** Where the nodes stood before an arrangement that has not been shown yet. */
export function takeGlide(): ReadonlyMap<string, Position> | undefined {
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
  from: ReadonlyMap<string, Position>,
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
        const old = from.get(node.id);
        if (!old || share === 1) return node;
        const between = (a: number, b: number): number => a + (b - a) * eased;
        return {
          ...node,
          position: { x: between(old.x, node.position.x), y: between(old.y, node.position.y) },
        };
      }),
    );
    if (share < 1) frame = requestAnimationFrame(step);
  };
  step(began);
  return () => {
    cancelAnimationFrame(frame);
    show([...to]);
  };
}
