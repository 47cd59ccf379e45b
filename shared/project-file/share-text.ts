/** A project as a text short enough for a message: compressed JSON in letters that survive mail, chat and addresses. */
import { deflateSync, Inflate } from 'fflate';
import type { ProjectDoc } from '../project-doc.ts';

/** Longer texts are cut by chats and address bars: then a file is the better way. */
export const shareTextLimit = 8000;

const head = 'weft1:';

export const shareText = (doc: ProjectDoc): string =>
  head + toBase64(deflateSync(new TextEncoder().encode(JSON.stringify(doc)), { level: 9 }));

/** Whether a text begins like a shared project, whatever stands around it. */
export const isShareText = (text: string): boolean => text.trimStart().startsWith(head);

/**
 * The JSON inside a shared text; line breaks and spaces that mail has put in do no harm. undefined when it is damaged or
 * would be larger than `limit` characters: a small text can hold a very large one.
 */
export function sharedJson(text: string, limit: number): string | undefined {
  const bytes = fromBase64(text.trim().slice(head.length).replaceAll(/\s/g, ''));
  return bytes && inflated(bytes, limit);
}

function inflated(bytes: Uint8Array, limit: number): string | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let isWhole = false;
  const stream = new Inflate((part, final) => {
    text += decoder.decode(part, { stream: !final });
    isWhole = final;
  });
  const step = 4096;
  try {
    for (let at = 0; at < bytes.length && text.length <= limit; at += step)
      stream.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  } catch {
    return undefined; // cut off, or no compressed text at all
  }
  return isWhole && text.length <= limit ? text : undefined;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const valueOf = new Map([...letters].map((letter, value) => [letter, value]));

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    const length = Math.min(4, bytes.length - at + 1);
    for (let part = 0; part < length; part++) text += letters[(group >> (18 - 6 * part)) & 63];
  }
  return text;
}

function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [group, bits, at] = [0, 0, 0];
  for (const letter of text) {
    const value = valueOf.get(letter);
    if (value === undefined) return undefined;
    group = ((group << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (group >> bits) & 255;
    }
  }
  return bytes;
}
