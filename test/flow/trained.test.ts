/** Data flows under trained weights: whose they are is told plainly, and what they compute is what the run predicts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Flow, FlowRequest } from '../../shared/contract/flow.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import type { RunId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { type Studio, startStudio } from '../support/studio.ts';
import { openTemplate, train } from '../systems/train-template.ts';
import { entryOf } from './flow-request.ts';

let studio: Studio;
let doc: ProjectDoc;
let runId: RunId;

beforeAll(async () => {
  studio = await startStudio({ engine: 'cpu' });
  const drawn = await openTemplate(studio, 'oneToOne');
  doc = { ...drawn, training: { ...drawn.training, epochs: 2 } };
  ({ runId } = await train(studio, doc));
});
afterAll(() => studio.close());

async function flowOf(graph: GraphDoc, weights: 'initial' | 'trained', row = 0): Promise<Flow> {
  const { source, recipe } = doc.data;
  if (!source) throw new Error('the template has data');
  const { seed } = doc.training;
  const chosen: FlowRequest['weights'] =
    weights === 'initial' ? { kind: 'initial', seed } : { kind: 'run', runId, seed };
  return studio.client.inspect.flow({ graph, source, recipe, engine: 'auto', row, weights: chosen, chosen: null });
}

/** The template's graph with other parameters for its hidden layer. */
const withHidden = (params: GraphDoc['nodes'][number]['params']): GraphDoc => ({
  ...doc.graph,
  nodes: doc.graph.nodes.map((node) =>
    node.id === 'hidden' ? { ...node, params: { ...node.params, ...params } } : node,
  ),
});

test("the same graph: the output is the run's prediction, and not that of the initial weights", async () => {
  const predicted = await studio.client.use.predict({
    runId,
    request: { kind: 'split', split: 'train', offset: 0, limit: 1 },
  });
  const column = predicted.columns.findIndex(({ role }) => role === 'prediction');
  const flow = await flowOf(doc.graph, 'trained');
  expect(flow.weights).toEqual({ kind: 'run', same: true, epoch: expect.any(Number) });
  expect(entryOf(flow, 'output').value?.mean).toBeCloseTo(Number(predicted.rows[0]?.[column]), 3);
  const before = await flowOf(doc.graph, 'initial');
  expect(before.weights).toEqual({ kind: 'initial', misfits: [] });
  expect(entryOf(before, 'output').value?.mean).not.toBeCloseTo(Number(predicted.rows[0]?.[column]), 3);
});

test('the time of every layer is measured on the engine of the run; a run that is not there is refused', async () => {
  const times = await studio.client.inspect.layerTimes({ runId });
  expect(times).toMatchObject({ runId, batchSize: doc.training.batchSize });
  expect(times.engine).toBe((await studio.client.run.get({ runId })).run.engine);
  expect(times.nodes.map(({ scope, node }) => [scope, node])).toEqual([
    [null, 'hidden'],
    [null, 'dense'],
  ]);
  expect(times.nodes.reduce((sum, { ms }) => sum + ms / times.totalMs, 0)).toBeCloseTo(1, 9);
  await expect(studio.client.inspect.layerTimes({ runId: 'run-none' as RunId })).rejects.toMatchObject({
    data: { code: 'run/not-found' },
  });
});

test('weights that fit a graph that was changed are used, and the change is told', async () => {
  expect((await flowOf(withHidden({ activation: 'sigmoid' }), 'trained')).weights).toEqual({
    kind: 'run',
    same: false,
    epoch: expect.any(Number),
  });
});

test('weights that do not fit give way to the initial ones, and the layers are named', async () => {
  const changed = withHidden({ units: 5 });
  const flow = await flowOf(changed, 'trained');
  expect(flow.weights).toMatchObject({ kind: 'initial', misfits: ['hidden', 'dense'] });
  expect(flow.nodes).toEqual((await flowOf(changed, 'initial')).nodes);
});
