/** HDF5 in memory: h5wasm's own file system lies in WebAssembly memory, so a file can name nothing outside itself. */
import h5wasm, { Dataset, File as H5File, type Group } from 'h5wasm';
import { StudioError } from '../../shared/problem.ts';

export interface StoredArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

let counter = 0;

/** Runs `read` on an opened HDF5 file and closes it. Throws `model/unreadable` for bytes that are no HDF5 file. */
export async function withH5<T>(bytes: Uint8Array, read: (file: H5File) => T): Promise<T> {
  const { FS } = await h5wasm.ready;
  const name = nextName();
  FS.writeFile(name, bytes);
  try {
    const file = new H5File(name, 'r');
    if (file.file_id < 0n)
      throw new StudioError('model/unreadable', { expected: 'an HDF5 file of weights', received: 'other bytes' });
    try {
      return read(file);
    } finally {
      file.close();
    }
  } finally {
    FS.unlink(name);
  }
}

/** Makes an HDF5 file with `write` and returns its bytes. */
export async function makeH5(write: (file: H5File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const name = nextName();
  const file = new H5File(name, 'w');
  try {
    write(file);
  } finally {
    file.close();
  }
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

/** The numbers of a data set, or null where there is none. Throws for links out of the file and for other types. */
export function readArray(file: H5File, path: string): StoredArray | null {
  const found = file.get(path);
  if (found === null) return null;
  if (!(found instanceof Dataset))
    throw new StudioError('model/refused', { expected: `an array at ${path}`, received: 'a link or a group' });
  const { value, shape } = found;
  if (value instanceof Float32Array) return { shape: shape ?? [], values: value };
  if (typeof value === 'number') return { shape: [], values: Float32Array.of(value) };
  if (typeof value === 'bigint') return { shape: [], values: Float32Array.of(Number(value)) };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return { shape: shape ?? [], values: Float32Array.from(value as unknown as ArrayLike<number | bigint>, Number) };
  }
  throw new StudioError('model/unreadable', { expected: `numbers at ${path}`, received: typeof value });
}

/** Opens or makes the group at `path`, one level after the other. */
export function ensureGroup(file: H5File, path: string): Group {
  let group: Group = file;
  for (const part of path.split('/')) {
    const next = group.keys().includes(part) ? group.get(part) : group.create_group(part);
    group = next as Group;
  }
  return group;
}

function nextName(): string {
  counter += 1;
  return `/weights-${counter}.h5`;
}
