let marked = false;

/**
 * Marks the canvas while the pointer moves it or drags on it, for the style sheet: what lies under the pointer then is not
 * looked for. An attribute of the element, so that nothing is drawn again for it.
 */
export function markGesture(isGoing: boolean): void {
  if (isGoing === marked) return;
  marked = isGoing;
  document.querySelector('[data-canvas]')?.toggleAttribute('data-gesture', isGoing);
}
