/** From the file to the app: a project with a run that is tried, exported and trained on. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { unzipSync } from 'fflate';
import { sendModel } from '../../shared/contract/send-model.ts';
import { recipeSchema } from '../../shared/data/recipe.ts';
import type { RunId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { importModel } from '../../main/import/import-model.ts';
import { type Studio, startStudio } from '../support/studio.ts';
import { madeModels } from './made-models.ts';

const made = madeModels();
// Every import starts a process.
vi.setConfig({ testTimeout: 120_000 });
let studio: Studio;
beforeAll(async () => {
  studio = await startStudio({ engine: 'portable' });
});
afterAll(() => studio.close());

const file = (name: string, shown = name) => {
  const blob = new Blob([new Uint8Array(made.bytes(name))]);
  return { name: shown, size: blob.size, slice: (from: number, to: number) => blob.slice(from, to) };
};

/** A table with three features and two targets, as the model of sequences reads them. */
const rows = Array.from({ length: 60 }, (_, row) =>
  [
    Math.floor(row / 6),
    ...[1, 2, 3].map((k) => Math.sin(row * k)),
    Math.floor(row / 6) % 2,
    Math.floor(row / 6) / 10,
  ].join(','),
);
const data: ProjectDoc['data'] = {
  source: { kind: 'inline', format: 'table', name: 'walks', content: ['walk,a,b,c,u,v', ...rows].join('\n') },
  recipe: recipeSchema.parse({
    version: 1,
    steps: [
      { step: 'select', features: ['a', 'b', 'c'], target: ['u', 'v'], task: 'regression' },
      { step: 'group', by: 'walk' },
      { step: 'split', by: 'share', validation: 0.2, seed: 1 },
    ],
  }),
};

async function untilEnd(runId: RunId): Promise<string> {
  for await (const _ of await studio.client.run.watch({ runId, afterSeq: 0 }));
  return (await studio.client.run.get({ runId })).run.status;
}

describe('a whole model', () => {
  test('becomes a project with a finished run that says where it came from', async () => {
    const { projectId, runId, notes } = await sendModel(
      studio.client.model,
      [file('k3-sequence.keras', 'steps.keras')],
      null,
    );
    expect(notes).toEqual([]);
    const { doc } = await studio.client.project.open({ id: projectId, clientId: 'tab', takeOver: false });
    expect(doc.name).toBe('steps');
    expect(doc.graph.nodes.map(({ type }) => type)).toEqual([
      'input',
      'masking',
      'bidirectional',
      'gru',
      'dense',
      'batchNormalization',
      'dense',
      'output',
    ]);
    expect(new Set(doc.graph.nodes.map(({ position }) => `${position.x} ${position.y}`)).size).toBe(
      doc.graph.nodes.length,
    );
    expect(doc.training).toMatchObject({
      loss: { id: 'mean_squared_error' },
      optimizer: { id: 'adam', learningRate: 0.01 },
      metrics: ['mean_absolute_error'],
    });
    const [run] = await studio.client.run.list({ projectId });
    expect(run).toMatchObject({ id: runId, status: 'finished', imported: 'steps.keras', number: 1 });
  });

  test('is exported with the weights and the optimizer it came with', async () => {
    const { runId } = await sendModel(studio.client.model, [file('k2-siamese.h5')], null);
    const { file: packed } = await studio.client.export.model({ runId, format: 'keras' });
    const exported = unzipSync(new Uint8Array(await packed.arrayBuffer()))['model.keras'];
    const before = await importModel(made.bytes('k2-siamese.h5'));
    const after = await importModel(exported ?? new Uint8Array());
    expect(after.weights.map(({ values }) => [...values])).toEqual(before.weights.map(({ values }) => [...values]));
    expect(after.optimizer?.step).toBe(2);
  });

  test('is tried on the data that its project gets, and trained on from there', async () => {
    const { projectId, runId } = await sendModel(studio.client.model, [file('k3-sequence.h5')], null);
    const request = { kind: 'split', split: 'train', offset: 0, limit: 5 } as const;
    await expect(studio.client.use.predict({ runId, request })).rejects.toMatchObject({
      data: { code: 'training/no-data' },
    });
    const { doc } = await studio.client.project.open({ id: projectId, clientId: 'tab', takeOver: true });
    const withData: ProjectDoc = { ...doc, data, training: { ...doc.training, epochs: 2, batchSize: 8 } };
    await studio.client.project.journal({ doc: JSON.stringify(withData), clientId: 'tab' });
    const prediction = await studio.client.use.predict({ runId, request });
    expect(prediction.rows.length).toBe(5);
    expect((await studio.client.run.get({ runId })).doc.data).toEqual(data);
    const next = await studio.client.run.start({
      doc: withData,
      engine: 'portable',
      from: { kind: 'continue', runId },
    });
    expect(await untilEnd(next.runId)).toBe('finished');
    expect((await studio.client.run.get({ runId: next.runId })).run.continuedFrom).toBe(runId);
  });

  test('a file that is no model leaves nothing behind', async () => {
    const before = await studio.client.project.list();
    const blob = new Blob(['hello']);
    const text = { name: 'notes.keras', size: blob.size, slice: (from: number, to: number) => blob.slice(from, to) };
    await expect(sendModel(studio.client.model, [text], null)).rejects.toMatchObject({
      data: { code: 'model/format' },
    });
    expect(await studio.client.project.list()).toEqual(before);
  });
});

describe('weights alone', () => {
  test.each(['k3.weights.h5', 'k2-weights.h5'])('%s become a run of the open project', async (name) => {
    const { projectId } = await sendModel(studio.client.model, [file('k3-sequence.keras')], null);
    const { doc } = await studio.client.project.open({ id: projectId, clientId: 'tab', takeOver: true });
    const { runId } = await sendModel(studio.client.model, [file(name)], doc);
    const runs = await studio.client.run.list({ projectId });
    expect(runs.find(({ id }) => id === runId)).toMatchObject({ number: 2, imported: name, status: 'finished' });
  });

  test('of another model name the layer that does not fit', async () => {
    const { projectId } = await sendModel(studio.client.model, [file('k3-words.keras')], null);
    const { doc } = await studio.client.project.open({ id: projectId, clientId: 'tab', takeOver: true });
    await expect(sendModel(studio.client.model, [file('k2-weights.h5')], doc)).rejects.toMatchObject({
      data: { code: 'model/weights-mismatch' },
    });
  });

  test('are no model', async () => {
    await expect(sendModel(studio.client.model, [file('k3.weights.h5')], null)).rejects.toMatchObject({
      data: { code: 'model/format' },
    });
  });
});
