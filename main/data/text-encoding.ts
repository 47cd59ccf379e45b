/** Which encoding a file has, and its text as UTF-8: whatever was received, the readers see UTF-8 without a mark. */
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { type Problem, problem } from '../../shared/problem.ts';
import { failed, ok, type Result } from '../../shared/result.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark. */
  readonly mark: number;
  /** Guessed from the frequency of characters: shown to the person, who may overrule it. */
  readonly guessed: boolean;
}

const chunkBytes = 1 << 20;

/** The file's bytes in chunks of 1 MiB; stops with the signal's reason. */
export async function* fileChunks(path: string, signal?: AbortSignal, start = 0): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    let at = start;
    for (;;) {
      signal?.throwIfAborted();
      const buffer = Buffer.allocUnsafe(chunkBytes);
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Number of bytes at the end of `bytes` that begin a UTF-8 character which goes on in the next chunk. */
export function unfinishedUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Offset of the first character that is not UTF-8. */
export function firstInvalid(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  const valid = (length: number): boolean =>
    isUtf8(bytes.subarray(0, length - unfinishedUtf8(bytes.subarray(0, length))));
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valid(middle)) low = middle;
    else high = middle - 1;
  }
  return low - unfinishedUtf8(bytes.subarray(0, low));
}

/** Encoding by its mark, by the zero bytes of UTF-16, by validity as UTF-8, and last by whether it reads as Chinese. */
export function detectEncoding(start: Uint8Array, whole: boolean): DetectedEncoding | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf)
    return { encoding: 'utf-8', mark: 3, guessed: false };
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', mark: 2, guessed: false };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', mark: 2, guessed: false };
  const zeros = zeroShares(start);
  if (zeros.odd > 0.3 && zeros.even < 0.05) return { encoding: 'utf-16le', mark: 0, guessed: true };
  if (zeros.even > 0.3 && zeros.odd < 0.05) return { encoding: 'utf-16be', mark: 0, guessed: true };
  const complete = whole ? start : start.subarray(0, start.length - unfinishedUtf8(start));
  if (isUtf8(complete)) return { encoding: 'utf-8', mark: 0, guessed: false };
  return looksLikeChinese(start) ? { encoding: 'gb18030', mark: 0, guessed: true } : null;
}

function zeroShares(bytes: Uint8Array): { even: number; odd: number } {
  const length = Math.min(bytes.length, 4096) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even += 1;
    if (bytes[i + 1] === 0) odd += 1;
  }
  return { even: (2 * even) / Math.max(length, 2), odd: (2 * odd) / Math.max(length, 2) };
}

/**
 * Chinese text is mostly made of the 3,755 common characters (GB 2312 level 1), whose first byte is B0–D7 and second
 * A1–FE. Big5, Shift_JIS and Western text read as such pairs rarely are.
 */
function looksLikeChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let common = 0;
  for (let i = 0; i < bytes.length - 1; i++) {
    const first = bytes[i] ?? 0;
    if (first < 0x80) continue;
    const second = bytes[i + 1] ?? 0;
    pairs += 1;
    if (first >= 0xb0 && first <= 0xd7 && second >= 0xa1 && second !== 0xff) common += 1;
    i += 1;
  }
  return pairs > 0 && common / pairs >= 0.7;
}

/**
 * Reads the whole file as `encoding` and hands on its text as UTF-8 bytes without a mark, in order. Bytes that the encoding
 * does not have end it with `data/encoding` and their offset.
 */
export async function readAsUtf8(
  path: string,
  file: string,
  detected: DetectedEncoding,
  onChunk: (utf8: Uint8Array) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<Result<number, Problem>> {
  let offset = detected.mark;
  let row = 1;
  const bad = (at: number, byte: number | undefined): Result<number, Problem> =>
    failed(
      problem(
        'data/encoding',
        {
          encoding: detected.encoding,
          offset: at,
          byte: byte === undefined ? '' : `0x${byte.toString(16).padStart(2, '0').toUpperCase()}`,
        },
        { file, row },
      ),
    );
  if (detected.encoding === 'utf-8') {
    let rest: Uint8Array = new Uint8Array(0);
    for await (const chunk of fileChunks(path, signal, detected.mark)) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.length - unfinishedUtf8(bytes);
      const complete = bytes.subarray(0, end);
      if (!isUtf8(complete)) {
        const at = firstInvalid(complete);
        row += countLines(complete.subarray(0, at));
        return bad(offset + at, complete[at]);
      }
      row += countLines(complete);
      await onChunk(complete);
      offset += end;
      rest = bytes.slice(end);
    }
    return rest.length > 0 ? bad(offset, rest[0]) : ok(offset);
  }
  const decoder = new TextDecoder(detected.encoding, { fatal: true, ignoreBOM: false });
  for await (const chunk of fileChunks(path, signal, detected.mark)) {
    try {
      await onChunk(lines(Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8')));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return bad(offset + firstUndecodable(chunk, detected.encoding), undefined);
    }
    offset += chunk.length;
  }
  try {
    decoder.decode();
  } catch {
    return bad(offset - 1, undefined);
  }
  return ok(offset);

  function lines(utf8: Uint8Array): Uint8Array {
    row += countLines(utf8);
    return utf8;
  }
}

/** Line feeds in the bytes. */
export function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

/** Offset in `chunk` where decoding fails; the chunk is taken to start with a whole character. */
function firstUndecodable(chunk: Uint8Array, encoding: Encoding): number {
  let low = 0;
  let high = chunk.length;
  const valid = (length: number): boolean => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(chunk.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valid(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
