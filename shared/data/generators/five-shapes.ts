/** Five small tasks, one for each shape of sequence work: what goes in and what comes out is one thing or many (S8). */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorType, largestIndex, whole } from './generator-type.ts';

/** One to one: a number, and the height of a wave at that place. */
export const wavePoint: GeneratorType = {
  id: 'wavePoint',
  params: {},
  spec: () => ({
    inputs: [{ name: 'input', shape: [axis('features', 1)], dtype: 'float32' }],
    targets: [{ name: 'target', shape: [axis('units', 1)], kind: 'number' }],
    proposal: proposeFor('number', undefined, 1),
  }),
  write(_, { random }, x, y) {
    const place = 2 * random.next() - 1;
    x[0] = place;
    y[0] = Math.sin(Math.PI * place);
  },
  showInput: (_, x) => ({ kind: 'series', values: [...x] }),
  showTarget: (_, y) => ({ kind: 'series', values: [...y] }),
};

const words = ['small', 'large', 'top', 'bottom', 'left', 'right'];
const captionLength = 3;

function captionText(y: Float32Array): string {
  return Array.from({ length: captionLength }, (_, step) => words[largestIndex(y, step * words.length, words.length)])
    .join(' ')
    .trim();
}

/** One to many: a picture of a bright square, and three words on it: how large, how high, on which side. */
export const pictureWords: GeneratorType = {
  id: 'pictureWords',
  params: { size: whole(8, 6, 64) },
  spec: ({ size = 8 }) => ({
    inputs: [
      { name: 'input', shape: [axis('height', size), axis('width', size), axis('channels', 1)], dtype: 'float32' },
    ],
    targets: [
      {
        name: 'target',
        shape: [axis('time', captionLength), axis('units', words.length)],
        kind: 'classSequence',
        classes: words,
        encoding: 'oneHot',
      },
    ],
    proposal: proposeFor('classSequence', 'oneHot', words.length),
  }),
  write({ size = 8 }, { random }, x, y) {
    const half = Math.floor(size / 2);
    const large = random.integer(0, 1);
    const bottom = random.integer(0, 1);
    const right = random.integer(0, 1);
    const side = large === 1 ? half : Math.max(1, half - 2);
    const place = (second: number): number => second * (size - half) + random.integer(0, half - side);
    const top = place(bottom);
    const left = place(right);
    for (let row = top; row < top + side; row++)
      for (let column = left; column < left + side; column++) x[row * size + column] = 1;
    [large, 2 + bottom, 4 + right].forEach((word, step) => {
      y[step * words.length + word] = 1;
    });
  },
  showInput: ({ size = 8 }) => ({ kind: 'frames', height: size, width: size, frames: 1 }),
  showTarget: (_, y) => ({ kind: 'text', text: captionText(y) }),
};

/** Many to one: a row of zeros and ones, and which of the two there are more of. */
export const majority: GeneratorType = {
  id: 'majority',
  params: { length: whole(11, 1, 1000) },
  spec: ({ length = 11 }) => ({
    inputs: [{ name: 'input', shape: [axis('time', length), axis('features', 1)], dtype: 'float32' }],
    targets: [{ name: 'target', shape: [axis('units', 1)], kind: 'class', classes: ['0', '1'], encoding: 'label' }],
    proposal: proposeFor('class', 'label', 2),
  }),
  write({ length = 11 }, { random }, x, y) {
    let ones = 0;
    for (let step = 0; step < length; step++) {
      const value = random.integer(0, 1);
      ones += value;
      x[step] = value;
    }
    y[0] = 2 * ones > length ? 1 : 0;
  },
  showInput: (_, x) => ({ kind: 'text', text: [...x].join(' ') }),
  showTarget: (_, y) => ({ kind: 'text', text: (y[0] ?? 0) >= 0.5 ? '1' : '0' }),
};

const moves = ['↓', '↑'];

/** Many to many, equal length: random heights, and at every step whether it went up (the first against one half). */
export const rising: GeneratorType = {
  id: 'rising',
  params: { length: whole(10, 1, 1000) },
  spec: ({ length = 10 }) => ({
    inputs: [{ name: 'input', shape: [axis('time', length), axis('features', 1)], dtype: 'float32' }],
    targets: [
      {
        name: 'target',
        shape: [axis('time', length), axis('units', 1)],
        kind: 'classSequence',
        classes: moves,
        encoding: 'label',
      },
    ],
    proposal: proposeFor('classSequence', 'label', 2),
  }),
  write({ length = 10 }, { random }, x, y) {
    let before = 0.5;
    for (let step = 0; step < length; step++) {
      const value = random.next();
      x[step] = value;
      y[step] = value > before ? 1 : 0;
      before = value;
    }
  },
  showInput: (_, x) => ({ kind: 'series', values: [...x] }),
  showTarget: (_, y) => ({ kind: 'text', text: Array.from(y, (value) => moves[value >= 0.5 ? 1 : 0]).join('') }),
};

const asText = (values: Float32Array, steps: number, symbols: number): string =>
  Array.from({ length: steps }, (_, step) => largestIndex(values, step * symbols, symbols)).join(' ');

/** Many to many, unequal length: symbols in a row, and the last of them backwards. */
export const lastBackwards: GeneratorType = {
  id: 'lastBackwards',
  params: { length: whole(6, 1, 1000), symbols: whole(5, 2, 1000), answer: whole(3, 1, 1000) },
  spec: ({ length = 6, symbols = 5, answer = 3 }) => {
    const classes = Array.from({ length: symbols }, (_, symbol) => String(symbol));
    return {
      inputs: [{ name: 'input', shape: [axis('time', length), axis('features', symbols)], dtype: 'float32' }],
      targets: [
        {
          name: 'target',
          shape: [axis('time', Math.min(answer, length)), axis('units', symbols)],
          kind: 'classSequence',
          classes,
          encoding: 'oneHot',
        },
      ],
      proposal: proposeFor('classSequence', 'oneHot', symbols),
    };
  },
  write({ length = 6, symbols = 5, answer = 3 }, { random }, x, y) {
    const told = Math.min(answer, length);
    for (let step = 0; step < length; step++) {
      const symbol = random.integer(0, symbols - 1);
      x[step * symbols + symbol] = 1;
      const place = length - 1 - step;
      if (place < told) y[place * symbols + symbol] = 1;
    }
  },
  showInput: ({ length = 6, symbols = 5 }, x) => ({ kind: 'text', text: asText(x, length, symbols) }),
  showTarget: ({ length = 6, symbols = 5, answer = 3 }, y) => ({
    kind: 'text',
    text: asText(y, Math.min(answer, length), symbols),
  }),
};
