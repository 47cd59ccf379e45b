/** Numbers of all positions, `width` a position, row by row: in memory, or in a file that is read where it is needed. */

export interface Matrix {
  readonly rows: number;
  readonly width: number;
  /** Copies `count` numbers from number `from` on into `into` at `at`. */
  copy(from: number, count: number, into: Float32Array, at: number): void;
}

/** Fewer numbers than this are copied faster one by one than through a view. */
const shortCopy = 64;

export function memoryMatrix(values: Float32Array, width: number): Matrix {
  return {
    rows: width === 0 ? 0 : values.length / width,
    width,
    copy: (from, count, into, at) => {
      if (count > shortCopy) into.set(values.subarray(from, from + count), at);
      else for (let index = 0; index < count; index++) into[at + index] = values[from + index] ?? 0;
    },
  };
}
