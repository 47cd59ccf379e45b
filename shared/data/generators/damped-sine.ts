/** Damped sine: 0.5 + 0.5·sin(2πt/period)·e^(−decay·t) with random period and decay; the next values are to be told (S5). */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorType, real, whole } from './generator-type.ts';

export const dampedSine: GeneratorType = {
  id: 'dampedSine',
  params: {
    length: whole(50, 2, 10_000),
    horizon: whole(5, 1, 1000),
    shortestPeriod: whole(10, 1, 1000),
    longestPeriod: whole(20, 1, 1000),
    smallestDecay: real(0.01, 0, 10),
    largestDecay: real(0.1, 0, 10),
  },
  spec: ({ length = 50, horizon = 5 }) => ({
    inputs: [{ name: 'input', shape: [axis('time', length), axis('features', 1)], dtype: 'float32' }],
    targets: [{ name: 'target', shape: [axis('units', horizon)], kind: 'number' }],
    proposal: proposeFor('number', undefined, horizon),
  }),
  write(
    { length = 50, horizon = 5, shortestPeriod = 10, longestPeriod = 20, smallestDecay = 0.01, largestDecay = 0.1 },
    { random },
    x,
    y,
  ) {
    const period = random.integer(Math.min(shortestPeriod, longestPeriod), Math.max(shortestPeriod, longestPeriod));
    const decay = smallestDecay + (largestDecay - smallestDecay) * random.next();
    for (let t = 0; t < length + horizon; t++) {
      const value = 0.5 + 0.5 * Math.sin((2 * Math.PI * t) / period) * Math.exp(-decay * t);
      if (t < length) x[t] = value;
      else y[t - length] = value;
    }
  },
  showInput: (_, x) => ({ kind: 'series', values: [...x] }),
  showTarget: (_, y) => ({ kind: 'series', values: [...y] }),
};
