/** Goes on with a text, one character at a time, as character models do. */
import type { Prediction, PredictRequest } from '../../shared/contract/prediction.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import { seededRandom } from '../../shared/data/random.ts';
import { StudioError } from '../../shared/problem.ts';
import { createContext } from './model/context.ts';
import type { TrainedModel } from './trained-model.ts';

/**
 * Samples from softmax(log p / temperature), the lesson recipe of character models. The same seed, weights and seed text
 * give the same characters. Characters of the seed text that the model never saw are refused by name.
 */
export async function generateText(trained: TrainedModel, request: Extract<PredictRequest, { kind: 'text' }>): Promise<Prediction> {
  const { job, fitted, engine, model } = trained;
  const step = stepOf(job.recipe, 'characters');
  const alphabet = fitted.alphabet ?? [];
  if (!step || alphabet.length === 0) throw new StudioError('recipe/invalid', { step: 'characters', reason: 'this run was not trained on text' });
  const place = new Map(alphabet.map((character, index) => [character, index]));
  const codes = [...request.seedText].slice(-step.length).map((character) => {
    const index = place.get(character);
    if (index === undefined) throw new StudioError('data/unseen-label', { value: character, column: 'text', expected: alphabet.slice(0, 60).join('') });
    return index;
  });
  const random = seededRandom(request.seed);
  const { tf } = engine;
  const width = alphabet.length;
  let text = '';
  for (let made = 0; made < request.characters; made++) {
    const x = step.oneHot ? oneHot(codes, step.length, width) : padded(codes, step.length);
    const output = tf.tidy(() => {
      const input = step.oneHot ? tf.tensor(x, [1, step.length, width]) : tf.tensor(x, [1, step.length], 'int32');
      return model.call([input], createContext({ training: false })).outputs[0]?.clone();
    });
    if (!output) break;
    const probabilities = await output.data();
    output.dispose();
    const next = draw(probabilities, request.temperature, random.next());
    text += alphabet[next] ?? '';
    codes.push(next);
    if (codes.length > step.length) codes.shift();
    if (made % 32 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { columns: [], rows: [], total: 0, series: [], figures: {}, text: request.seedText + text };
}

/** The window's end holds the text; a shorter seed text leaves the steps before it empty. */
function oneHot(codes: readonly number[], length: number, width: number): Float32Array {
  const x = new Float32Array(length * width);
  codes.forEach((code, index) => {
    x[(length - codes.length + index) * width + code] = 1;
  });
  return x;
}

function padded(codes: readonly number[], length: number): Int32Array {
  const x = new Int32Array(length);
  x.set(codes, length - codes.length);
  return x;
}

function draw(probabilities: ArrayLike<number>, temperature: number, uniform: number): number {
  const weights = Float64Array.from(probabilities, (p) => Math.exp(Math.log(Math.max(p, 1e-30)) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = uniform * total;
  for (let index = 0; index < weights.length; index++) {
    left -= weights[index] ?? 0;
    if (left <= 0) return index;
  }
  return weights.length - 1;
}
