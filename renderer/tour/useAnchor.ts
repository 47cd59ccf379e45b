import { useEffect, useState } from 'react';
import type { Box } from './beside.ts';

/** The first of the selectors that is on the page. */
export const findAnchor = (selectors: readonly string[]): HTMLElement | undefined =>
  selectors.map((selector) => document.querySelector<HTMLElement>(selector)).find((element) => element !== null) ??
  undefined;

const sameBox = (a: Box | null, b: Box | null): boolean =>
  a === b ||
  (a !== null && b !== null && a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height);

/** Where the anchor is, frame by frame: it may scroll, move with the canvas, or not be there yet. null: not there. */
export function useAnchorBox(selectors: readonly string[]): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    let shown = false;
    let frame = requestAnimationFrame(function look(): void {
      const anchor = findAnchor(selectors);
      if (anchor && !shown) {
        anchor.scrollIntoView({ block: 'nearest' });
        shown = true;
      }
      const rect = anchor?.getBoundingClientRect();
      const next = rect ? { left: rect.left, top: rect.top, width: rect.width, height: rect.height } : null;
      setBox((before) => (sameBox(before, next) ? before : next));
      frame = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(frame);
  }, [selectors]);
  return box;
}
