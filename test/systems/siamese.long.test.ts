import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStudio, type Studio } from '../support/studio.ts';
import {
  bestOf,
  bindTo,
  type Change,
  hasShared,
  importShared,
  lastOf,
  medianOver,
  openTemplate,
  train,
  unlessShared,
} from './train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

const withDistance =
  (type: string): Change =>
  (doc) => ({
    ...doc,
    graph: {
      ...doc.graph,
      nodes: doc.graph.nodes.map((node) => (node.name === 'distance' ? { ...node, type } : node)),
    },
  });

test('the template trains on the table that it carries, and tells two rows apart', async () => {
  const doc = await openTemplate(studio, 'siamese');
  const run = await train(studio, doc);
  expect(bestOf(run, 'val_pair_accuracy', 'max')).toBeGreaterThanOrEqual(0.9);
  const pairs = await studio.client.use.predict({
    runId: run.runId,
    request: { kind: 'split', split: 'validation', offset: 0, limit: 100 },
  });
  expect(pairs.columns.map(({ name }) => name)).toEqual(['from', 'truth', 'prediction', 'distance']);
  expect(pairs.figures['accuracy']).toBeGreaterThanOrEqual(0.85);
  for (const [from, truth, prediction, distance] of pairs.rows) {
    expect(String(from)).toMatch(/^\d+ ↔ \d+$/);
    expect(['same', 'different']).toContain(truth);
    expect(prediction).toBe(Number(distance) < 0.5 ? 'same' : 'different');
  }
}, 600_000);

describe.skipIf(!hasShared)(`S16 siamese network${unlessShared}`, () => {
  test.each(['euclideanDistance', 'manhattanDistance', 'cosineDistance'])(
    '%s: pair accuracy of held-out images at least 0.96 after 20 epochs, median of three seeds',
    async (distance) => {
      const source = await importShared(studio, 'digits.csv');
      const { median } = await medianOver(
        studio,
        'siamese',
        [1, 2, 3],
        (run) => {
          expect(run.epochs).toHaveLength(20);
          return lastOf(run, 'val_pair_accuracy');
        },
        (doc) => withDistance(distance)(bindTo(source)(doc)),
      );
      expect(median).toBeGreaterThanOrEqual(0.96);
    },
    1_200_000,
  );
});
