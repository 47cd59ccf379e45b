/** Seeded random numbers: the same seed gives the same data on every machine and in every process. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer, both ends included. */
  integer(lowest: number, highest: number): number;
}

/** Independent numbers for every combination of seeds, for instance (seed, epoch, sample). */
export function seededRandom(...seeds: readonly number[]): Random {
  const generator = xoroshiro128plus(mixSeeds(seeds));
  return {
    next: () => uniformFloat64(generator),
    integer: (lowest, highest) => uniformInt(generator, lowest, highest),
  };
}

/** Mixes seeds into 32 bits (the finaliser of MurmurHash3), so that neighbouring seeds give unrelated numbers. */
function mixSeeds(seeds: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const seed of seeds) {
    // Numbers beyond 32 bits keep their upper half.
    for (const word of [seed | 0, Math.floor(seed / 0x1_0000_0000) | 0]) {
      hash = Math.imul(hash ^ word, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
      hash ^= hash >>> 16;
    }
  }
  return hash | 0;
}

/** 0 … count−1 in a random order (Fisher and Yates). */
export function shuffledIndices(count: number, random: Random): Int32Array {
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(0, last);
    const value = indices[last] ?? 0;
    indices[last] = indices[other] ?? 0;
    indices[other] = value;
  }
  return indices;
}
