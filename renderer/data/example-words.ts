/** Prepared samples in the words and units of the file: what a person can check against the table below. */
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import { type Fitted, fittedSchema } from '../../shared/data/fitted.ts';
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

/** The characters of a text sample, from one-hot rows or from numbers; undefined for tables. */
export function inputText(x: unknown, fitted: Fitted): string | undefined {
  const { alphabet } = fitted;
  if (!alphabet || !Array.isArray(x)) return undefined;
  const codes =
    depthOf(x) === 1 ? flatNumbers(x) : x.map((row: unknown) => largestIndex(flatNumbers(row), 0, alphabet.length));
  return codes.map((code) => alphabet[code] ?? '').join('');
}

/** Characters that take room but show nothing get the signs that editors show for them. */
const visible = (text: string): string =>
  text.trim() === '' ? text.replaceAll('\n', '⏎').replaceAll('\t', '⇥').replaceAll(' ', '␣') : text;

const lastAxis = (value: unknown): number => {
  if (!Array.isArray(value)) return 1;
  const [first] = value as readonly unknown[];
  return Array.isArray(first) ? lastAxis(first) : Math.max(1, value.length);
};
