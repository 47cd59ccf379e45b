/**
 * Running mean: rows of numbers of different lengths, filled with zeros behind for a Masking layer; at every step the mean
 * of the numbers so far is to be told (S2).
 */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorType, whole } from './generator-type.ts';

export const runningMean: GeneratorType = {
  id: 'runningMean',
  params: { shortest: whole(3, 1, 1000), longest: whole(12, 1, 1000) },
  spec: ({ shortest = 3, longest = 12 }) => {
    const length = Math.max(shortest, longest);
    return {
      inputs: [{ name: 'input', shape: [axis('time', length), axis('features', 1)], dtype: 'float32' }],
      targets: [{ name: 'target', shape: [axis('time', length), axis('units', 1)], kind: 'numberSequence' }],
      proposal: proposeFor('numberSequence', undefined, 1),
    };
  },
  write({ shortest = 3, longest = 12 }, { random }, x, y) {
    const steps = random.integer(Math.min(shortest, longest), Math.max(shortest, longest));
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      // Never zero: that is what is masked.
      const value = 0.1 + 0.9 * random.next();
      sum += value;
      x[step] = value;
      y[step] = sum / (step + 1);
    }
  },
  showInput: (_, x) => ({ kind: 'series', values: x.indexOf(0) < 0 ? [...x] : [...x.subarray(0, x.indexOf(0))] }),
  showTarget: (_, y) => ({ kind: 'series', values: [...y] }),
};
