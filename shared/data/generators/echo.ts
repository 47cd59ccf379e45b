/** Echo: random symbols, one-hot; the answer is one of them by its place. Shows that an LSTM remembers (system S4). */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorType, largestIndex, whole } from './generator-type.ts';

export const echo: GeneratorType = {
  id: 'echo',
  params: { length: whole(5, 1, 1000), symbols: whole(10, 2, 1000), place: whole(3, 1, 1000) },
  spec: ({ length = 5, symbols = 10 }) => {
    const classes = Array.from({ length: symbols }, (_, symbol) => String(symbol));
    return {
      inputs: [{ name: 'input', shape: [axis('time', length), axis('features', symbols)], dtype: 'float32' }],
      targets: [{ name: 'target', shape: [axis('units', symbols)], kind: 'class', classes, encoding: 'oneHot' }],
      proposal: proposeFor('class', 'oneHot', symbols),
    };
  },
  write({ length = 5, symbols = 10, place = 3 }, { random }, x, y) {
    const answer = Math.min(place, length) - 1;
    for (let step = 0; step < length; step++) {
      const symbol = random.integer(0, symbols - 1);
      x[step * symbols + symbol] = 1;
      if (step === answer) y[symbol] = 1;
    }
  },
  showInput({ length = 5, symbols = 10 }, x) {
    const shown = Array.from({ length }, (_, step) => largestIndex(x, step * symbols, symbols));
    return { kind: 'text', text: shown.join(' ') };
  },
  showTarget: (_, y) => ({ kind: 'text', text: String(largestIndex(y)) }),
};
