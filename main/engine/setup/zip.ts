import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { SetupProblem } from './progress.ts';

/** One file inside a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
  readonly mode: number;
}

const endSignature = 0x06054b50;
const zip64LocatorSignature = 0x07064b50;
const zip64EndSignature = 0x06064b50;
const entrySignature = 0x02014b50;
const headerSignature = 0x04034b50;

/**
 * Lists the files of a zip archive (APPNOTE 6.3, with zip64), folders left out.
 * Throws a SetupProblem when the file is not a complete archive.
 */
export async function listZip(file: FileHandle): Promise<readonly ZipEntry[]> {
  const { size } = await file.stat();
  const directory = await findDirectory(file, size);
  const bytes = await readAt(file, directory.offset, directory.size);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= bytes.length && bytes.readUInt32LE(at) === entrySignature) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const entry = readEntry(bytes.subarray(at, at + 46), bytes.toString('utf8', at + 46, at + 46 + nameLength), extra);
    if (!entry.name.endsWith('/')) entries.push(entry);
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  }
  if (at !== bytes.length) throw damaged('its table of contents is cut off');
  return entries;
}

/** Writes the chosen files under `target`, streaming, with their check sums tested. `onBytes` gets uncompressed sizes. */
export async function extractZip(
  path: string,
  target: string,
  wanted: (name: string) => boolean,
  onBytes: (done: number, total: number) => void,
): Promise<number> {
  const file = await open(path, 'r');
  try {
    const entries = (await listZip(file)).filter((entry) => wanted(entry.name));
    const total = entries.reduce((sum, entry) => sum + entry.size, 0);
    let done = 0;
    for (const entry of entries) {
      await extractEntry({ path, file }, entry, target, (bytes) => onBytes((done += bytes), total));
    }
    return entries.length;
  } finally {
    await file.close();
  }
}

interface Archive {
  readonly path: string;
  readonly file: FileHandle;
}

async function extractEntry(
  archive: Archive,
  entry: ZipEntry,
  target: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  if (/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(entry.name))
    throw damaged(`it holds a path that leads outside: ${entry.name}`);
  if (entry.method !== 0 && entry.method !== 8)
    throw damaged(`${entry.name} is packed by an unknown method (${entry.method})`);
  const destination = join(target, entry.name);
  await mkdir(dirname(destination), { recursive: true });
  const header = await readAt(archive.file, entry.headerOffset, 30);
  if (header.readUInt32LE(0) !== headerSignature)
    throw damaged(`${entry.name} is not where the table of contents says`);
  const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const check = new Checksum(onBytes);
  await pipeline(
    entry.compressedSize === 0
      ? emptyStream()
      : createReadStream(archive.path, { start, end: start + entry.compressedSize - 1, highWaterMark: 1 << 20 }),
    entry.method === 8 ? createInflateRaw({ chunkSize: 1 << 18 }) : new PassThrough(),
    check,
    createWriteStream(destination, { mode: (entry.mode & 0o111) === 0 ? 0o644 : 0o755 }),
  );
  if (check.crc !== entry.crc || check.size !== entry.size) throw damaged(`${entry.name} fails its check sum`);
}

/** Counts and sums what passes through; a class because it lives as long as one file's stream. */
class Checksum extends Transform {
  crc = 0;
  size = 0;
  readonly onBytes: (bytes: number) => void;
  constructor(onBytes: (bytes: number) => void) {
    super();
    this.onBytes = onBytes;
  }
  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.crc = crc32(chunk, this.crc);
    this.size += chunk.length;
    this.onBytes(chunk.length);
    done(null, chunk);
  }
}

function emptyStream(): PassThrough {
  const stream = new PassThrough();
  stream.end();
  return stream;
}

async function findDirectory(
  file: FileHandle,
  size: number,
): Promise<{ readonly offset: number; readonly size: number }> {
  const tailStart = Math.max(0, size - 65_557);
  const tail = await readAt(file, tailStart, size - tailStart);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    const offset = tail.readUInt32LE(at + 16);
    if (offset !== 0xffffffff) return { offset, size: tail.readUInt32LE(at + 12) };
    if (at < 20 || tail.readUInt32LE(at - 20) !== zip64LocatorSignature) break;
    const end = await readAt(file, Number(tail.readBigUInt64LE(at - 12)), 56);
    if (end.readUInt32LE(0) !== zip64EndSignature) break;
    return { offset: Number(end.readBigUInt64LE(48)), size: Number(end.readBigUInt64LE(40)) };
  }
  throw damaged('it has no table of contents, so it is cut off or no zip archive');
}

function readEntry(fixed: Buffer, name: string, extra: Buffer): ZipEntry {
  const wide = readZip64(extra);
  const field = (at: number) => {
    const value = fixed.readUInt32LE(at);
    return value === 0xffffffff ? (wide.shift() ?? value) : value;
  };
  // The zip64 extra lists only the fields that overflowed, in this order.
  const size = field(24);
  const compressedSize = field(20);
  const headerOffset = field(42);
  return {
    name,
    method: fixed.readUInt16LE(10),
    crc: fixed.readUInt32LE(16),
    compressedSize,
    size,
    headerOffset,
    mode: fixed.readUInt32LE(38) >>> 16,
  };
}

function readZip64(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const values: number[] = [];
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2));
    for (let value = at + 4; value + 8 <= end; value += 8) values.push(Number(extra.readBigUInt64LE(value)));
    return values;
  }
  return [];
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw damaged('it ends too early');
  return buffer;
}

function damaged(why: string): SetupProblem {
  return new SetupProblem(`The wheel file is damaged: ${why}. Fetch it again.`);
}
