import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecipeStep } from '../../shared/data/recipe.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import {
  bestOf,
  bindTo,
  type Change,
  hasShared,
  importShared,
  medianOver,
  openTemplate,
  train,
  unlessShared,
  withSeed,
} from './train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

/** Replaces the steps of the same kind. */
const withSteps =
  (...steps: readonly RecipeStep[]): Change =>
  (doc) => ({
    ...doc,
    data: {
      ...doc.data,
      recipe: {
        ...doc.data.recipe,
        steps: doc.data.recipe.steps.map((known) => steps.find((step) => step.step === known.step) ?? known),
      },
    },
  });
const epochs =
  (count: number): Change =>
  (doc) => ({ ...doc, training: { ...doc.training, epochs: count } });

test('the template trains on the table that it carries', async () => {
  const run = await train(studio, await openTemplate(studio, 'raggedTable'));
  const best = bestOf(run, 'val_accuracy', 'max');
  console.log(`raggedTable on its own table: ${best} in ${run.seconds.toFixed(0)} s`);
  expect(best).toBeGreaterThanOrEqual(0.9);
}, 600_000);

describe.skipIf(!hasShared)(`S1 indoor movement${unlessShared}`, () => {
  test('stratified split by sequence: best accuracy at least 0.90, median of three seeds', async () => {
    const source = await importShared(studio, 'indoor-movement.csv');
    const { median } = await medianOver(
      studio,
      'raggedTable',
      [1, 2, 3],
      (run) => {
        expect(run.epochs).toHaveLength(80);
        return bestOf(run, 'val_accuracy', 'max');
      },
      bindTo(source),
    );
    expect(median).toBeGreaterThanOrEqual(0.9);
  }, 1_200_000);

  test('trained on sites 1 and 2, tested on site 3: best accuracy at least 0.84', async () => {
    const source = await importShared(studio, 'indoor-movement.csv');
    const bySite = withSteps({
      step: 'split',
      by: 'group',
      column: 'site',
      values: [3],
      validation: 0,
      test: 0,
      stratify: false,
      seed: 1,
    });
    const { median } = await medianOver(
      studio,
      'raggedTable',
      [1, 2, 3],
      (run) => bestOf(run, 'val_accuracy', 'max'),
      (doc) => bySite(bindTo(source)(doc)),
    );
    expect(median).toBeGreaterThanOrEqual(0.84);
  }, 1_200_000);

  test('twice the padding, before or after: the same losses to 1e-6', async () => {
    const doc = withSeed(1)(
      epochs(3)(bindTo(await importShared(studio, 'indoor-movement.csv'))(await openTemplate(studio, 'raggedTable'))),
    );
    const losses = async (side: 'pre' | 'post', length: number): Promise<readonly number[]> =>
      (await train(studio, withSteps({ step: 'pad', side, truncate: 'pre', length, value: 0 })(doc))).stepLosses;
    const plain = await losses('pre', 129);
    expect(plain.length).toBeGreaterThan(20);
    for (const [side, length] of [
      ['pre', 258],
      ['post', 129],
      ['post', 258],
    ] as const) {
      const other = await losses(side, length);
      const apart = Math.max(...plain.map((loss, step) => Math.abs(loss - (other[step] ?? Number.NaN))));
      console.log(`padding ${side} to ${length}: losses differ by at most ${apart.toExponential(1)}`);
      expect(apart).toBeLessThanOrEqual(1e-6);
    }
  }, 1_200_000);
});
