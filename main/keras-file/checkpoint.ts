/**
 * Checkpoints: one file in the safetensors layout (8 bytes of length, a JSON header, raw little-endian float32), written
 * to a temporary file, synced and renamed, so that a crash leaves either the old one or the new one. Weights and slots are
 * stored bit for bit, and every other number of an optimizer follows from its step: a resumed run ends with the same bits.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { replaceInFolder } from '../process/replace-file.ts';
import { systemReason } from '../process/system-reason.ts';
import { StudioError } from '../../shared/problem.ts';
import type { WeightValues } from '../trainer/model/build-model.ts';
import type { OptimizerState, SlotValues } from '../trainer/training/optimizer.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

export interface Checkpoint {
  readonly weights: readonly WeightValues[];
  readonly optimizer: OptimizerState | null;
  /** What stateful layers carry on. */
  readonly states?: readonly WeightValues[];
  /** Whatever the caller needs to go on: epoch, step, seed … JSON without NaN or infinities. */
  readonly meta: JsonRecord;
}

const formatVersion = '1';
const maxHeaderBytes = 64 * 2 ** 20;

/** Throws `file/write-failed` with the path when the disk refuses. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  try {
    await replaceInFolder(path, encodeCheckpoint(checkpoint));
  } catch (error) {
    throw new StudioError(
      'file/write-failed',
      { reason: error instanceof Error ? error.message : String(error) },
      { file: path },
    );
  }
}

/** Throws `file/read-failed` (no such file) or `model/unreadable` (damaged, or from a newer version). */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new StudioError('file/read-failed', { reason: systemReason(error) }, { file: basename(path) });
  }
  return decodeCheckpoint(bytes);
}

export function encodeCheckpoint({ weights, optimizer, states = [], meta }: Checkpoint): Buffer {
  const header: Record<string, unknown> = {
    __metadata__: {
      format: 'weft-checkpoint',
      version: formatVersion,
      meta: JSON.stringify(meta),
      optimizerStep: optimizer === null ? 'none' : String(optimizer.step),
    },
  };
  const parts: Uint8Array[] = [];
  let offset = 0;
  const add = (name: string, shape: readonly number[], values: Float32Array): void => {
    if (name in header) throw new RangeError(`two tensors are named ${name}`);
    const end = offset + values.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    offset = end;
  };
  for (const { path, shape, values } of weights) add(`weight:${path}`, shape, values);
  for (const { slot, path, shape, values } of optimizer?.slots ?? []) add(`slot:${slot}:${path}`, shape, values);
  for (const { path, shape, values } of states) add(`state:${path}`, shape, values);
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, ' ');
  text.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...parts]);
}

export function decodeCheckpoint(bytes: Buffer): Checkpoint {
  const { header, data } = splitHeader(bytes);
  const metadata = header['__metadata__'];
  if (!isRecord(metadata) || metadata['format'] !== 'weft-checkpoint' || metadata['version'] !== formatVersion) {
    throw damaged('a checkpoint of version 1', 'another file');
  }
  const weights: WeightValues[] = [];
  const slots: SlotValues[] = [];
  const states: WeightValues[] = [];
  for (const [name, entry] of Object.entries(header)) {
    const [kind, first = '', ...rest] = name.split(':');
    if (kind === 'weight') weights.push({ path: [first, ...rest].join(':'), ...readTensor(name, entry, data) });
    if (kind === 'state') states.push({ path: [first, ...rest].join(':'), ...readTensor(name, entry, data) });
    if (kind === 'slot') slots.push({ slot: first, path: rest.join(':'), ...readTensor(name, entry, data) });
  }
  const step = Number(metadata['optimizerStep']);
  const meta: unknown = JSON.parse(String(metadata['meta']));
  return {
    weights,
    optimizer: Number.isNaN(step) ? null : { step, slots },
    ...(states.length > 0 ? { states } : {}),
    meta: isRecord(meta) ? meta : {},
  };
}

function splitHeader(bytes: Buffer): { readonly header: JsonRecord; readonly data: Buffer } {
  const length = bytes.length < 8 ? Number.POSITIVE_INFINITY : Number(bytes.readBigUInt64LE());
  if (length > maxHeaderBytes || 8 + length > bytes.length)
    throw damaged('a header within the file', `${bytes.length} bytes`);
  try {
    const header: unknown = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8'));
    if (isRecord(header)) return { header, data: bytes.subarray(8 + length) };
  } catch {
    // Falls through to the one error that names the cause.
  }
  throw damaged('a JSON header', 'other bytes');
}

function readTensor(
  name: string,
  entry: unknown,
  data: Buffer,
): { readonly shape: readonly number[]; readonly values: Float32Array } {
  const shape = isRecord(entry) && Array.isArray(entry['shape']) ? entry['shape'].map(Number) : null;
  const offsets = isRecord(entry) && Array.isArray(entry['data_offsets']) ? entry['data_offsets'].map(Number) : [];
  const [start = Number.NaN, end = Number.NaN] = offsets;
  const size = (shape ?? []).reduce((product, axis) => product * axis, 4);
  if (shape === null || !(start >= 0 && end <= data.length && end - start === size))
    throw damaged(`${name} within the file`, 'another range');
  // A copy: the values start at any byte of the file, a Float32Array only at multiples of four.
  return { shape, values: new Float32Array(Uint8Array.from(data.subarray(start, end)).buffer) };
}

function damaged(expected: string, received: string): StudioError {
  return new StudioError('model/unreadable', { expected, received });
}
