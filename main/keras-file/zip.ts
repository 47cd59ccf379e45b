/**
 * Reads the entries that are wanted of a zip archive. Everything is checked in the archive's directory before a byte is
 * unpacked: number, names, kinds, sizes; then each entry must unpack to exactly what the directory says. In memory and
 * distrustful, where engine/setup/zip.ts streams gigabytes whose sum is known.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { StudioError } from '../../shared/problem.ts';
import { isBomb, limits } from './limits.ts';

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly stored: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const directoryBytes = 46;
const localBytes = 30;
const longestComment = 0xffff;

/** Entries by name. Throws `model/unreadable` (damaged), `model/too-large` or `model/outside` (names and links that lead out). */
export function readZip(source: Uint8Array, isWanted: (name: string) => boolean): ReadonlyMap<string, Uint8Array> {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const entries = readDirectory(bytes);
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (isBomb(total, bytes.length))
    throw new StudioError('model/too-large', { what: 'zip', received: total, limit: limits.weightBytes });
  return new Map(entries.filter(({ name }) => isWanted(name)).map((entry) => [entry.name, unpack(bytes, entry)]));
}

function readDirectory(bytes: Buffer): readonly ZipEntry[] {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  if (count > limits.entries)
    throw new StudioError('model/too-large', { what: 'zip', received: count, limit: limits.entries });
  if (start + size > end) throw damaged('the directory within the file');
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + directoryBytes > end || bytes.readUInt32LE(at) !== directorySignature) throw damaged(`${count} entries`);
    const nameLength = bytes.readUInt16LE(at + 28);
    const next = at + directoryBytes + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > end) throw damaged('names within the file');
    const name = bytes.toString('utf8', at + directoryBytes, at + directoryBytes + nameLength);
    checkName(name, bytes.readUInt32LE(at + 38));
    if (names.has(name)) throw new StudioError('model/refused', { expected: 'names that differ', received: name });
    names.add(name);
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw damaged(`${name} without a password`);
    entries.push({
      name,
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      stored: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at = next;
  }
  return entries;
}

/** The end record: the last one in the file, with nothing but its comment behind it. */
function findEnd(bytes: Buffer): number {
  for (let at = bytes.length - endBytes; at >= Math.max(0, bytes.length - endBytes - longestComment); at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature && at + endBytes + bytes.readUInt16LE(at + 20) === bytes.length)
      return at;
  }
  throw damaged('a whole zip archive');
}

/** Unix keeps an entry's kind in the upper half of its attributes; 0xa000 is a symbolic link. */
function checkName(name: string, attributes: number): void {
  const parts = name.split(/[/\\]/);
  const leadsOut = parts.includes('..') || /^([/\\]|[a-z]:)/i.test(name) || name.includes('\0');
  if (leadsOut || ((attributes >>> 16) & 0xf000) === 0xa000) throw new StudioError('model/outside', { where: name });
}

function unpack(bytes: Buffer, { name, method, crc, stored, size, offset }: ZipEntry): Uint8Array {
  if (offset + localBytes > bytes.length || bytes.readUInt32LE(offset) !== localSignature)
    throw damaged(`${name} within the file`);
  const start = offset + localBytes + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + stored > bytes.length) throw damaged(`${name} within the file`);
  const packed = bytes.subarray(start, start + stored);
  if (isBomb(size, stored))
    throw new StudioError('model/too-large', { what: name, received: size, limit: limits.weightBytes });
  const unpacked = method === 0 ? packed : method === 8 ? inflate(packed, name, size) : null;
  if (unpacked === null) throw damaged(`${name} stored or deflated`);
  if (unpacked.length !== size || crc32(unpacked) !== crc) throw damaged(`${name} as its directory says`);
  return unpacked;
}

function inflate(packed: Buffer, name: string, size: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    // More bytes than it says, or damaged ones: the directory and the data contradict each other.
    throw damaged(`${name} as its directory says`);
  }
}

const damaged = (expected: string): StudioError =>
  new StudioError('model/unreadable', { expected, received: 'a damaged zip archive' });
