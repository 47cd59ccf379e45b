/** HDF5 in memory: h5wasm's own file system lies in WebAssembly memory, so a file can name nothing outside itself. */
import h5wasm, { Dataset, File as H5File, Group, Module } from 'h5wasm';
import { StudioError } from '../../shared/problem.ts';
import { isBomb, limits } from './limits.ts';

export interface StoredArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

let counter = 0;

/**
 * Runs `read` on an opened HDF5 file and closes it. Throws `model/unreadable` for bytes that are no HDF5 file, or whose
 * parts cannot be read.
 */
export async function withH5<T>(bytes: Uint8Array, read: (file: H5File) => T): Promise<T> {
  const {
    FS,
    activate_throwing_error_handler: throwErrors,
    deactivate_throwing_error_handler: silence,
  } = await h5wasm.ready;
  const name = nextName();
  FS.writeFile(name, bytes);
  let file: H5File | undefined;
  // Without it a read that fails (data in another file, a truncated one) would give whatever was in memory.
  throwErrors();
  try {
    file = new H5File(name, 'r');
    return read(file);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('model/unreadable', {
      expected: file === undefined ? 'an HDF5 file of weights' : 'a whole HDF5 file',
      received: 'other bytes',
    });
  } finally {
    silence();
    if (file !== undefined && file.file_id >= 0n) closeQuietly(file);
    FS.unlink(name);
  }
}

function closeQuietly(file: H5File): void {
  try {
    file.close();
  } catch {
    // A damaged file may refuse even that; its name is never used again.
  }
}

/**
 * HDF5 writes the time into every object, and its library has no switch for it here. Nothing else runs meanwhile.
 */
function withoutTime<T>(work: () => T): T {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}

