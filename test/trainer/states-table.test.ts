/** A stateful model on a table in lanes, from the recipe to predictions; and what the command line refuses. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { templates } from '../../shared/templates/index.ts';
import type { ProjectId } from '../../shared/ids.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hasShared, importShared, openTemplate, train, unlessShared } from '../systems/train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

/** Seven days ahead, one day a batch, in ten lanes. */
async function temperatures(): Promise<ProjectDoc> {
  const doc = await openTemplate(studio, 'stateful');
  const source = await importShared(studio, 'daily-min-temperatures.csv');
  return {
    ...doc,
    graph: {
      ...doc.graph,
      nodes: doc.graph.nodes.map((node) =>
        node.type === 'input'
          ? { ...node, params: { ...node.params, batchSize: 10 } }
          : node.type === 'lstm'
            ? { ...node, params: { ...node.params, units: 8 } }
            : node,
      ),
    },
    data: {
      source,
      recipe: {
        version: 1,
        steps: [
          { step: 'select', features: ['Temp'], target: ['Temp'], task: 'regression' },
          { step: 'scale', columns: 'all', method: 'standard', range: [0, 1] },
          { step: 'window', length: 1, horizon: 1, stride: 1, gap: 6, sampling: 1 },
          { step: 'split', by: 'time', validation: 0.2, test: 0, stratify: false, seed: 1 },
          { step: 'lanes', lanes: 10 },
        ],
      },
    },
    training: {
      ...doc.training,
      batchSize: 10,
      epochs: 3,
      optimizer: { ...doc.training.optimizer, learningRate: 0.005 },
    },
  };
}

describe.skipIf(!hasShared)(`daily temperatures${unlessShared}`, () => {
  test('train in lanes and are predicted along the series, in degrees', async () => {
    const doc = await temperatures();
    const run = await train(studio, doc);
    // 3,650 days; the last 730 validate, and windows never look over the border.
    expect(run.stepLosses).toHaveLength(3 * Math.floor((2920 - 7) / 10));
    const first = run.epochs[0]?.['val_loss'] ?? Number.NaN;
    expect(Math.min(...run.epochs.map((epoch) => epoch['val_loss'] ?? Number.NaN))).toBeLessThanOrEqual(first);
    const { client } = studio;
    const ask = (offset: number, limit: number) =>
      client.use.predict({ runId: run.runId, request: { kind: 'split', split: 'validation', offset, limit } });
    const all = await ask(0, 300);
    // Better than the mean of all years, whose error is the deviation of some four degrees.
    expect(Number(all.figures['root_mean_squared_error'])).toBeLessThan(4);
    expect((await ask(200, 100)).rows).toEqual(all.rows.slice(200));
    // Typed days go on from one to the next: the same day is told otherwise after others.
    const typed = await client.use.predict({
      runId: run.runId,
      request: { kind: 'values', columns: ['Temp'], rows: [[12], [3], [20], [12]] },
    });
    const told = typed.rows.map((row) => row[typed.columns.findIndex(({ role }) => role === 'prediction')]);
    expect(told).toHaveLength(4);
    expect(told[3]).not.toBe(told[0]);
  }, 120_000);

  test.each([
    ['another batch size than lanes', { batchSize: 8 }, 'training/stateful-batch'],
    ['shuffling', { shuffle: true }, 'training/stateful-shuffle'],
  ] as const)('%s is refused before training', async (_, change, code) => {
    const doc = await temperatures();
    const start = studio.client.run.start({
      doc: { ...doc, training: { ...doc.training, ...change } },
      engine: 'auto',
      from: { kind: 'new' },
    });
    await expect(start).rejects.toMatchObject({ data: { code } });
  });

  test('without lanes the smaller last batch is refused, until it is left out', async () => {
    const doc = await temperatures();
    const recipe = { ...doc.data.recipe, steps: doc.data.recipe.steps.filter(({ step }) => step !== 'lanes') };
    const plain = { ...doc, data: { ...doc.data, recipe }, training: { ...doc.training, epochs: 1 } };
    const start = studio.client.run.start({ doc: plain, engine: 'auto', from: { kind: 'new' } });
    await expect(start).rejects.toMatchObject({
      data: { code: 'training/stateful-ragged', details: { samples: 2913, batchSize: 10, rest: 3 } },
    });
    const run = await train(studio, { ...plain, training: { ...plain.training, remainder: 'drop' } });
    expect(run.stepLosses).toHaveLength(291);
    expect(Number.isFinite(run.epochs[0]?.['val_loss'])).toBe(true);
  }, 120_000);
});

test('the command line says why a shuffled stateful model does not train', async () => {
  const folder = temporaryFolder();
  const doc = templates.stateful.create('project-states' as ProjectId, 'States');
  const file = join(folder, 'states.weft.json');
  await writeFile(file, JSON.stringify({ ...doc, training: { ...doc.training, shuffle: true } }));
  const weft = fileURLToPath(new URL('../../main/cli/weft.mjs', import.meta.url));
  const words = promisify(execFile)(process.execPath, [weft, 'train', file], {
    env: { ...process.env, WEFT_HOME: join(folder, 'home') },
  });
  await expect(words).rejects.toMatchObject({
    stderr: expect.stringMatching(/lstm is stateful: .* Turn shuffling off in the training settings/),
  });
});
