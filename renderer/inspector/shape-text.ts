/** Sizes of a shape as people type them: `28, 28, 3`; `?` where a size differs between samples. */
import type { ParamValue } from '../../shared/graph/graph-doc.ts';

export function shapeToText(value: ParamValue): string {
  return Array.isArray(value) ? value.map((size) => size ?? '?').join(', ') : '';
}

/** undefined when it cannot be read. Commas of either language, spaces, × and x separate. */
export function shapeFromText(text: string): (number | null)[] | undefined {
  const parts = text
    .trim()
    .split(/[\s,，、×x]+/)
    .filter(Boolean);
  const sizes = parts.map((part) => (part === '?' || part === '-1' ? null : Number(part)));
  return sizes.every((size) => size === null || (Number.isInteger(size) && size > 0)) ? sizes : undefined;
}
