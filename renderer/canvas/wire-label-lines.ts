/** Where a wire's label stands and how it breaks, so that neighbours stay apart: in the document's coordinates. */
import { portHeight } from './port-height.ts';

/** What a label needs to know of its wire. */
export interface WirePlace {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
  /** No other wire starts at its port, and none ends at its port. */
  readonly aloneAtSource: boolean;
  readonly aloneAtTarget: boolean;
}

export interface WireLabel {
  readonly lines: readonly string[];
  /** The middle of the last line. */
  readonly x: number;
  readonly y: number;
  readonly anchor: 'middle' | 'start';
}

/** How far above a wire its label stands: just clear of it, or clear of the upper edges of the layers at both its ends. */
const aboveWire = 14;
const aboveNodes = portHeight(0) + 12;
export const lineHeight = 16;
/** Longer labels would meet those of the neighbouring wires: they get further lines. */
const longLabel = 182;

const wide = /[⺀-鿿＀-￯]/;
const textWidth = (text: string): number =>
  [...text].reduce((total, letter) => total + (wide.test(letter) ? 12 : 6.4), 0);
const widthOf = (lines: readonly string[]): number => Math.max(0, ...lines.map(textWidth));

/** One line where that stays apart from the neighbours, else as few as do, of about the same length. */
function inLines(axes: readonly string[]): readonly string[] {
  const whole = axes.join(' × ');
  if (textWidth(whole) <= longLabel || axes.length < 3) return [whole];
  for (let count = 2; count < axes.length; count++) {
    const lines = split(axes, count);
    if (widthOf(lines) <= longLabel) return lines;
  }
  return split(axes, axes.length);
}

/** This many lines; where it does not come out even, the first ones have an axis more. */
function split(axes: readonly string[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, line) => {
    const [from, to] = [line, line + 1].map((edge) => Math.ceil((edge * axes.length) / count));
    const text = axes.slice(from, to).join(' × ');
    return line < count - 1 ? `${text} ×` : text;
  });
}

/** undefined where layers would cover every place: the wire says it when it is pointed at or chosen. */
export function placeLabel(
  axes: readonly string[],
  place: WirePlace,
  middle: readonly [number, number],
): WireLabel | undefined {
  const { sourceX, sourceY, targetX, targetY } = place;
  const lines = inLines(axes);
  const isLevel = Math.abs(targetY - sourceY) < 12;
  const room = targetX - sourceX - widthOf(lines);
  const [x, y] = middle;
  if (isLevel) return { lines, x, y: y - (targetX > sourceX && room < 24 ? aboveNodes : aboveWire), anchor: 'middle' };
  if (targetX < sourceX || room > 12) return { lines, x, y: y - aboveWire, anchor: 'middle' };
  // Between neighbours of different heights: above the layer that this wire alone leads to or comes from.
  const width = Math.min(widthOf(lines), longLabel);
  if (place.aloneAtTarget) return { lines, x: targetX - 30, y: targetY - aboveNodes, anchor: 'start' };
  if (place.aloneAtSource) return { lines, x: sourceX + 30 - width, y: sourceY - aboveNodes, anchor: 'start' };
  return undefined;
}