/** Makes an HDF5 file with `write` and returns its bytes: equal ones for equal content, whenever it is written. */
export async function makeH5(write: (file: H5File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const name = nextName();
  withoutTime(() => {
    const file = new H5File(name, 'w');
    try {
      write(file);
    } finally {
      file.close();
    }
  });
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

/** A data set of a file that was looked through: its numbers are read when they are asked for. */
export interface ListedArray {
  readonly shape: readonly number[];
  read(): StoredArray;
}

/**
 * Every data set of a file by its path, none of them read yet. Throws `model/outside` for links, virtual data sets and
 * the like, `model/too-deep` for groups that hold themselves, `model/too-large` for arrays larger than the file can mean.
 */
export function listArrays(file: H5File, fileBytes: number): ReadonlyMap<string, ListedArray> {
  const found = new Map<string, ListedArray>();
  let objects = 0;
  let steps = 0;
  let declared = 0;
  const visit = (group: Group, path: string, depth: number): void => {
    if (depth > limits.groupDepth)
      throw new StudioError('model/too-deep', { what: path.slice(0, 60), received: depth, limit: limits.groupDepth });
    for (const key of group.keys()) {
      objects += 1;
      if (objects > limits.objects)
        throw new StudioError('model/too-large', { what: 'HDF5', received: objects, limit: limits.objects });
      steps += (depth + 1) ** 3;
      if (steps > limits.groupSteps)
        throw new StudioError('model/too-large', { what: 'HDF5', received: steps, limit: limits.groupSteps });
      const where = path === '' ? key : `${path}/${key}`;
      const entity = openEntity(file, where);
      if (entity instanceof Dataset) {
        declared += checkSize(entity, where, fileBytes);
        found.set(where, { shape: entity.shape ?? [], read: () => readValues(entity, where) });
      } else visit(entity, where, depth + 1);
    }
  };
  visit(file, '', 0);
  if (isBomb(declared, fileBytes))
    throw new StudioError('model/too-large', { what: 'HDF5', received: declared, limit: limits.weightBytes });
  return found;
}

/** A soft link that leads somewhere looks like what it leads to, so links are asked for first. */
function openEntity(file: H5File, path: string): Dataset | Group {
  if (Module.get_symbolic_link(file.file_id, `/${path}`) !== null)
    throw new StudioError('model/outside', { where: path });
  const entity = file.get(path);
  if (entity instanceof Dataset || entity instanceof Group) return entity;
  throw new StudioError('model/outside', { where: path });
}

/** Filters whose code is in the library itself: deflate, shuffle, checksums. */
const knownFilters = new Set([1, 2, 3]);

function checkSize(dataset: Dataset, path: string, fileBytes: number): number {
  const { metadata } = dataset;
  if (metadata.virtual_sources !== undefined) throw new StudioError('model/outside', { where: path });
  const bytes = (metadata.shape ?? []).reduce((product, size) => product * size, metadata.size);
  if (isBomb(bytes, fileBytes))
    throw new StudioError('model/too-large', { what: path, received: bytes, limit: limits.weightBytes });
  checkChunks(metadata, path, fileBytes);
  const filter = dataset.filters.find(({ id }) => !knownFilters.has(id));
  if (filter) throw new StudioError('model/unreadable', { expected: `${path} without filter`, received: filter.name });
  return bytes;
}

/** A chunk is unpacked whole, however little of it the array needs; each one that was stored takes room in the file. */
function checkChunks({ chunks, shape, size }: Dataset['metadata'], path: string, fileBytes: number): void {
  if (chunks === null || chunks === undefined) return;
  const chunkBytes = chunks.reduce((product, length) => product * length, size);
  if (isBomb(chunkBytes, fileBytes))
    throw new StudioError('model/too-large', { what: path, received: chunkBytes, limit: limits.weightBytes });
  const count = chunks.reduce((product, length, axis) => product * Math.ceil((shape?.[axis] ?? 1) / length), 1);
  const limit = Math.min(limits.chunks, Math.max(1000, Math.floor(fileBytes / 8)));
  if (count > limit) throw new StudioError('model/too-large', { what: path, received: count, limit });
}

function readValues(dataset: Dataset, path: string): StoredArray {
  const { shape, metadata } = dataset;
  if (metadata.type === 1 && metadata.size !== 4 && metadata.size !== 8)
    throw new StudioError('model/unreadable', {
      expected: `float32 at ${path}`,
      received: `float${metadata.size * 8}`,
    });
  const isNumber = metadata.type === 0 || metadata.type === 1;
  if (!isNumber || metadata.array_type !== undefined)
    throw new StudioError('model/unreadable', { expected: `numbers at ${path}`, received: 'objects' });
  let value: unknown;
  try {
    value = dataset.value;
  } catch {
    // Data kept in another file cannot be there: the library sees no file but this one.
    throw new StudioError('model/outside', { where: path });
  }
  if (value instanceof Float32Array) return { shape: shape ?? [], values: value };
  if (typeof value === 'number' || typeof value === 'bigint')
    return { shape: [], values: Float32Array.of(Number(value)) };
  if (isNumberArray(value)) return { shape: shape ?? [], values: Float32Array.from(value, Number) };
  throw new StudioError('model/unreadable', { expected: `numbers at ${path}`, received: typeof value });
}

/** A typed array: the other view of a buffer has no elements. */
const isNumberArray = (value: unknown): value is ArrayLike<number | bigint> =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/** Text attributes of the file or of a group: one text, or a list of them. Absent and empty ones give an empty list. */
export function readTexts(
  holder: { readonly attrs: Record<string, { readonly value: unknown }> },
  name: string,
): string[] {
  const value = holder.attrs[name]?.value;
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Opens or makes the group at `path`, one level after the other. */
export function ensureGroup(file: H5File, path: string): Group {
  let group: Group = file;
  for (const part of path.split('/')) {
    const next = group.keys().includes(part) ? group.get(part) : group.create_group(part);
    group = next as Group; // paths of ours lead through groups alone
  }
  return group;
}

function nextName(): string {
  counter += 1;
  return `/weights-${counter}.h5`;
}
