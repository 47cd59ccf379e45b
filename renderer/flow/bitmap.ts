/** A bitmap as an address for `<img>`, made without a canvas: its cost is that of writing its bytes. */

/** Red, green and blue, 0 … 255. */
export type Colour = readonly [number, number, number];

const headerBytes = 54;

/** `paint` tells the colour of each cell, row after row from the top. */
export function bitmapAddress(columns: number, rows: number, paint: (at: number) => Colour): string {
  // Rows are filled up to whole words of four bytes.
  const rowBytes = Math.ceil((columns * 3) / 4) * 4;
  const bytes = new Uint8Array(headerBytes + rowBytes * rows);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x424d); // "BM"
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, headerBytes, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, columns, true);
  // A height below zero: the first row is the top one.
  view.setInt32(22, -rows, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let at = 0; at < rows * columns; at++) {
    const [red, green, blue] = paint(at);
    bytes.set([blue, green, red], headerBytes + Math.floor(at / columns) * rowBytes + (at % columns) * 3);
  }
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...bytes))}`;
}
