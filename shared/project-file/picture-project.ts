/** Pictures that carry their project: in the metadata of an SVG, in a text chunk of a PNG. Programs that show them ignore it. */
import type { ProjectDoc } from '../project-doc.ts';
import { shareText } from './share-text.ts';

const space = 'urn:weft-studio:project';

/** The same drawing with its project inside. */
export function svgWithProject(svg: string, doc: ProjectDoc): string {
  const metadata = `<metadata><weft:project xmlns:weft="${space}">${shareText(doc)}</weft:project></metadata>`;
  return svg.replace(/<\/title>|<svg[^>]*>/, (tag) => `${tag}\n${metadata}`);
}

/** The shared text inside an SVG; undefined when it carries none. */
export const textInSvg = (svg: string): string | undefined => /<weft:project[^>]*>([^<]*)</.exec(svg)?.[1];

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
export const isPng = (bytes: Uint8Array): boolean => signature.every((byte, at) => bytes[at] === byte);

const keyword = 'weft-studio-project';

/** The same picture with its project in an iTXt chunk before the end. */
export function pngWithProject(png: Uint8Array<ArrayBuffer>, doc: ProjectDoc): Uint8Array<ArrayBuffer> {
  const end = [...chunksOf(png)].find(({ type }) => type === 'IEND');
  if (!end) return png;
  // Keyword, not compressed (the text already is), no language, no translated keyword: each ends with a zero.
  const chunk = chunkOf('iTXt', new TextEncoder().encode(`${keyword}\0\0\0\0\0${shareText(doc)}`));
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, end.at));
  whole.set(chunk, end.at);
  whole.set(png.subarray(end.at), end.at + chunk.length);
  return whole;
}

/** The shared text inside a PNG; undefined when it carries none or is cut off before it. */
export function textInPng(png: Uint8Array): string | undefined {
  const start = `${keyword}\0\0\0\0\0`;
  for (const { type, data } of chunksOf(png)) {
    const text = type === 'iTXt' ? new TextDecoder().decode(data) : '';
    if (text.startsWith(start)) return text.slice(start.length);
  }
  return undefined;
}

interface Chunk {
  readonly at: number;
  readonly type: string;
  readonly data: Uint8Array;
}

function* chunksOf(png: Uint8Array): Generator<Chunk> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = signature.length; at + 12 <= png.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > png.length) return;
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    yield { at, type, data: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (crcTable[(value ^ byte) & 255] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
