/** The wire under the pointer, and its highlight while something may be dropped on it. */

/** A layer dropped there goes into it. */
export function wireAt(x: number, y: number): string | undefined {
  const edges = document.elementsFromPoint(x, y).map((element) => element.closest('.react-flow__edge'));
  return edges.find((edge) => edge !== null)?.getAttribute('data-id') ?? undefined;
}

const mark = 'data-drop';

/** Lights up one wire, or none. An attribute of the element: nothing is drawn again for it. */
export function markWire(id: string | undefined): void {
  for (const edge of document.querySelectorAll(`.react-flow__edge[${mark}]`))
    if (edge.getAttribute('data-id') !== id) edge.removeAttribute(mark);
  if (id !== undefined)
    document.querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"]`)?.setAttribute(mark, 'true');
}
