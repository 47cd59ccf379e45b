/** How wide layers are on the canvas. */
export const nodeWidth = 156;
/** How high most layers are: what counts until one is measured. */
export const nodeHeight = 96;
