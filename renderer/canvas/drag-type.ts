/** What a drag from the palette carries: the id of a layer type, or `block:` and the id of a definition. */
export const layerDragType = 'application/x-weft-layer';
