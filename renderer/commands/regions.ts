/** Moving the keyboard focus from one part of the window to the next: every part is marked with `data-region`. */

const tabbable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** Where the focus was in a part when it was left. */
const lastIn = new WeakMap<Element, HTMLElement>();

/** Remembers where the focus is in each part; returns the way to stop. */
export function startRegions(): () => void {
  const onFocus = (event: FocusEvent): void => {
    if (!(event.target instanceof HTMLElement)) return;
    const region = event.target.closest('[data-region]');
    if (region) lastIn.set(region, event.target);
  };
  document.addEventListener('focusin', onFocus);
  return () => document.removeEventListener('focusin', onFocus);
}

const isShown = (element: Element): boolean => element.getClientRects().length > 0;

/** Focuses the next part of the window, or the one before; where it was left last, else at its beginning. */
export function focusRegion(step: 1 | -1): void {
  // A dialog holds the focus until it is closed.
  if (document.activeElement?.closest('[role="dialog"][aria-modal="true"]')) return;
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(isShown);
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const from = here === -1 && step === -1 ? 0 : here;
  const next = regions[(from + step + regions.length) % regions.length];
  if (next) focusWithin(next);
}

function focusWithin(region: HTMLElement): void {
  const last = lastIn.get(region);
  const chosen = region.querySelector<HTMLElement>('.react-flow__node.selected, [aria-selected="true"][tabindex="0"]');
  const all = [...region.querySelectorAll<HTMLElement>(tabbable)].filter(isShown);
  const wanted = [last, chosen, ...all].filter((element) => element && region.contains(element) && isShown(element));
  for (const element of wanted) {
    element?.focus();
    // What is not drawn yet (a layer that has just been added) does not take the focus.
    if (document.activeElement === element) return;
  }
  region.tabIndex = -1;
  region.focus();
}
