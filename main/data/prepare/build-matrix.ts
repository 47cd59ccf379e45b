/**
 * Puts encoded columns side by side, as one matrix. What fits the memory budget stays in memory; more is written column after
 * column to a work file and from there, row by row, to a file that later runs of the same data find again.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileMatrix } from './file-matrix.ts';
import { type Matrix, memoryMatrix } from './matrix.ts';

export interface MatrixPlace {
  /** Where files of prepared data lie. */
  readonly folder: string;
  /** Bytes that may stay in memory. */
  readonly budget: number;
}

export interface MatrixBuilder {
  /** `values` (rows × `width`) become the next columns. */
  add(values: Float32Array, width: number): void;
  /** `name` decides which file it is: the same for the same numbers. */
  finish(name: string): Matrix;
  /** Removes what was written so far. */
  discard(): void;
}

const bytesPerNumber = Float32Array.BYTES_PER_ELEMENT;
/** Files of prepared data that are kept, the newest. */
const mostFiles = 3;
let works = 0;

interface Column {
  readonly width: number;
  /** Null: in the work file. */
  readonly values: Float32Array | null;
}

const asBytes = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Null for `place`: in memory, whatever its size. */
export function createMatrixBuilder(rows: number, place: MatrixPlace | null): MatrixBuilder {
  const columns: Column[] = [];
  let heldBytes = 0;
  let work: { readonly path: string; readonly file: number } | undefined;

  const spill = (folder: string): void => {
    if (!work) {
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `.columns-${process.pid}-${++works}`);
      work = { path, file: openSync(path, 'w+') };
    }
    for (const [index, { width, values }] of columns.entries()) {
      if (!values) continue;
      writeAll(work.file, asBytes(values));
      columns[index] = { width, values: null };
    }
    heldBytes = 0;
  };
  const discard = (): void => {
    if (!work) return;
    closeSync(work.file);
    rmSync(work.path, { force: true });
    work = undefined;
  };

  return {
    add: (values, width) => {
      columns.push({ width, values });
      heldBytes += values.byteLength;
      // Columns and the matrix made of them are in memory together for a moment.
      if (place && (work || heldBytes > place.budget / 2)) spill(place.folder);
    },
    finish: (name) => {
      const width = columns.reduce((sum, column) => sum + column.width, 0);
      if (!place || !work) return memoryMatrix(interleave(columns, rows, width), width);
      try {
        return (
          preparedFile(place, name, rows, width) ?? writeRows(place, name, work.file, { widths: columns, rows, width })
        );
      } finally {
        discard();
      }
    },
    discard,
  };
}

function interleave(columns: readonly Column[], rows: number, width: number): Float32Array {
  const [only] = columns;
  if (columns.length === 1 && only?.values) return only.values;
  const result = new Float32Array(rows * width);
  for (let first = 0; first < rows; first += rowsTogether) {
    const end = Math.min(rows, first + rowsTogether);
    let offset = 0;
    for (const { width: own, values } of columns) {
      if (values) putColumn(values, own, result, { first, end, width, offset });
      offset += own;
    }
  }
  return result;
}

/** Rows of the work file that are read in one go. */
const mostRowsTogether = 4096;
/** Rows that are put together column by column: few enough to stay in the processor's cache. */
const rowsTogether = 256;

/** Rows `first` … `end − 1` of a column. */
function putColumn(
  values: Float32Array,
  own: number,
  result: Float32Array,
  {
    first,
    end,
    width,
    offset,
  }: { readonly first: number; readonly end: number; readonly width: number; readonly offset: number },
): void {
  if (own === 1) {
    for (let row = first; row < end; row++) result[row * width + offset] = values[row] ?? 0;
    return;
  }
  for (let row = first; row < end; row++)
    for (let k = 0; k < own; k++) result[row * width + offset + k] = values[row * own + k] ?? 0;
}

const fileOf = ({ folder }: MatrixPlace, name: string): string => join(folder, `${name}.f32`);

/** The matrix that an earlier preparation of the same data has written, if it is there. */
export function preparedFile(place: MatrixPlace, name: string, rows: number, width: number): Matrix | undefined {
  const path = fileOf(place, name);
  if (!existsSync(path) || statSync(path).size !== rows * width * bytesPerNumber) return undefined;
  // The newest use keeps it.
  utimesSync(path, new Date(), new Date());
  return fileMatrix(path, rows, width);
}

/** From columns one behind the other to rows one behind the other, as many at a time as the budget holds. */
function writeRows(
  place: MatrixPlace,
  name: string,
  work: number,
  { widths, rows, width }: { readonly widths: readonly Column[]; readonly rows: number; readonly width: number },
): Matrix {
  const path = fileOf(place, name);
  const part = `${path}.${process.pid}`;
  const chunk = Math.max(1, Math.min(rows, Math.floor(place.budget / 4 / (width * bytesPerNumber)), mostRowsTogether));
  const block = new Float32Array(chunk * width);
  const widest = widths.reduce((most, column) => Math.max(most, column.width), 1);
  const column = new Float32Array(chunk * widest);
  const file = openSync(part, 'w');
  try {
    for (let first = 0; first < rows; first += chunk) {
      const count = Math.min(chunk, rows - first);
      let offset = 0;
      for (const { width: own } of widths) {
        const values = column.subarray(0, count * own);
        readAll(work, asBytes(values), (rows * offset + first * own) * bytesPerNumber);
        putColumn(values, own, block, { first: 0, end: count, width, offset });
        offset += own;
      }
      writeAll(file, asBytes(block.subarray(0, count * width)));
    }
  } catch (error) {
    closeSync(file);
    rmSync(part, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(part, path);
  removeOldest(place.folder, `${name}.f32`);
  return fileMatrix(path, rows, width);
}

/** A file that another process has open cannot be removed everywhere; it goes the next time. */
function removeOldest(folder: string, kept: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.f32') && name !== kept)
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of files.slice(mostFiles - 1)) {
    try {
      rmSync(path, { force: true });
    } catch {
      continue;
    }
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done);
}

function readAll(file: number, bytes: Uint8Array, from: number): void {
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(file, bytes, done, bytes.length - done, from + done);
    if (read === 0) throw new RangeError('the work file of a preparation is too short');
    done += read;
  }
}
