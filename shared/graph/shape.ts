/** Shapes with named axes, as wires show them: `batch × time 100 × features 20`. */

/** What an axis runs over; the catalogue has a name for each (`axis.time`). */
export type AxisName = 'batch' | 'time' | 'features' | 'height' | 'width' | 'channels' | 'units' | 'axis';

/** `size: null` is unknown until run time: the batch, or a length that differs between samples. */
export interface Axis {
  readonly name: AxisName;
  readonly size: number | null;
}
export type Shape = readonly Axis[];

export const axis = (name: AxisName, size: number | null): Axis => ({ name, size });

/** `(batch, 100, 20)` for error texts; unknown sizes are written as `?`. */
export function shapeText(shape: Shape): string {
  return `(${shape.map((a) => (a.name === 'batch' ? 'batch' : (a.size ?? '?'))).join(', ')})`;
}

/** Sizes without the batch axis. */
export const sampleSizes = (shape: Shape): readonly (number | null)[] => shape.slice(1).map((a) => a.size);

/** Equal sizes, whatever the axes are called. */
export const sameSizes = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((entry, index) => entry.size === b[index]?.size);

/** Product of all sizes but the batch; null while one is unknown. */
export function elementCount(shape: Shape): number | null {
  return sampleSizes(shape).reduce<number | null>(
    (total, size) => (total === null || size === null ? null : total * size),
    1,
  );
}

/** A size that is not known fits every size. */
export function fits(a: Shape, b: Shape): boolean {
  return (
    a.length === b.length &&
    a.every(
      (entry, index) => index === 0 || entry.size === null || b[index]?.size === null || entry.size === b[index]?.size,
    )
  );
}
