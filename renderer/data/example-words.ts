/** Prepared samples in the words and units of the file: what a person can check against the table below. */
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import { type Fitted, fittedSchema, type FittedWords } from '../../shared/data/fitted.ts';
import { largestIndex } from '../../shared/data/generators/generator-type.ts';
import { inverseTarget } from '../../shared/data/inverse-target.ts';
import { figureText } from '../charts/format.ts';
import { depthOf, flatNumbers } from './nested-numbers.ts';

/** The fitted values of a preview; undefined for generators and while nothing could be prepared. */
export function fittedOf(preview: PreparedPreview): Fitted | undefined {
  const parsed = fittedSchema.safeParse(preview.fitted);
  return parsed.success && parsed.data.kind !== 'generator' ? parsed.data : undefined;
}

const mostValues = 8;
const mostWords = 40;

/** A target as class names or as numbers in the file's own units: `setosa`, `129`, `1 | -1`; long ones end in `…`. */
export function targetWords(y: unknown, fitted: Fitted): string {
  const values = flatNumbers(y);
  const units = lastAxis(y);
  const inverse = inverseTarget(values, fitted, units, true);
  const words =
    inverse.kind === 'numbers'
      ? [...inverse.values].map(figureText)
      : inverse.labels.map((label) => visible(label ?? '–'));
  return words.slice(0, mostValues).join(' | ') + (words.length > mostValues ? ' …' : '');
}

/**
 * The characters of a text sample, from one-hot rows or from numbers, or the words that a sample holds; undefined for
 * tables of other values.
 */
export function inputText(x: unknown, fitted: Fitted): string | undefined {
  const [only, ...others] = fitted.features;
  if (only?.words && others.length === 0 && depthOf(x) === 1) return knownWords(flatNumbers(x), only.words);
  const { alphabet } = fitted;
  if (!alphabet || !Array.isArray(x)) return undefined;
  const codes =
    depthOf(x) === 1 ? flatNumbers(x) : x.map((row: unknown) => largestIndex(flatNumbers(row), 0, alphabet.length));
  return codes.map((code) => alphabet[code] ?? '').join('');
}

/** Numbers of words as these words; counts as the words that occur, the weightiest first. */
function knownWords(values: readonly number[], { output, vocabulary }: FittedWords): string {
  if (output === 'indices') {
    const shown = values.filter((value) => value !== 0).slice(0, mostWords);
    return shown.map((value) => vocabulary[value] ?? '').join(' ');
  }
  return values
    .map((value, at) => ({ value, word: vocabulary[at + 1] ?? '' }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, mostWords)
    .map(({ word }) => word)
    .join(' · ');
}

/** Characters that take room but show nothing get the signs that editors show for them. */
const visible = (text: string): string =>
  text.trim() === '' ? text.replaceAll('\n', '⏎').replaceAll('\t', '⇥').replaceAll(' ', '␣') : text;

const lastAxis = (value: unknown): number => {
  if (!Array.isArray(value)) return 1;
  const [first] = value as readonly unknown[];
  return Array.isArray(first) ? lastAxis(first) : Math.max(1, value.length);
};
