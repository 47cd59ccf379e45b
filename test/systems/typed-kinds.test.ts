import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseInline } from '../../renderer/data/inline-table.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { openTemplate, train } from './train-template.ts';

// What the Use place sends for a text, a drawn picture and two rows, without the page.
let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

async function afterOneEpoch(template: 'fastText' | 'irnn' | 'siamese') {
  const doc = await openTemplate(studio, template);
  const { source } = doc.data;
  if (source?.kind !== 'inline') throw new Error('The template carries its table.');
  const { runId } = await train(studio, { ...doc, training: { ...doc.training, epochs: 1 } });
  const { columns, rows } = parseInline(source.content);
  return {
    names: columns.map(({ name }) => name),
    rows: rows.map((row) => [...row]),
    predict: (asked: string[], values: (string | number | null)[][]) =>
      studio.client.use.predict({ runId, request: { kind: 'values', columns: asked, rows: values } }),
  };
}

test('a text is one sample of one class', async () => {
  const { predict } = await afterOneEpoch('fastText');
  const told = await predict(['text'], [['A moving plot, "clever" and funny; what a word: xyzzy']]);
  expect(told.rows).toHaveLength(1);
  expect(['pos', 'neg']).toContain(told.rows[0]?.[told.columns.findIndex(({ role }) => role === 'prediction')]);
}, 120_000);

test('a drawn picture is one sample', async () => {
  const { names, predict } = await afterOneEpoch('irnn');
  const pixels = names.filter((name) => name !== 'digit');
  const told = await predict(pixels, [pixels.map((_, at) => (at % 8 === 3 ? 16 : 0))]);
  expect(told.rows).toHaveLength(1);
  expect(String(told.rows[0]?.[told.columns.findIndex(({ role }) => role === 'prediction')])).toMatch(/^\d$/);
}, 120_000);

test('two rows are one pair, beside the truth where the labels come along', async () => {
  const { names, rows, predict } = await afterOneEpoch('siamese');
  const pair = async (...chosen: readonly number[]) => {
    const told = await predict(
      names,
      chosen.map((row) => rows[row - 1] ?? []),
    );
    expect(told.columns.map(({ name }) => name)).toEqual(['from', 'truth', 'prediction', 'distance']);
    expect(told.rows).toHaveLength(1);
    return told.rows[0] ?? [];
  };
  // The table goes through the digits again and again: rows 1 and 11 are both 0.
  expect((await pair(1, 11))[1]).toBe('same');
  const [from, truth, prediction, distance] = await pair(1, 2);
  expect([from, truth]).toEqual(['1 ↔ 2', 'different']);
  expect(prediction).toBe(Number(distance) < 0.5 ? 'same' : 'different');
  const equal = await pair(3, 3);
  expect(equal.slice(1, 3)).toEqual(['same', 'same']);
  expect(Number(equal[3])).toBeLessThan(0.01);
}, 120_000);
