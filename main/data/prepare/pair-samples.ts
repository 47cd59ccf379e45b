/** Samples two by two, as siamese networks take them: a batch has two inputs, and 1 where both are of one class. */
import type { Pairs } from '../../../shared/data/parts/pairs.ts';
import type { Batch, Origin, Samples } from './samples.ts';

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
    batch: (wanted, epoch): Batch => {
      const firsts = samples.batch(
        Int32Array.from(wanted, (index) => pairs.first[index] ?? 0),
        epoch,
      );
      const seconds = samples.batch(
        Int32Array.from(wanted, (index) => pairs.second[index] ?? 0),
        epoch,
      );
      const count = wanted.length;
      return {
        count,
        x: [...firsts.x, ...seconds.x],
        xShapes: [...firsts.xShapes, ...seconds.xShapes],
        y: withTruth ? [Float32Array.from(wanted, (index) => pairs.same[index] ?? Number.NaN)] : [],
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
