/** Character models write: one character at a time, several texts side by side. */
import { seededRandom } from '../../shared/data/random.ts';
import { arrayFeed, type Feed } from './training/batch.ts';

export interface WriteOptions {
  /** The model's first output for one input, [texts, characters]. */
  readonly predict: (x: Feed) => Promise<ArrayLike<number> | undefined>;
  readonly alphabet: readonly string[];
  /** Characters the model sees at once. */
  readonly length: number;
  /** One-hot vectors, or the characters' numbers. */
  readonly oneHot: boolean;
  /** Numbers of the characters to go on from. */
  readonly start: readonly number[];
  readonly characters: number;
  /** One text for each. */
  readonly temperatures: readonly number[];
  readonly seed: number;
  readonly isStopped?: () => boolean;
}

/** Other work of the process gets its turn after this many characters. */
const breatheEvery = 16;

/**
 * What follows `start`, a text for each temperature, each character drawn from softmax(log p / temperature): the lesson
 * recipe of character models. The same seed and weights write the same texts. Ends early when `isStopped`.
 */
export async function writeTexts(options: WriteOptions): Promise<string[]> {
  const { predict, alphabet, length, oneHot, characters, temperatures, seed } = options;
  const codes = temperatures.map(() => options.start.slice(-length));
  const texts = temperatures.map(() => '');
  const random = temperatures.map((_, row) => seededRandom(seed, row));
  for (let made = 0; made < characters && !options.isStopped?.(); made++) {
    const shape = oneHot ? [codes.length, length, alphabet.length] : [codes.length, length];
    const probabilities = await predict(arrayFeed(encode(codes, length, oneHot ? alphabet.length : null), shape));
    if (!probabilities) break;
    temperatures.forEach((temperature, row) => {
      const own = alphabet.map((_, index) => probabilities[row * alphabet.length + index] ?? 0);
      const next = draw(own, temperature, random[row]?.next() ?? 0);
      texts[row] += alphabet[next] ?? '';
      const window = codes[row];
      window?.push(next);
      if (window && window.length > length) window.shift();
    });
    if (made % breatheEvery === breatheEvery - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return texts;
}

/** The window's end holds the text; a shorter one leaves the steps before it empty. `width`: of one-hot vectors. */
function encode(rows: readonly (readonly number[])[], length: number, width: number | null): Float32Array | Int32Array {
  const x = width === null ? new Int32Array(rows.length * length) : new Float32Array(rows.length * length * width);
  rows.forEach((codes, row) => {
    codes.forEach((code, index) => {
      const step = row * length + length - codes.length + index;
      if (width === null) x[step] = code;
      else x[step * width + code] = 1;
    });
  });
  return x;
}

function draw(probabilities: readonly number[], temperature: number, uniform: number): number {
  const weights = Float64Array.from(probabilities, (p) => Math.exp(Math.log(Math.max(p, 1e-30)) / temperature));
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  for (let index = 0; index < weights.length; index++) {
    left -= weights[index] ?? 0;
    if (left <= 0) return index;
  }
  return weights.length - 1;
}
