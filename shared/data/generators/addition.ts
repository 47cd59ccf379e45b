/** Addition: "3+10+7" as one-hot characters, and its sum as characters; both filled with spaces from the left (S7). */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorParams, type GeneratorType, largestIndex, whole } from './generator-type.ts';

const additionAlphabet: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', ' '];
const size = additionAlphabet.length;

/** Characters of the longest question and of the longest answer. */
function additionLengths({ numbers = 3, largest = 10 }: GeneratorParams): {
  readonly question: number;
  readonly answer: number;
} {
  return { question: numbers * String(largest).length + numbers - 1, answer: String(numbers * largest).length };
}

/** Writes `text`, filled with spaces to `length` from the left, as one-hot vectors of the alphabet. */
function encodeAddition(text: string, length: number, into: Float32Array): void {
  const filled = text.padStart(length, ' ');
  for (let i = 0; i < length; i++) into[i * size + additionAlphabet.indexOf(filled[i] ?? ' ')] = 1;
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
    const terms = Array.from({ length: params['numbers'] ?? 3 }, () => random.integer(1, params['largest'] ?? 10));
    encodeAddition(terms.join('+'), question, x);
    encodeAddition(String(terms.reduce((a, b) => a + b, 0)), answer, y);
  },
  showInput: (_, x) => ({ kind: 'text', text: decodeAddition(x) }),
  showTarget: (_, y) => ({ kind: 'text', text: decodeAddition(y) }),
};
