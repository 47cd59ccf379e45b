/**
 * Keras' TextVectorization (`lower_and_strip_punctuation`, whitespace or character split): the same tokens, vocabulary,
 * numbers and weights. Values are held against real Keras in test/data.
 */
import { compareCodePoints } from './classes.ts';

export interface WordSettings {
  readonly unit: 'word' | 'character';
  /** 2: pairs of neighbours too, after all single words. */
  readonly ngrams: number;
  /** Largest number of entries, filling and unknown included. */
  readonly limit: number;
}

export interface Vocabulary {
  /** Entry 0 is the filling, entry 1 stands for every unknown word; then by falling frequency. */
  readonly words: readonly string[];
  /** Weights of tf-idf, ln(1 + documents / (1 + documents with the word)), by entry; unknown words have the mean. */
  readonly idf: readonly number[];
}

export const fillingWord = '';
export const unknownWord = '[UNK]';
const firstWord = 2;

// TensorFlow lowers ASCII letters alone unless it is told an encoding, and TextVectorization tells it none.
const lowered = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const punctuation = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g;

/** Words (or characters) of a text and, with `ngrams`, their runs of neighbours joined by a space. */
export function wordsOf(text: string, { unit, ngrams }: Pick<WordSettings, 'unit' | 'ngrams'>): string[] {
  const plain = lowered(text).replace(punctuation, '');
  const single = unit === 'word' ? plain.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '') : [...plain];
  const all = [...single];
  for (let size = 2; size <= ngrams; size++) {
    for (let at = 0; at + size <= single.length; at++) all.push(single.slice(at, at + size).join(' '));
  }
  return all;
}

/** The most frequent words of the texts; equally frequent ones in falling order of their code points, as Keras sorts them. */
export function learnVocabulary(texts: Iterable<string>, settings: WordSettings): Vocabulary {
  const counts = new Map<string, number>();
  const inTexts = new Map<string, number>();
  let documents = 0;
  for (const text of texts) {
    documents += 1;
    const found = wordsOf(text, settings);
    for (const word of found) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const word of new Set(found)) inTexts.set(word, (inTexts.get(word) ?? 0) + 1);
  }
  const learnt = [...counts]
    .sort(([a, many], [b, more]) => more - many || compareCodePoints(b, a))
    .slice(0, Math.max(0, settings.limit - firstWord))
    .map(([word]) => word);
  const weights = learnt.map((word) => Math.log(1 + documents / (1 + (inTexts.get(word) ?? 0))));
  const mean = weights.length === 0 ? 0 : weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return { words: [fillingWord, unknownWord, ...learnt], idf: [mean, mean, ...weights] };
}

/** Entry of each word of a text; 1 where the vocabulary does not have it. */
export function wordNumbers(
  text: string,
  settings: Pick<WordSettings, 'unit' | 'ngrams'>,
  places: ReadonlyMap<string, number>,
): Int32Array {
  return Int32Array.from(wordsOf(text, settings), (word) => places.get(word) ?? 1);
}

/** Entries of the real words by word, for `wordNumbers`. */
export const wordPlaces = (words: readonly string[]): ReadonlyMap<string, number> =>
  new Map(words.slice(firstWord).map((word, index) => [word, index + firstWord]));
