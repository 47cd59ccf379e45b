import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStudio, type Studio } from '../support/studio.ts';
import {
  bestOf,
  bindTo,
  hasShared,
  importBytes,
  importShared,
  medianOver,
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

/** A table of pictures of 28 × 28 pixels: bright stripes across or down, at random places. */
function stripes(count: number, size: number): { readonly csv: string; readonly pixels: readonly string[] } {
  const pixels = Array.from({ length: size * size }, (_, at) => `p${at}`);
  const rows = Array.from({ length: count }, (_, row) => {
    const across = row % 2 === 0;
    const place = (row * 7) % size;
    const values = pixels.map((_name, at) => ((across ? Math.floor(at / size) : at % size) === place ? 255 : 0));
    return [...values, across ? 'across' : 'down'].join(',');
  });
  return { csv: `${[...pixels, 'digit'].join(',')}\n${rows.join('\n')}\n`, pixels };
}

// The authors' settings: at the rate that learns 64 pixels within minutes, 784 steps overflow after one update in Keras too.
test('S12: a batch of 32 pictures of 784 pixels trains', async () => {
  const { csv, pixels } = stripes(64, 28);
  const source = await importBytes(studio, 'stripes.csv', new TextEncoder().encode(csv));
  const small = withStepFields('image', { height: 28, width: 28 })(
    withStepFields('select', { features: pixels })(bindTo(source)(await openTemplate(studio, 'irnnOriginal'))),
  );
  const doc = withStepFields('split', { validation: 0.25 })({
    ...small,
    graph: {
      ...small.graph,
      nodes: small.graph.nodes.map((node) =>
        node.name === 'dense' ? { ...node, params: { ...node.params, units: 2 } } : node,
      ),
    },
    training: { ...small.training, epochs: 2, batchSize: 32 },
  });
  const run = await train(studio, doc);
  console.log(
    `784 steps: ${((1000 * run.seconds) / run.stepLosses.length).toFixed(0)} ms a step, start and validation included`,
  );
  expect(run.stepLosses).toHaveLength(4);
  for (const loss of run.stepLosses) expect(Number.isFinite(loss)).toBe(true);
}, 600_000);

describe.skipIf(!hasShared)(`S12 IRNN${unlessShared}`, () => {
  test('digits pixel by pixel: best accuracy at least 0.85 in 120 epochs, median of three seeds', async () => {
    const source = await importShared(studio, 'digits.csv');
    const { median } = await medianOver(
      studio,
      'irnn',
      [1, 2, 3],
      (run) => {
        expect(run.params).toBe(11_210);
        expect(run.epochs).toHaveLength(120);
        return bestOf(run, 'val_accuracy', 'max');
      },
      bindTo(source),
    );
    expect(median).toBeGreaterThanOrEqual(0.85);
  }, 3_600_000);

  test('the authors’ own settings train without a failure, and learn nothing in an epoch', async () => {
    const doc = bindTo(await importShared(studio, 'digits.csv'))(await openTemplate(studio, 'irnnOriginal'));
    const run = await train(studio, { ...doc, training: { ...doc.training, epochs: 2 } });
    expect(run.params).toBe(11_210);
    for (const loss of run.stepLosses) expect(Number.isFinite(loss)).toBe(true);
    expect(Math.abs((run.stepLosses.at(-1) ?? Number.NaN) - (run.stepLosses[0] ?? Number.NaN))).toBeLessThan(0.2);
  }, 600_000);
});
