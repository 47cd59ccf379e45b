/** Arrays that batches are assembled in, again and again: a training step must not make garbage of every batch. */

export interface BatchBuffers {
  /** An array of `length` numbers with whatever was left in it; `slot` tells it from the others of the same batch. */
  floats(slot: string, length: number): Float32Array;
  ints(slot: string, length: number): Int32Array;
  /** The same arrays for a part of the batch that has slots of its own. */
  within(part: string): Pick<BatchBuffers, 'floats' | 'ints' | 'within'>;
  /** The next batch begins. What the one before was given stays as it is; what came before that is written over. */
  turn(): void;
}

/** What assembling a batch needs of them. */
export type BatchSlots = Pick<BatchBuffers, 'floats' | 'ints' | 'within'>;

interface Held<Values extends Float32Array | Int32Array> {
  whole: Values;
  view: Values;
}

/** Two sets take turns, so that a batch can be assembled while the one before it is still being read. */
export function createBatchBuffers(): BatchBuffers {
  const sets = [createSlots(), createSlots()] as const;
  let current = 0;
  const slots = () => (current === 0 ? sets[0] : sets[1]);
  return {
    floats: (slot, length) => slots().floats(slot, length),
    ints: (slot, length) => slots().ints(slot, length),
    within: (part) => slots().within(part),
    turn: () => {
      current = 1 - current;
    },
  };
}

function createSlots(): BatchSlots {
  const floats = new Map<string, Held<Float32Array>>();
  const ints = new Map<string, Held<Int32Array>>();
  const parts = new Map<string, BatchSlots>();
  return {
    floats: (slot, length) => take(floats, slot, length, (size) => new Float32Array(size)),
    ints: (slot, length) => take(ints, slot, length, (size) => new Int32Array(size)),
    within: (part) => {
      const known = parts.get(part) ?? createSlots();
      parts.set(part, known);
      return known;
    },
  };
}

function take<Values extends Float32Array | Int32Array>(
  held: Map<string, Held<Values>>,
  slot: string,
  length: number,
  make: (size: number) => Values,
): Values {
  const known = held.get(slot);
  if (known?.view.length === length) return known.view;
  const whole = known && known.whole.length >= length ? known.whole : make(length);
  const view = whole.subarray(0, length) as Values; // subarray's type forgets which kind of array it is
  if (known) Object.assign(known, { whole, view });
  else held.set(slot, { whole, view });
  return view;
}

/** New arrays every time: for batches that are kept. */
export const freshSlots: BatchSlots = {
  floats: (_, length) => new Float32Array(length),
  ints: (_, length) => new Int32Array(length),
  within: () => freshSlots,
};
