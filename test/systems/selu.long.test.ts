import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparedOutputs, compareTrials, trialsOf } from '../../renderer/training/compare-outputs.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { bindTo, hasShared, importShared, openTemplate, train, unlessShared, withSeed } from './train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

const seeds = [1, 2, 3];

describe.skipIf(!hasShared)(`S14 ReLU against SELU${unlessShared}`, () => {
  test('both curves in one run, a verdict over repeated seeds', async () => {
    const doc = bindTo(await importShared(studio, 'movie-reviews.csv'))(await openTemplate(studio, 'reluSelu'));
    for (const seed of seeds) {
      const run = await train(studio, withSeed(seed)(doc));
      expect(run.epochs).toHaveLength(40);
      for (const epoch of run.epochs)
        for (const figure of ['val_relu_accuracy', 'val_selu_accuracy', 'val_relu_loss', 'val_selu_loss'])
          expect(Number.isFinite(epoch[figure]), figure).toBe(true);
    }
    const runs = await studio.client.run.list({ projectId: doc.id });
    const [shown] = runs;
    const compared = comparedOutputs(Object.keys(shown?.last ?? {}));
    if (!shown || !compared) throw new Error('The runs have two outputs.');
    expect(compared).toMatchObject({ outputs: ['relu', 'selu'], figure: 'accuracy', part: 'val_' });
    const trials = trialsOf(compared, shown, runs);
    expect(trials).toHaveLength(seeds.length);
    const verdict = compareTrials(compared, trials);
    console.log(`ReLU against SELU: ${JSON.stringify(trials.map(({ values }) => values))} ${JSON.stringify(verdict)}`);
    expect(verdict?.better).not.toBeUndefined();
    // SELU learns the reviews better than a coin; six layers of 16 units with half of them dropped need not.
    expect(verdict?.means[1]).toBeGreaterThanOrEqual(0.7);
  }, 1_200_000);
});
