import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import {
  bestOf,
  bindTo,
  hasShared,
  importShared,
  lastOf,
  openTemplate,
  train,
  unlessShared,
} from './train-template.ts';
import { withStepFields } from './with-step.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

const seeds = [1, 2, 3, 4, 5];

/** Weights, batches and the held-out fifth by one seed, so that five seeds are five independent trials. */
const trial = (doc: ProjectDoc, seed: number): ProjectDoc =>
  withStepFields('split', { seed })({ ...doc, training: { ...doc.training, seed } });

async function meanAccuracy(name: string, doc: ProjectDoc): Promise<number> {
  const values: number[] = [];
  for (const seed of seeds) {
    const run = await train(studio, trial(doc, seed));
    expect(run.epochs).toHaveLength(30);
    // What the last epoch gives, not the best of thirty: the part held out chooses nothing.
    values.push(lastOf(run, 'val_accuracy'));
    console.log(`${name}, seed ${seed}: ${values.at(-1)?.toFixed(4)} in ${run.seconds.toFixed(0)} s on ${run.engine}`);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  console.log(`${name}: mean ${mean.toFixed(4)}`);
  return mean;
}

test('the template trains on the table that it carries', async () => {
  const run = await train(studio, await openTemplate(studio, 'fastText'));
  expect(bestOf(run, 'val_accuracy', 'max')).toBeGreaterThanOrEqual(0.8);
}, 600_000);

describe.skipIf(!hasShared)(`S10 film reviews${unlessShared}`, () => {
  test('1-grams: mean accuracy of five seeds at least 0.78, 2-grams within 0.02 of it', async () => {
    const doc = bindTo(await importShared(studio, 'movie-reviews.csv'))(await openTemplate(studio, 'fastText'));
    const single = await meanAccuracy('reviews, 1-grams', doc);
    expect(single).toBeGreaterThanOrEqual(0.78);
    const pairs = await meanAccuracy('reviews, 2-grams', withStepFields('words', { ngrams: 2, length: 2000 })(doc));
    expect(Math.abs(pairs - single)).toBeLessThanOrEqual(0.02);
  }, 3_600_000);
});
