/** S11: a stateful LSTM against the same one without memory, and against telling the value that is there now. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { bestOf, type Change, openTemplate, train, type TrainedRun, withSeed } from './train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

const points = 50_000;

const withLookAhead =
  (lookAhead: number): Change =>
  (doc) => ({
    ...doc,
    data: {
      ...doc.data,
      source:
        doc.data.source?.kind === 'generator'
          ? { ...doc.data.source, params: { ...doc.data.source.params, lookAhead } }
          : doc.data.source,
    },
  });

const stateless: Change = (doc) => ({
  ...doc,
  graph: {
    ...doc.graph,
    nodes: doc.graph.nodes.map((node) =>
      node.type === 'lstm' ? { ...node, params: { ...node.params, stateful: false } } : node,
    ),
  },
});

/** Mean squared error of telling the present value for the one to come. */
function persistence(lookAhead: number): number {
  const at = (t: number): number => Math.cos((2 * Math.PI * t) / 200) * Math.exp(-0.0001 * t);
  let sum = 0;
  for (let t = 0; t < points; t++) sum += (at(t + lookAhead) - at(t)) ** 2;
  return sum / points;
}

const lossOf = (run: TrainedRun): number => bestOf(run, 'val_loss', 'min');
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function trainedOver(doc: ProjectDoc, seeds: readonly number[]): Promise<readonly TrainedRun[]> {
  const runs: TrainedRun[] = [];
  for (const seed of seeds) runs.push(await train(studio, withSeed(seed)(doc)));
  return runs;
}

test('S11 look-ahead 20: error at most 0.1 of the stateless one and 0.2 of persistence, median of three seeds', async () => {
  const doc = await openTemplate(studio, 'stateful');
  const runs = await trainedOver(doc, [1, 2, 3]);
  for (const run of runs) {
    expect(run.params).toBe(30_651);
    expect(run.stepLosses).toHaveLength(3 * (points / 25));
  }
  const without = await trainedOver(stateless(doc), [1, 2, 3]);
  const error = median(runs.map(lossOf));
  const plain = median(without.map(lossOf));
  console.log(
    `stateful ${runs.map(lossOf).join(', ')}; stateless ${without.map(lossOf).join(', ')}; persistence ${persistence(20)}; ` +
      `${runs[0]?.seconds.toFixed(0)} s on ${runs[0]?.engine}`,
  );
  expect(error).toBeLessThanOrEqual(0.1 * plain);
  expect(error).toBeLessThanOrEqual(0.2 * persistence(20));

  // The Use place: the series as one, with a memory that goes on from point to point and from page to page.
  const runId = runs[1]?.runId ?? '';
  const page = async (offset: number, limit: number) =>
    studio.client.use.predict({
      runId: runId as TrainedRun['runId'],
      request: { kind: 'split', split: 'train', offset, limit },
    });
  const both = await page(0, 400);
  const second = await page(200, 200);
  expect(second.rows).toEqual(both.rows.slice(200));
  expect(both.series).toHaveLength(200);
  expect(Number(second.figures['root_mean_squared_error']) ** 2).toBeLessThanOrEqual(0.2 * 0.19);
}, 900_000);

test('S11 look-ahead 1: the next point within a tenth of the wave, median of three seeds', async () => {
  const doc = withLookAhead(1)(await openTemplate(studio, 'stateful'));
  const runs = await trainedOver(doc, [1, 2, 3]);
  const error = median(runs.map(lossOf));
  console.log(`stateful, look-ahead 1: ${runs.map(lossOf).join(', ')}; persistence ${persistence(1)}`);
  // The wave's own mean square is 0.05.
  expect(error).toBeLessThanOrEqual(0.01 * 0.05);
}, 900_000);
