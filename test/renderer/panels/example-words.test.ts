import { describe, expect, test } from 'vitest';
import { inputText, targetWords } from '../../../renderer/data/example-words.ts';
import type { Fitted } from '../../../shared/data/fitted.ts';

const base: Pick<Fitted, 'version' | 'features' | 'length' | 'split'> = {
  version: 1,
  features: [],
  length: null,
  split: null,
};
const table = (targets: Fitted['targets']): Fitted => ({ ...base, kind: 'table', targets });
const text: Fitted = { ...base, kind: 'text', targets: [], alphabet: ['\n', ' ', 'a', 'b'] };

describe('a target in the words of the file', () => {
  const classes = ['晴', '雨', '多云'];
  test('a one-hot class is its name', () =>
    expect(targetWords([0, 1, 0], table([{ column: 'w', encoding: 'oneHot', classes }]))).toBe('雨'));
  test('a label is its name', () =>
    expect(targetWords([2], table([{ column: 'w', encoding: 'label', classes }]))).toBe('多云'));
  test('a class at every step', () =>
    expect(
      targetWords(
        [
          [1, 0, 0],
          [0, 0, 1],
        ],
        table([{ column: 'w', encoding: 'oneHot', classes }]),
      ),
    ).toBe('晴 | 多云'));
  test('a scaled number is in its own unit', () => {
    expect(
      targetWords(
        [0.5],
        table([{ column: 'n', encoding: 'number', scale: { method: 'minmax', min: 100, max: 200, range: [0, 1] } }]),
      ),
    ).toBe('150');
  });
  test('many numbers end in dots', () => {
    expect(
      targetWords(
        Array.from({ length: 9 }, (_, index) => index),
        table([{ column: 'n', encoding: 'number' }]),
      ),
    ).toBe('0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 …');
  });
  test('a character that shows nothing gets a sign', () => {
    expect(targetWords([1, 0, 0, 0], text)).toBe('⏎');
    expect(targetWords([0, 1, 0, 0], text)).toBe('␣');
  });
});

test('the input of a text is text, from one-hot rows and from numbers', () => {
  expect(
    inputText(
      [
        [0, 0, 1, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 1],
      ],
      text,
    ),
  ).toBe('a b');
  expect(inputText([3, 2], text)).toBe('ba');
  expect(inputText([[1, 2]], table([]))).toBeUndefined();
});
