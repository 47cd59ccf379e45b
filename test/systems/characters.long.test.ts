import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStudio, type Studio } from '../support/studio.ts';
import {
  bestOf,
  bindTo,
  type Change,
  hasShared,
  importShared,
  openTemplate,
  train,
  unlessShared,
} from './train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

const used = 200_000;

/** The first characters of the text, and an output for each different one among them. */
const firstCharacters =
  (alphabet: number): Change =>
  (doc) => ({
    ...doc,
    data: {
      ...doc.data,
      recipe: {
        ...doc.data.recipe,
        steps: doc.data.recipe.steps.map((step) => (step.step === 'characters' ? { ...step, limit: used } : step)),
      },
    },
    graph: {
      ...doc.graph,
      nodes: doc.graph.nodes.map((node) =>
        node.type === 'dense' ? { ...node, params: { ...node.params, units: alphabet } } : node,
      ),
    },
  });

describe.skipIf(!hasShared)(`S9 tiny Shakespeare${unlessShared}`, () => {
  test('lowest validation loss at most 1.98 within 10 epochs; what it writes can be repeated', async () => {
    const source = await importShared(studio, 'tinyshakespeare.txt');
    const bound = bindTo(source)(await openTemplate(studio, 'characters'));
    const limited = firstCharacters(1)(bound);
    const { targets } = await studio.client.data.prepare({ source, recipe: limited.data.recipe });
    const run = await train(studio, firstCharacters(targets[0]?.classes?.length ?? 0)(bound));
    const lowest = bestOf(run, 'val_loss', 'min');
    console.log(
      `characters: lowest validation loss ${lowest.toFixed(3)} of ${run.epochs.map((epoch) => epoch['val_loss']?.toFixed(3)).join(', ')} in ${run.seconds.toFixed(0)} s`,
    );
    expect(run.epochs.length).toBeLessThanOrEqual(10);
    expect(lowest).toBeLessThanOrEqual(1.98);

    const seedText = 'First Citizen: before we proceed any fur';
    const write = async (seed: number, temperature: number): Promise<string | null> =>
      (
        await studio.client.use.predict({
          runId: run.runId,
          request: { kind: 'text', seedText, characters: 400, temperature, seed },
        })
      ).text;
    for (const temperature of [0.2, 0.5, 1, 1.2])
      expect((await write(1, temperature))?.length).toBeGreaterThanOrEqual(400);
    expect(await write(7, 1)).toBe(await write(7, 1));
    expect(await write(7, 1)).not.toBe(await write(8, 1));
  }, 3_600_000);
});
