import { writeFileSync } from 'node:fs';
import type { ArrayFile } from './requests.ts';

export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Writes the arrays one after the other, for the other languages to read (little-endian, as every machine here is). */
export function writeArrays(file: string, arrays: readonly NumberArray[]): ArrayFile {
  const length = arrays.reduce((sum, { values }) => sum + values.length, 0);
  const all = new Float32Array(length);
  let at = 0;
  for (const { values } of arrays) {
    all.set(values, at);
    at += values.length;
  }
  writeFileSync(file, new Uint8Array(all.buffer));
  return { file, arrays: arrays.map(({ shape }) => ({ shape })) };
}
