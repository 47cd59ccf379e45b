/** Training through the studio contract, on the real engine in its own process. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyRecipe } from '../../shared/data/recipe.ts';
import type { RunEvent, RunStatus } from '../../shared/contract/run-events.ts';
import type { RunId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { type Studio, startStudio } from '../support/studio.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

const isEnd = (status: RunStatus) => !['preparing', 'running', 'paused'].includes(status);

async function sineProject(change: (doc: ProjectDoc) => ProjectDoc = (doc) => doc): Promise<ProjectDoc> {
  const { id } = await studio.client.project.create({ template: 'dampedSine' });
  const { doc } = await studio.client.project.open({ id, clientId: 'test', takeOver: false });
  return change({
    ...doc,
    training: { ...doc.training, epochs: 2, stepsPerEpoch: 20 },
    data: { ...doc.data, recipe: emptyRecipe },
  });
}

/** Every event of a run up to its end; `each` sees them as they come. */
async function follow(runId: RunId, each: (event: RunEvent['event']) => void = () => {}): Promise<RunEvent['event'][]> {
  const all: RunEvent['event'][] = [];
  for await (const events of await studio.client.run.watch({ runId, afterSeq: 0 })) {
    for (const { event } of events) {
      all.push(event);
      each(event);
      if (event.kind === 'status' && isEnd(event.status)) return all;
    }
  }
  return all;
}

const start = (doc: ProjectDoc, from: { kind: 'new' } | { kind: 'continue'; runId: RunId } = { kind: 'new' }) =>
  studio.client.run.start({ doc, engine: 'auto', from });

const lossesOf = (events: readonly RunEvent['event'][]) =>
  events.flatMap((event) => (event.kind === 'batches' ? (event.figures['loss'] ?? []) : []));
const statusesOf = (events: readonly RunEvent['event'][]) =>
  events.flatMap((event) => (event.kind === 'status' ? [event.status] : []));

describe('a run', () => {
  test('reports every step and epoch, and the same seed gives the same bits', async () => {
    const doc = await sineProject();
    const first = await follow((await start(doc)).runId);
    expect(statusesOf(first)).toEqual(['preparing', 'running', 'finished']);
    expect(lossesOf(first)).toHaveLength(40);
    expect(first.filter((event) => event.kind === 'epoch').map((event) => event.epoch)).toEqual([1, 2]);
    const second = await follow((await start(doc)).runId);
    expect(lossesOf(second)).toEqual(lossesOf(first));
    const other = await follow(
      (await start({ ...doc, training: { ...doc.training, seed: doc.training.seed + 1 } })).runId,
    );
    expect(lossesOf(other)).not.toEqual(lossesOf(first));
  });

  test('continues from an earlier one with its weights and optimizer', async () => {
    const doc = await sineProject((project) => ({ ...project, training: { ...project.training, stepsPerEpoch: 150 } }));
    const first = await start(doc);
    const before = lossesOf(await follow(first.runId)).map(Number);
    const after = lossesOf(await follow((await start(doc, { kind: 'continue', runId: first.runId })).runId)).map(
      Number,
    );
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(after.slice(0, 20))).toBeLessThan(mean(before.slice(0, 20)) / 2);
  });

  test('pauses between steps, goes on, and stops long before its end', async () => {
    const doc = await sineProject((project) => ({ ...project, training: { ...project.training, epochs: 100_000 } }));
    const { runId } = await start(doc);
    let paused = 0;
    const events = await follow(runId, (event) => {
      if (event.kind === 'epoch' && event.epoch === 1) void studio.client.run.control({ runId, action: 'pause' });
      if (event.kind === 'status' && event.status === 'paused') {
        paused = performance.now();
        setTimeout(() => void studio.client.run.control({ runId, action: 'resume' }), 300);
      }
      if (event.kind === 'status' && event.status === 'running' && paused > 0) {
        expect(performance.now() - paused).toBeGreaterThan(250);
        void studio.client.run.control({ runId, action: 'stop' });
      }
    });
    expect(statusesOf(events)).toEqual(['preparing', 'running', 'paused', 'running', 'stopped']);
  });

  test('stops on a loss that is not a number and names step and layer', async () => {
    const doc = await sineProject((project) => ({
      ...project,
      training: {
        ...project.training,
        loss: { id: 'mean_squared_error', params: {} },
        optimizer: { ...project.training.optimizer, id: 'sgd', learningRate: 1e30 },
      },
    }));
    const events = await follow((await start(doc)).runId);
    const last = events.at(-1);
    expect(last).toMatchObject({ kind: 'status', status: 'failed', problem: { code: 'training/stopped-on-nan' } });
    const details = last?.kind === 'status' ? last.problem?.details : undefined;
    expect(details?.['step']).toBeGreaterThan(1);
    expect(doc.graph.nodes.map((node) => node.name || node.type)).toContainEqual(
      expect.stringMatching(new RegExp(String(details?.['layer']).replace(/_\d+$/, ''), 'i')),
    );
  });

  test('on characters shows what the model writes after each epoch, the same for the same seed', async () => {
    const { id } = await studio.client.project.create({ template: 'characters' });
    const { doc } = await studio.client.project.open({ id, clientId: 'test', takeOver: false });
    const short = { ...doc, training: { ...doc.training, epochs: 2, stepsPerEpoch: 3 } };
    const written = async () => (await follow((await start(short)).runId)).filter((event) => event.kind === 'texts');
    const texts = await written();
    expect(texts.map((event) => event.epoch)).toEqual([1, 2]);
    for (const { samples, seedText } of texts) {
      expect(samples.map((sample) => sample.temperature)).toEqual([0.2, 0.5, 1, 1.2]);
      expect(samples.map((sample) => [...sample.text].length)).toEqual([400, 400, 400, 400]);
      expect([...seedText]).toHaveLength(40);
    }
    expect(new Set(texts.flatMap((event) => event.samples.map((sample) => sample.text))).size).toBeGreaterThan(4);
    expect(await written()).toEqual(texts);
  });
});
