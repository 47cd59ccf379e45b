import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { type Change, lastOf, medianOver, openTemplate, train, type TrainedRun } from './train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

const epochs =
  (count: number): Change =>
  (doc) => ({ ...doc, training: { ...doc.training, epochs: count } });

/** Relative error of the prediction that follows the longest beginning of the series. */
async function relativeError({ runId }: TrainedRun): Promise<number> {
  const { rows, columns } = await studio.client.use.predict({
    runId,
    request: { kind: 'split', split: 'train', offset: 0, limit: 5 },
  });
  const at = (role: string): number => columns.findIndex((column) => column.role === role);
  const longest = rows.at(-1) ?? [];
  const truth = Number(longest[at('truth')]);
  return Math.abs(Number(longest[at('prediction')]) - truth) / truth;
}

test('S3 masking: the next value of the series is predicted within 5 %, median of three seeds', async () => {
  const { median } = await medianOver(studio, 'masking', [1, 2, 3], relativeError);
  expect(median).toBeLessThanOrEqual(0.05);
}, 600_000);

test('S4 echo: accuracy at least 0.29 after 1,000 steps of one sample, median of three seeds', async () => {
  const { median } = await medianOver(studio, 'echo', [1, 2, 3], (run) => {
    expect(run.params).toBe(3860);
    expect(run.stepLosses).toHaveLength(1000);
    return lastOf(run, 'val_accuracy');
  });
  expect(median).toBeGreaterThanOrEqual(0.29);
}, 600_000);

test('S4 echo: accuracy at least 0.99 after 20,000 steps', async () => {
  const run = await train(studio, epochs(20)(await openTemplate(studio, 'echo')));
  expect(run.stepLosses).toHaveLength(20_000);
  console.log(`echo after 20,000 steps: ${lastOf(run, 'val_accuracy')} in ${run.seconds.toFixed(0)} s`);
  expect(lastOf(run, 'val_accuracy')).toBeGreaterThanOrEqual(0.99);
}, 900_000);

test('S5 damped sine: mean absolute error at most 0.020 after 2,000 steps, median of three seeds', async () => {
  const { median } = await medianOver(studio, 'dampedSine', [1, 2, 3], (run) => lastOf(run, 'val_loss'), epochs(20));
  expect(median).toBeLessThanOrEqual(0.02);
}, 600_000);

test('S6 moving square: accuracy at least 0.98 after 5,000 films', async () => {
  const run = await train(studio, await openTemplate(studio, 'movingSquare'));
  expect(run.params).toBe(240_661);
  console.log(`movingSquare: ${lastOf(run, 'val_accuracy')} in ${run.seconds.toFixed(0)} s`);
  expect(lastOf(run, 'val_accuracy')).toBeGreaterThanOrEqual(0.98);
}, 1_800_000);

/**
 * Random weights are drawn by the path of a layer, and the convolution stands at another path in each drawing: a fixed
 * start makes them the same model. The other layers have the same names in both.
 */
const fixedStart: Change = (doc) =>
  JSON.parse(
    JSON.stringify(doc).replaceAll('"filters":2', '"filters":2,"kernelInitializer":{"id":"constant","value":0.3}'),
  ) as ProjectDoc; // the text came from a project

test('S6 moving square: both drawings give the same losses to 1e-6', async () => {
  const tenSteps: Change = (doc) => fixedStart({ ...doc, training: { ...doc.training, epochs: 1, stepsPerEpoch: 10 } });
  const block = await train(studio, tenSteps(await openTemplate(studio, 'movingSquare')));
  const layers = await train(studio, tenSteps(await openTemplate(studio, 'movingSquareLayers')));
  expect(layers.params).toBe(240_661);
  expect(block.stepLosses).toHaveLength(10);
  const apart = Math.max(
    ...block.stepLosses.map((loss, step) => Math.abs(loss - (layers.stepLosses[step] ?? Number.NaN))),
  );
  console.log(`both drawings: losses differ by at most ${apart.toExponential(1)}`);
  expect(apart).toBeLessThanOrEqual(1e-6);
}, 600_000);
