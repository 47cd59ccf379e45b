import type { Shape } from '../../../shared/graph/shape.ts';

/** Sizes of a shape that has no batch axis. */
export const sampleSizesOf = (shape: Shape): (number | null)[] => shape.map(({ size }) => size);
export const sizeProduct = (sizes: readonly (number | null)[]): number =>
  sizes.reduce((product: number, size) => product * (size ?? 1), 1);
