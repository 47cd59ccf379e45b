/**
 * What a text classifier is held against: logistic regression on TF-IDF, the plain method that often does as well. Weights
 * as in scikit-learn's TfidfVectorizer (smooth idf, rows of length 1) and LogisticRegression (C = 1, bias not penalised).
 */

/** Numbers of words of one text, in any order, repeated as often as they occur. */
export type WordBag = ArrayLike<number>;

interface SparseRow {
  readonly places: Int32Array;
  readonly values: Float64Array;
}

const iterations = 150;
/** Values of all rows times classes: beyond it the first rows stand for all, so that a preview comes within a second or two. */
const mostWork = 1_500_000;

/** Share of the `held` texts whose class is told right after learning from `known`; labels are 0 … classes − 1. */
export function textBaseline(
  known: readonly WordBag[],
  labels: ArrayLike<number>,
  held: readonly WordBag[],
  heldLabels: ArrayLike<number>,
  words: number,
  classes: number,
): number {
  const idf = inverseFrequencies(known, words);
  const rows: SparseRow[] = [];
  let work = 0;
  for (const bag of known) {
    const row = weighted(bag, idf);
    work += row.places.length * classes;
    if (work > mostWork) break;
    rows.push(row);
  }
  const { weights, bias } = regression(rows, labels, words, classes);
  const scores = new Float64Array(classes);
  let right = 0;
  held.forEach((bag, at) => {
    score(weighted(bag, idf), weights, bias, classes, scores);
    if (scores.indexOf(Math.max(...scores)) === heldLabels[at]) right += 1;
  });
  return right / held.length;
}

/** ln((1 + texts) / (1 + texts with the word)) + 1. */
function inverseFrequencies(bags: readonly WordBag[], words: number): Float64Array {
  const found = new Float64Array(words);
  for (const bag of bags) for (const word of new Set(Array.from(bag))) found[word] = (found[word] ?? 0) + 1;
  return found.map((count) => Math.log((1 + bags.length) / (1 + count)) + 1);
}

function weighted(bag: WordBag, idf: Float64Array): SparseRow {
  const counts = new Map<number, number>();
  for (let at = 0; at < bag.length; at++) counts.set(bag[at] ?? 0, (counts.get(bag[at] ?? 0) ?? 0) + 1);
  const places = Int32Array.from(counts.keys());
  const values = Float64Array.from(counts, ([word, count]) => count * (idf[word] ?? 0));
  const length = Math.hypot(...values) || 1;
  return { places, values: values.map((value) => value / length) };
}

function score(row: SparseRow, weights: Float64Array, bias: Float64Array, classes: number, into: Float64Array): void {
  into.set(bias);
  for (let at = 0; at < row.places.length; at++) {
    const first = (row.places[at] ?? 0) * classes;
    const value = row.values[at] ?? 0;
    for (let k = 0; k < classes; k++) into[k] = (into[k] ?? 0) + value * (weights[first + k] ?? 0);
  }
}

/** Softmax regression by accelerated gradient descent (Nesterov 1983) on mean log loss + |weights|² / (2 C n), C = 1. */
function regression(rows: readonly SparseRow[], labels: ArrayLike<number>, words: number, classes: number) {
  const count = rows.length;
  const size = (words + 1) * classes;
  // Rows have length 1, and the bias adds 1 to each: the curvature is at most half of 2.
  const step = 1 / (1 + 1 / count);
  let now = new Float64Array(size);
  let before = new Float64Array(size);
  const ahead = new Float64Array(size);
  const gradient = new Float64Array(size);
  const bias = words * classes;
  const odds = new Float64Array(classes);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const push = iteration / (iteration + 3);
    for (let i = 0; i < size; i++) ahead[i] = (now[i] ?? 0) + push * ((now[i] ?? 0) - (before[i] ?? 0));
    for (let i = 0; i < size; i++) gradient[i] = i < bias ? (ahead[i] ?? 0) / count : 0;
    rows.forEach((row, at) => {
      score(row, ahead, ahead.subarray(bias), classes, odds);
      const highest = Math.max(...odds);
      let sum = 0;
      for (let k = 0; k < classes; k++) sum += odds[k] = Math.exp((odds[k] ?? 0) - highest);
      for (let k = 0; k < classes; k++) {
        const error = ((odds[k] ?? 0) / sum - (labels[at] === k ? 1 : 0)) / count;
        for (let place = 0; place < row.places.length; place++) {
          const i = (row.places[place] ?? 0) * classes + k;
          gradient[i] = (gradient[i] ?? 0) + error * (row.values[place] ?? 0);
        }
        gradient[bias + k] = (gradient[bias + k] ?? 0) + error;
      }
    });
    [before, now] = [now, before];
    for (let i = 0; i < size; i++) now[i] = (ahead[i] ?? 0) - step * (gradient[i] ?? 0);
  }
  return { weights: now, bias: now.subarray(bias) };
}
