/** The id of the layer to which an element of the canvas belongs; notes and frames are none. */
export const layerAt = (element: Element | null): string | undefined =>
  element?.closest('.react-flow__node-layer')?.getAttribute('data-id') ?? undefined;
