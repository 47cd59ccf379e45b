/** Samples two by two, as siamese networks take them: a batch has two inputs, and 1 where both are of one class. */
import type { Pairs } from '../../../shared/data/parts/pairs.ts';
import { freshSlots } from './batch-buffers.ts';
import { type Batch, type Origin, pick, type Samples } from './samples.ts';

export function pairSamples(samples: Samples, pairs: Pairs, withTruth: boolean): Samples {
  const input = samples.inputs[0];
  const linesOf = (index: number): string => {
    const { group, firstLine, lastLine } = samples.origin(index);
    return group ?? (firstLine === lastLine ? `${firstLine}` : `${firstLine}–${lastLine}`);
  };
  return {
    count: pairs.first.length,
    inputs: input ? [input, input] : [],
    targets: withTruth ? [{ shape: [1] }] : [],
    batch: (wanted, options): Batch => {
      const slots = options?.slots ?? freshSlots;
      const count = wanted.length;
      const one = (numbers: Int32Array, part: string): Batch =>
        samples.batch(pick(numbers, wanted, slots.ints(part, count)), { ...options, slots: slots.within(part) });
      const firsts = one(pairs.first, 'first');
      const seconds = one(pairs.second, 'second');
      return {
        count,
        x: [...firsts.x, ...seconds.x],
        xShapes: [...firsts.xShapes, ...seconds.xShapes],
        y: withTruth ? [pick(pairs.same, wanted, slots.floats('same', count))] : [],
        yShapes: withTruth ? [[count, 1]] : [],
      };
    },
    origin: (index): Origin => {
      const [first, second] = [pairs.first[index] ?? 0, pairs.second[index] ?? 0];
      const { firstLine } = samples.origin(first);
      return {
        group: `${linesOf(first)} ↔ ${linesOf(second)}`,
        firstLine,
        lastLine: samples.origin(second).lastLine,
        targetLines: [],
      };
    },
  };
}
