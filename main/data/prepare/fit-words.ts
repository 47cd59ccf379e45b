/** Texts of a column as numbers of words: the vocabulary is that of the training part. */
import type { FittedWords } from '../../../shared/data/fitted.ts';
import { learnVocabulary, wordNumbers, wordPlaces, wordsOf } from '../../../shared/data/parts/words.ts';
import { stepOf } from '../../../shared/data/recipe.ts';
import type { FitContext } from './fit-context.ts';
import { refuse } from './trace.ts';
import type { UsedColumn } from './used-columns.ts';

/** Most frequent words that a report names. */
const namedWords = 20;

export function fitWords(column: UsedColumn, { recipe, training, trace, data }: FitContext): FittedWords {
  const step = stepOf(recipe, 'words');
  if (!step) return refuse('recipe/invalid', { step: 'words', reason: column.name }, { file: data.file });
  const { codes, values } = column.labels;
  const texts = function* () {
    for (let at = 0; at < codes.length; at++) if (training[at] === 1) yield values[codes[at] ?? -1] ?? '';
  };
  const learnt = learnVocabulary(texts(), step);
  if (learnt.words.length < 3)
    refuse('recipe/no-words', { count: codes.length }, { file: data.file, column: column.name });
  const { unit, ngrams, output, length } = step;
  const report = trace.begin('words').summary;
  report['vocabulary'] = learnt.words.length;
  report['frequent'] = learnt.words.slice(2, 2 + namedWords).join(', ');
  if (output === 'indices') {
    const lengths = values.map((text) => wordsOf(text, step).length);
    report['longest'] = lengths.reduce((a, b) => Math.max(a, b), 0);
    report['textsCut'] = lengths.filter((count) => count > length).length;
  }
  return {
    unit,
    ngrams,
    output,
    length,
    vocabulary: [...learnt.words],
    ...(output === 'tfIdf' ? { idf: [...learnt.idf] } : {}),
  };
}

interface Place {
  readonly values: Float32Array;
  readonly width: number;
  readonly offset: number;
}

/** Writes a column of texts into the matrix of features; every different text is taken apart once. */
export function writeWords(column: UsedColumn, words: FittedWords, context: FitContext, place: Place): void {
  const places = wordPlaces(words.vocabulary);
  const known = new Map<number, Int32Array>();
  const { codes, values } = column.labels;
  for (let at = 0; at < context.sequences.rows.length; at++) {
    const code = codes[at] ?? -1;
    let numbers = known.get(code);
    if (!numbers) {
      numbers = wordNumbers(values[code] ?? '', words, places);
      known.set(code, numbers);
    }
    const first = at * place.width + place.offset;
    if (words.output === 'indices') place.values.set(numbers.subarray(0, words.length), first);
    else writeCounts(numbers, words, place.values, first);
  }
}

/** One value for every entry but the filling, so that entry i stands at place i − 1. */
function writeCounts(numbers: Int32Array, { output, idf }: FittedWords, values: Float32Array, first: number): void {
  for (const number of numbers) {
    const at = first + number - 1;
    if (output === 'multiHot') values[at] = 1;
    else values[at] = (values[at] ?? 0) + (output === 'tfIdf' ? (idf?.[number] ?? 0) : 1);
  }
}
