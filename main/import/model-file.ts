/** Which format the files are in that somebody chose, by their first bytes and names; never by trust in an ending. */
import { StudioError } from '../../shared/problem.ts';
import { readZip } from '../keras-file/zip.ts';

/** One chosen file; `name` without folders. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
export type ModelFormat =
  | { readonly kind: 'keras'; readonly bytes: Uint8Array }
  | { readonly kind: 'h5'; readonly bytes: Uint8Array }
  /** `files`: everything else that was chosen or packed with it, by name. */
  | { readonly kind: 'tfjs'; readonly topology: Uint8Array; readonly files: ReadonlyMap<string, Uint8Array> };

const starts = (bytes: Uint8Array, ...first: readonly number[]): boolean =>
  first.every((byte, index) => bytes[index] === byte);
const isZip = (bytes: Uint8Array): boolean => starts(bytes, 0x50, 0x4b);
const isH5 = (bytes: Uint8Array): boolean => starts(bytes, 0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
const isJson = (bytes: Uint8Array): boolean => bytes.subarray(0, 64).some((byte) => byte === 0x7b) && bytes[0] !== 0x80;

/** Throws `model/format` with what the files are instead, `model/program-code` for pickles. */
export function modelFormat(files: readonly ModelFile[]): ModelFormat {
  const [first] = files;
  if (first === undefined) throw new StudioError('model/format', { received: '-' });
  if (files.length === 1) {
    if (isH5(first.bytes)) return { kind: 'h5', bytes: first.bytes };
    if (isZip(first.bytes)) return zipFormat(first);
  }
  const topology = files.find(({ name, bytes }) => name.endsWith('.json') && isJson(bytes));
  if (topology === undefined) throw otherFormat(first);
  const others = files.filter((file) => file !== topology);
  if (new Set(others.map(({ name }) => name)).size !== others.length)
    throw new StudioError('model/refused', { expected: 'names that differ', received: others[0]?.name ?? '' });
  return { kind: 'tfjs', topology: topology.bytes, files: new Map(others.map(({ name, bytes }) => [name, bytes])) };
}

/** A `.keras` file is a zip with a config; a TensorFlow.js model may be packed in one, in a folder or not. */
function zipFormat({ name, bytes }: ModelFile): ModelFormat {
  const entries = readZip(bytes, (entry) => /(^|\/)(config|model)\.json$/.test(entry));
  if (entries.has('config.json')) return { kind: 'keras', bytes };
  const path = [...entries.keys()].find((entry) => /(^|\/)model\.json$/.test(entry));
  if (path === undefined) throw new StudioError('model/format', { received: name.endsWith('.npz') ? 'NumPy' : 'zip' });
  const folder = path.slice(0, -'model.json'.length);
  const all = readZip(bytes, (entry) => entry.startsWith(folder) && !entry.endsWith('/'));
  const files = [...all]
    .filter(([entry]) => entry !== path)
    .map(([entry, content]) => [entry.slice(folder.length), content] as const);
  return { kind: 'tfjs', topology: all.get(path) ?? new Uint8Array(), files: new Map(files) };
}

function otherFormat({ name, bytes }: ModelFile): StudioError {
  // A pickle is a program: whoever loads it runs it.
  if (starts(bytes, 0x80) && (bytes[1] ?? 99) <= 5)
    return new StudioError('model/program-code', { what: 'pickle', layer: name });
  if (isZip(bytes) || isH5(bytes)) return new StudioError('model/format', { received: name });
  return new StudioError('model/format', { received: name === '' ? '-' : name });
}
