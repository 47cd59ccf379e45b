/**
 * Marks the canvas while the pointer moves it or drags on it, for the style sheet: what lies under the pointer then is not
 * looked for, and what moves has a layer of its own. An attribute of the element, so that nothing is drawn again for it.
 */
type Gesture = 'pan' | 'drag';

let current: Gesture | undefined;

export function markGesture(gesture: Gesture | undefined): void {
  if (gesture === current) return;
  current = gesture;
  const canvas = document.querySelector('[data-canvas]');
  if (gesture) canvas?.setAttribute('data-gesture', gesture);
  else canvas?.removeAttribute('data-gesture');
}
