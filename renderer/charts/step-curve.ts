/**
 * One figure over the training steps, as a page holds it: the steps that came while it looked, in a typed array that grows by
 * doubling, with sums of blocks beside it, so that a picture of ten million steps costs as much as one of a thousand.
 */
import {
  addBlocks,
  addValues,
  blockNumbers,
  type Blocks,
  cutRange,
  emptyStretch,
  makeOutline,
  type Outline,
  putBlock,
  resetStretch,
} from '../../shared/figures/outline.ts';
import { growingSeries } from './growing-series.ts';

export interface StepCurve {
  /** Steps that lie before those held here; the core can tell them. */
  readonly base: number;
  /** Number of the last step. */
  readonly length: number;
  /** The value of step `step` (from 1). Steps that were left out before it are gaps, unless they are many: then `base` moves. */
  set(step: number, value: number): void;
  at(step: number): number | undefined;
  /** The held steps `base + 1`, `base + 2`, …; do not keep it across a `set`. */
  view(): Float64Array;
  /** The held part of the steps `from` … `to`, in at most `columns` stretches; `first` counts from step 1 as 0. */
  outline(from: number, to: number, columns: number): Outline;
}

/** Small enough that a stretch of whole blocks is seldom much wider than asked for. */
const blockSize = 64;
/** A gap of more steps than this is left to the core. */
const longestGap = 1000;

export function createStepCurve(): StepCurve {
  let base = 0;
  let series = growingSeries();
  let blocks: Blocks = { size: blockSize, numbers: blockNumbers(16) };
  /** Blocks that are summed up and have not changed since. */
  let valid = 0;

  const restart = (before: number): void => {
    base = before;
    series = growingSeries();
    valid = 0;
  };
  const sumUp = (): void => {
    const whole = Math.ceil(series.length / blockSize);
    if (blocks.numbers.length < blockNumbers(1).length * whole) {
      const numbers = blockNumbers(whole * 2);
      numbers.set(blocks.numbers);
      blocks = { size: blockSize, numbers };
    }
    const values = series.view();
    const stretch = emptyStretch();
    for (; valid < whole; valid++) {
      resetStretch(stretch);
      addValues(stretch, values, valid * blockSize, Math.min(values.length, (valid + 1) * blockSize));
      putBlock(blocks, valid, stretch);
    }
  };
  /** Adds the held values `from` … `to − 1`, whole blocks by their sums. */
  const add = (stretch: Parameters<typeof addValues>[0], values: Float64Array, from: number, to: number): void => {
    const end = Math.min(values.length, to);
    const firstBlock = Math.ceil(from / blockSize);
    const lastBlock = Math.floor(end / blockSize);
    if (lastBlock <= firstBlock) return addValues(stretch, values, from, end);
    addValues(stretch, values, from, firstBlock * blockSize);
    addBlocks(stretch, blocks, firstBlock, lastBlock);
    addValues(stretch, values, lastBlock * blockSize, end);
  };

  return {
    get base() {
      return base;
    },
    get length() {
      return base + series.length;
    },
    set(step, value) {
      const index = step - 1 - base;
      if (index < 0 || index > series.length + longestGap) restart(step - 1);
      const at = step - 1 - base;
      series.set(at, value);
      valid = Math.min(valid, Math.floor(at / blockSize));
    },
    at: (step) => (step > base ? series.at(step - 1 - base) : undefined),
    view: () => series.view(),
    outline(from, to, columns) {
      sumUp();
      const values = series.view();
      const first = Math.max(0, from - 1 - base);
      const cut = cutRange(first, Math.max(first, Math.min(to - base, values.length)), columns, blockSize);
      const held = makeOutline(cut, (stretch, start, end) => add(stretch, values, start, Math.min(end, to - base)));
      return { ...held, first: held.first + base };
    },
  };
}
