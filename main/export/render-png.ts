/** An SVG picture as PNG, with the fonts of this computer. */
import type { Picture } from '../../shared/graph/picture.ts';

/** Pictures are drawn twice as large, as screens show them; huge ones smaller, so that they fit into memory. */
const usualZoom = 2;
const mostPixels = 64_000_000;

/** The bytes of a PNG. Glyphs that no installed font has (Chinese without a font for it) appear as boxes. */
export async function renderPng({ svg, width, height }: Picture): Promise<Uint8Array> {
  // Loaded when a picture is asked for: a native module of its own.
  const { Resvg } = await import('@resvg/resvg-js');
  const zoom = Math.min(usualZoom, Math.sqrt(mostPixels / (width * height)), 30_000 / width, 30_000 / height);
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  return image.render().asPng();
}
