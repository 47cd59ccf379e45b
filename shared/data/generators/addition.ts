/** Addition: "3+10+7" as one-hot characters, and its sum as characters; both filled with spaces from the left (S7). */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorParams, type GeneratorType, largestIndex, whole } from './generator-type.ts';

const additionAlphabet: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', ' '];
const size = additionAlphabet.length;

interface AdditionLengths {
  readonly question: number;
  readonly answer: number;
}
const knownLengths = new WeakMap<GeneratorParams, AdditionLengths>();

/** Characters of the longest question and of the longest answer. */
function additionLengths(params: GeneratorParams): AdditionLengths {
  const known = knownLengths.get(params);
  if (known) return known;
  const { numbers = 3, largest = 10 } = params;
  const lengths = {
    question: numbers * String(largest).length + numbers - 1,
    answer: String(numbers * largest).length,
  };
  knownLengths.set(params, lengths);
  return lengths;
}

const plus = additionAlphabet.indexOf('+');
const space = additionAlphabet.indexOf(' ');

/**
 * Writes "3+10+7" for (3, 10, 7) as one-hot vectors of the alphabet, filled with spaces to `length` from the left. From the
 * last digit on and without texts: thousands of samples a second are made while a model trains.
 */
function encodeAddition(terms: readonly number[], length: number, into: Float32Array): void {
  let at = length - 1;
  for (let term = terms.length - 1; term >= 0; term--) {
    let rest = terms[term] ?? 0;
    do {
      into[at-- * size + (rest % 10)] = 1;
      rest = Math.floor(rest / 10);
    } while (rest > 0);
    if (term > 0) into[at-- * size + plus] = 1;
  }
  while (at >= 0) into[at-- * size + space] = 1;
}

/** The text that one-hot vectors or probabilities mean, without the filling. */
function decodeAddition(values: Float32Array): string {
  let text = '';
  for (let at = 0; at < values.length; at += size) text += additionAlphabet[largestIndex(values, at, size)] ?? '';
  return text.trim();
}

export const addition: GeneratorType = {
  id: 'addition',
  params: { numbers: whole(3, 2, 20), largest: whole(10, 1, 1_000_000) },
  spec: (params) => {
    const { question, answer } = additionLengths(params);
    return {
      inputs: [
        {
          name: 'input',
          shape: [axis('time', question), axis('features', size)],
          dtype: 'float32',
          classes: additionAlphabet,
        },
      ],
      targets: [
        {
          name: 'target',
          shape: [axis('time', answer), axis('units', size)],
          kind: 'classSequence',
          classes: additionAlphabet,
          encoding: 'oneHot',
        },
      ],
      proposal: proposeFor('classSequence', 'oneHot', size),
    };
  },
  write(params, { random }, x, y) {
    const { question, answer } = additionLengths(params);
    const { numbers = 3, largest = 10 } = params;
    const terms: number[] = [];
    let sum = 0;
    for (let term = 0; term < numbers; term++) {
      const value = random.integer(1, largest);
      terms.push(value);
      sum += value;
    }
    encodeAddition(terms, question, x);
    encodeAddition([sum], answer, y);
  },
  showInput: (_, x) => ({ kind: 'text', text: decodeAddition(x) }),
  showTarget: (_, y) => ({ kind: 'text', text: decodeAddition(y) }),
};
