/** Text in pictures: escaped for XML, and broken into lines by an estimate of its width, since no font is at hand. */

/** Characters that XML 1.0 does not have (control characters, half surrogates) are shown as the replacement character. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Width in pixels; on the wide side, so that what is drawn stays inside. */
export function textWidth(text: string, size: number, isBold = false): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * size * (isBold ? 1.08 : 1);
}

function characterWidth(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  if ((character.codePointAt(0) ?? 0) >= 0x1100) return 1;
  if (/[ijltfrI.,:;'|!()[\]·]/.test(character)) return 0.38;
  if (/[mwMW@%]/.test(character)) return 0.95;
  return /[A-Z0-9_]/.test(character) ? 0.66 : 0.6;
}

/** At most `most` lines; words that are too long are broken, and what is left over ends in an ellipsis. */
export function wrapText(text: string, width: number, size: number, most: number, isBold = false): readonly string[] {
  const fits = (line: string): boolean => textWidth(line, size, isBold) <= width;
  const lines: string[] = [];
  let line = '';
  const pieces = text
    .split(/(?<=[\s_])|(?<=[a-z])(?=[A-Z])|(?=[\u2e80-\u9fff])/u)
    .flatMap((piece) => (fits(piece.trimEnd()) ? [piece] : [...piece]));
  for (const piece of pieces) {
    if (line !== '' && !fits((line + piece).trimEnd())) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  let last = [...(lines[most - 1] ?? '')];
  while (last.length > 0 && !fits(`${last.join('')}…`)) last = last.slice(0, -1);
  return [...lines.slice(0, most - 1), `${last.join('')}…`];
}

export interface TextLook {
  readonly size: number;
  readonly fill: string;
  readonly bold?: boolean;
  /** Centred, with an edge of this colour that keeps it readable above lines. */
  readonly halo?: string;
}

/** One line of text; its colours are ours, its words are escaped. */
export function svgText(text: string, x: number, y: number, { size, fill, bold = false, halo }: TextLook): string {
  const look = [
    `font-size="${size}"`,
    `fill="${fill}"`,
    ...(bold ? ['font-weight="600"'] : []),
    ...(halo === undefined
      ? []
      : [`text-anchor="middle" stroke="${halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`]),
  ];
  return `<text x="${x}" y="${y}" ${look.join(' ')} xml:space="preserve">${escapeXml(text)}</text>`;
}
