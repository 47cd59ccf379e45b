/** What a plain method tells from the same texts, with the same split: the number a model of words has to beat. */
import type { FittedWords } from '../../../shared/data/fitted.ts';
import { textBaseline } from '../../../shared/data/parts/baseline.ts';
import type { Parts } from '../../../shared/data/parts/split.ts';
import { wordNumbers, wordPlaces } from '../../../shared/data/parts/words.ts';
import type { Units } from './units.ts';
import type { UsedColumn } from './used-columns.ts';

/** More classes make the plain method slow, and its number says less. */
const mostClasses = 20;

/**
 * Accuracy of a logistic regression on TF-IDF over the validation part; undefined where there is none, where a sample is
 * more than one row, and where the target is no class.
 */
export function baselineOf(
  column: UsedColumn,
  words: FittedWords,
  target: UsedColumn | undefined,
  units: Units,
  { train, validation }: Parts,
): number | undefined {
  if (units.kind !== 'row' || !target || target.encoding === 'number' || validation.length === 0) return undefined;
  const classes = target.labels.values.length;
  if (classes > mostClasses) return undefined;
  const places = wordPlaces(words.vocabulary);
  const bags = (part: Int32Array): Int32Array[] =>
    Array.from(part, (at) => wordNumbers(column.labels.values[column.labels.codes[at] ?? -1] ?? '', words, places));
  const labels = (part: Int32Array): Int32Array => part.map((at) => target.labels.codes[at] ?? -1);
  return textBaseline(
    bags(train),
    labels(train),
    bags(validation),
    labels(validation),
    words.vocabulary.length,
    classes,
  );
}
