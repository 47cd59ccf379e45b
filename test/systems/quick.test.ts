import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStudio, type Studio } from '../support/studio.ts';
import { bestOf, medianOver, openTemplate, train } from './train-template.ts';

// The two systems that are quick enough for every test run; the others are in systems.long.test.ts.
let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

test('S5 damped sine: mean absolute error at most 0.026 after 1,000 steps, median of three seeds', async () => {
  const { median } = await medianOver(studio, 'dampedSine', [1, 2, 3], (run) => {
    expect(run.params).toBe(5145);
    expect(run.stepLosses).toHaveLength(1000);
    // Nothing after step 1,000 counts; the template keeps its best epoch.
    return bestOf(run, 'val_loss', 'min');
  });
  expect(median).toBeLessThanOrEqual(0.026);
}, 180_000);

test('S7 addition: at least 0.995 of the characters of 5,000 fresh sums are right after one epoch', async () => {
  const doc = await openTemplate(studio, 'addition');
  const run = await train(studio, doc);
  expect(run.params).toBe(52_212);
  const { client } = studio;
  const fresh = await client.use.predict({
    runId: run.runId,
    request: { kind: 'split', split: 'test', offset: 0, limit: 5000, seed: 99 },
  });
  expect(fresh.rows).toHaveLength(5000);
  const accuracy = fresh.figures['accuracy'];
  console.log(`addition: ${String(accuracy)} of the characters after ${run.seconds.toFixed(0)} s on ${run.engine}`);
  expect(accuracy).toBeGreaterThanOrEqual(0.995);
  // Decoded text beside the truth: "3+10+7" and "20".
  const [question, truth, prediction] = fresh.rows[0] ?? [];
  const sum = String(question)
    .split('+')
    .reduce((total, term) => total + Number(term), 0);
  expect(truth).toBe(String(sum));
  expect(prediction).toBe(String(sum));
}, 300_000);
