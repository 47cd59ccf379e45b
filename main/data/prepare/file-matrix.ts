/** A matrix in a file: 32-bit floats, row by row, read where they are needed. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StudioError } from '../../../shared/problem.ts';
import type { Matrix } from './matrix.ts';

const width = Float32Array.BYTES_PER_ELEMENT;
/** Numbers that are read at once where one reader goes through the file in order (1 MB). */
const aheadCount = 256 * 1024;
/** Files that one process holds open: previews of recipe after recipe must not use up what the system gives. */
const mostOpen = 8;
const openFiles = new Map<string, number>();

/** Removing a file from its folder takes nothing from a process that holds it open. */
function opened(path: string): number {
  const known = openFiles.get(path);
  if (known !== undefined) return known;
  const file = openSync(path, 'r');
  openFiles.set(path, file);
  for (const [oldest, other] of openFiles) {
    if (openFiles.size <= mostOpen) break;
    closeSync(other);
    openFiles.delete(oldest);
  }
  return file;
}

/** Reads `path`; rows in the order of the file come from one large read, single rows from a read of their own. */
export function fileMatrix(path: string, rows: number, columns: number): Matrix {
  const total = rows * columns;
  const ahead = new Float32Array(Math.min(total, aheadCount));
  let aheadFrom = 0;
  let aheadEnd = 0;
  /** Where the last read of a row of its own ended. */
  let lastEnd = -1;
  opened(path);

  const fill = (values: Float32Array, at: number, count: number, from: number): void => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset + at * width, count * width);
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(opened(path), bytes, done, bytes.length - done, from * width + done);
      if (read === 0) throw new StudioError('file/read-failed', { file: 'prepared data', reason: 'it is too short' });
      done += read;
    }
  };
  return {
    rows,
    width: columns,
    copy: (from, count, into, at) => {
      const isHeld = from >= aheadFrom && from + count <= aheadEnd;
      const isNext = (from >= aheadFrom && from <= aheadEnd) || from === lastEnd;
      if (!isHeld && isNext && count <= ahead.length) {
        aheadFrom = from;
        aheadEnd = Math.min(total, from + ahead.length);
        fill(ahead, 0, aheadEnd - aheadFrom, aheadFrom);
      } else if (!isHeld) {
        fill(into, at, count, from);
        lastEnd = from + count;
        return;
      }
      const first = from - aheadFrom;
      into.set(ahead.subarray(first, first + count), at);
    },
  };
}
