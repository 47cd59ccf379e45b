/**
 * Seeds and draws on the host. Everything random is a pure function of (seed, path, step, call), so that a run repeats bit
 * for bit and goes on exactly where a checkpoint left it. Weights are initialised here on every engine.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Mixes numbers and texts into one 32-bit seed (FNV-1a over 32-bit words, then MurmurHash3's finaliser). */
export function mixSeed(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  const take = (word: number): void => {
    hash = Math.imul(hash ^ (word & 0xffff), 0x01000193);
    hash = Math.imul(hash ^ (word >>> 16), 0x01000193);
  };
  for (const part of parts) {
    if (typeof part === 'number') {
      take(part | 0);
      take(Math.floor(part / 2 ** 32) | 0);
    } else {
      for (let index = 0; index < part.length; index += 1) take(part.charCodeAt(index));
    }
    take(0x9e3779b9);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/** `count` numbers in [0, 1), 24 bits each. */
export function uniform(seed: number, count: number): Float32Array {
  const generator = xoroshiro128plus(seed);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 1) values[index] = (generator.next() >>> 8) * 2 ** -24;
  return values;
}

/** `count` draws of the normal distribution with mean 0 and deviation 1 (Box–Muller). */
export function normal(seed: number, count: number): Float32Array {
  const generator = xoroshiro128plus(seed);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(((generator.next() >>> 0) + 1) * 2 ** -32));
    const angle = 2 * Math.PI * ((generator.next() >>> 0) * 2 ** -32);
    values[index] = radius * Math.cos(angle);
    if (index + 1 < count) values[index + 1] = radius * Math.sin(angle);
  }
  return values;
}

/** Normal draws, those farther than two deviations drawn again (Keras' TruncatedNormal). */
export function truncatedNormal(seed: number, count: number): Float32Array {
  const values = new Float32Array(count);
  let filled = 0;
  for (let round = 0; filled < count; round += 1) {
    for (const value of normal(mixSeed(seed, round), Math.max(16, count - filled))) {
      if (filled < count && Math.abs(value) <= 2) {
        values[filled] = value;
        filled += 1;
      }
    }
  }
  return values;
}
