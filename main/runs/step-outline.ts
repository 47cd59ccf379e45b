/** Outlines of stored curves: whole blocks are summed up once and kept, so that a page may zoom in ten million steps. */
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
import type { StepFigures } from './step-figures.ts';

/** Steps of a block; narrower stretches are read as they are. */
const blockSize = 1024;
/** Blocks that are read in one go (2 MB). */
const readBlocks = 256;

export interface StepOutlines {
  /** At most `columns` stretches of the steps `from` … `to` (from 1, both included) of a figure. */
  read(name: string, from: number, to: number, columns: number): Outline;
  /** Steps from `firstStep` on were written. */
  changed(name: string, firstStep: number): void;
}

interface Summed {
  blocks: Blocks;
  /** Blocks that are summed up and have not changed since. */
  valid: number;
}

export function createStepOutlines(figures: StepFigures): StepOutlines {
  const summed = new Map<string, Summed>();

  /** All whole blocks of a figure. */
  const blocksOf = (name: string): Blocks => {
    const known = summed.get(name) ?? { blocks: { size: blockSize, numbers: blockNumbers(0) }, valid: 0 };
    summed.set(name, known);
    const whole = Math.ceil(figures.count(name) / blockSize);
    if (known.blocks.numbers.length < blockNumbers(whole).length) {
      const numbers = blockNumbers(whole);
      numbers.set(known.blocks.numbers);
      known.blocks = { size: blockSize, numbers };
    }
    const stretch = emptyStretch();
    while (known.valid < whole) {
      const values = figures.read(name, known.valid * blockSize + 1, readBlocks * blockSize);
      if (values.length === 0) break;
      for (let at = 0; at < values.length; at += blockSize) {
        resetStretch(stretch);
        addValues(stretch, values, at, Math.min(values.length, at + blockSize));
        putBlock(known.blocks, known.valid, stretch);
        known.valid += 1;
      }
    }
    return known.blocks;
  };

  return {
    read: (name, from, to, columns) => {
      const end = Math.min(to, figures.count(name));
      const cut = cutRange(Math.max(0, from - 1), Math.max(0, end), columns, blockSize);
      if (cut.stride >= blockSize) {
        const blocks = blocksOf(name);
        return makeOutline(cut, (stretch, first, next) =>
          addBlocks(stretch, blocks, first / blockSize, Math.min(next / blockSize, Math.ceil(end / blockSize))),
        );
      }
      const values = figures.read(name, cut.first + 1, end - cut.first);
      return makeOutline(cut, (stretch, first, next) =>
        addValues(stretch, values, first - cut.first, Math.min(values.length, next - cut.first)),
      );
    },
    changed: (name, firstStep) => {
      const known = summed.get(name);
      if (known) known.valid = Math.min(known.valid, Math.floor((firstStep - 1) / blockSize));
    },
  };
}
