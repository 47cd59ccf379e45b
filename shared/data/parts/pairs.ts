/** Pairs of samples for siamese networks: every sample meets one of its own class and one of another. */
import type { Random } from '../random.ts';

export interface Pairs {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** 1: both are of one class; 0: of two; NaN: not known. */
  readonly same: Float32Array;
}

/**
 * Balanced pairs among `members` (sample numbers), `labels[i]` being the class of sample i (−1: not known, never paired).
 * A sample that is the only one of its class, or whose class is the only one, has no balanced pairs and is left out.
 */
export function drawPairs(
  members: ArrayLike<number>,
  labels: ArrayLike<number>,
  perSample: number,
  random: Random,
): Pairs {
  const byClass = new Map<number, number[]>();
  for (let at = 0; at < members.length; at++) {
    const member = members[at] ?? 0;
    const label = labels[member] ?? -1;
    if (label < 0) continue;
    const known = byClass.get(label);
    if (known) known.push(member);
    else byClass.set(label, [member]);
  }
  const classes = [...byClass.keys()].sort((a, b) => a - b);
  const first: number[] = [];
  const second: number[] = [];
  const same: number[] = [];
  const add = (a: number, b: number, isSame: number): void => {
    first.push(a);
    second.push(b);
    same.push(isSame);
  };
  const seen = new Map<number, number>();
  for (let at = 0; at < members.length; at++) {
    const member = members[at] ?? 0;
    const label = labels[member] ?? -1;
    const own = byClass.get(label);
    if (!own || own.length < 2 || classes.length < 2) continue;
    const place = seen.get(label) ?? 0;
    seen.set(label, place + 1);
    const others = classes.filter((other) => other !== label);
    for (let round = 0; round < perSample; round++) {
      // Any of the class but the sample itself.
      const partner = own[(place + random.integer(1, own.length - 1)) % own.length] ?? member;
      add(member, partner, 1);
      const strangers = byClass.get(others[random.integer(0, others.length - 1)] ?? -1) ?? [];
      add(member, strangers[random.integer(0, strangers.length - 1)] ?? member, 0);
    }
  }
  return { first: Int32Array.from(first), second: Int32Array.from(second), same: Float32Array.from(same) };
}

/** Samples of a file to predict, two by two in their order; the last one is left over where their number is odd. */
export function neighbourPairs(count: number, labels: ArrayLike<number> | null): Pairs {
  const pairs = Math.floor(count / 2);
  const first = Int32Array.from({ length: pairs }, (_, pair) => 2 * pair);
  return {
    first,
    second: first.map((index) => index + 1),
    same: Float32Array.from(first, (index) => {
      const [a, b] = [labels?.[index] ?? -1, labels?.[index + 1] ?? -1];
      return a < 0 || b < 0 ? Number.NaN : Number(a === b);
    }),
  };
}

/** What a pair may be; class 1 is `same`. */
export const pairClasses = ['different', 'same'] as const;
