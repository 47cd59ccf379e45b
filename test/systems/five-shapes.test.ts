/** S8: the five shapes of sequence work, each below its loss on samples that it has not seen. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TemplateId } from '../../shared/templates/index.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { bestOf, openTemplate, train } from './train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

/** What guessing reaches: variance 1/2 of a sine; ln 2 of two classes; ln 2 a word where three pairs are told; ln 5 of five. */
const shapes: readonly (readonly [TemplateId, number, number])[] = [
  ['oneToOne', 0.01, 0.5],
  ['oneToMany', 0.1, Math.log(2)],
  ['manyToOne', 0.15, Math.log(2)],
  ['manyToMany', 0.15, Math.log(2)],
  ['manyToFew', 0.2, Math.log(5)],
];

test.each(shapes)(
  'S8 %s: validation loss at most %f (guessing: %f)',
  async (template, most) => {
    const run = await train(studio, await openTemplate(studio, template));
    const best = bestOf(run, 'val_loss', 'min');
    console.log(
      `${template}: ${best.toFixed(4)} in ${run.seconds.toFixed(0)} s, ${run.params} parameters on ${run.engine}`,
    );
    expect(best).toBeLessThanOrEqual(most);
  },
  180_000,
);

test('S8 oneToMany: the words that are predicted are those of the picture', async () => {
  const run = await train(studio, await openTemplate(studio, 'oneToMany'));
  const { figures, rows, columns } = await studio.client.use.predict({
    runId: run.runId,
    request: { kind: 'split', split: 'test', offset: 0, limit: 500, seed: 5 },
  });
  expect(figures['accuracy']).toBeGreaterThanOrEqual(0.95);
  const truth = columns.findIndex((column) => column.role === 'truth');
  expect(String(rows[0]?.[truth])).toMatch(/^(small|large) (top|bottom) (left|right)$/);
}, 180_000);
