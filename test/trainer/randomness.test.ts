/** One seed decides initial weights, shuffling and dropout: the same bits again, resumed or not; other bits for another seed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runFiles } from '../../shared/contract/checkpoints.ts';
import type { ProjectId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { chain, dataInput, modelOutput, type NodeSpec } from '../../shared/templates/graph-builder.ts';
import { templates } from '../../shared/templates/index.ts';
import { trainingSettingsSchema } from '../../shared/training/training-settings.ts';
import { trainInPlace } from './run-in-place.ts';

const seeded =
  (seed: number) =>
  (doc: ProjectDoc): ProjectDoc => ({ ...doc, training: { ...doc.training, seed } });

/** A small stateful model with every kind of dropout of recurrent layers; states last over the epochs. */
function statefulDoc(): ProjectDoc {
  const doc = templates.stateful.create('project-states' as ProjectId, 'States');
  const source = doc.data.source;
  if (source?.kind !== 'generator') throw new Error('the template has a generator');
  return {
    ...doc,
    graph: chain([
      { ...dataInput, params: { ...dataInput.params, batchSize: 4 } },
      {
        name: 'lstm',
        type: 'lstm',
        params: { units: 5, returnSequences: true, stateful: true, dropout: 0.2, recurrentDropout: 0.3 },
      },
      { name: 'gru', type: 'gru', params: { units: 4, stateful: true, recurrentDropout: 0.2 } },
      { name: 'dropout', type: 'dropout', params: { rate: 0.3 } },
      { name: 'dense', type: 'dense', params: { units: 1 } },
      modelOutput,
    ]),
    data: {
      ...doc.data,
      source: {
        ...source,
        params: { lookAhead: 5, period: 20, decay: 0, lanes: 4 },
        samples: 48,
        validationSamples: 16,
      },
    },
    training: {
      ...doc.training,
      batchSize: 4,
      epochs: 3,
      stateReset: 'never',
      optimizer: { ...doc.training.optimizer, id: 'adam' },
    },
  };
}

/** A shuffled, fixed set with one layer that draws while it trains. */
function drawingDoc(layer: NodeSpec): ProjectDoc {
  const doc = templates.manyToMany.create('project-draws' as ProjectId, 'Draws');
  const source = doc.data.source;
  if (source?.kind !== 'generator') throw new Error('the template has a generator');
  return {
    ...doc,
    graph: chain([
      dataInput,
      layer,
      {
        name: 'time_distributed',
        type: 'timeDistributed',
        params: { layer: { type: 'dense', params: { units: 1, activation: 'sigmoid' } } },
      },
      modelOutput,
    ]),
    data: { ...doc.data, source: { ...source, samples: 22, validationSamples: 0, fresh: false } },
    training: trainingSettingsSchema.parse({ ...doc.training, batchSize: 4, epochs: 2, shuffle: true }),
  };
}

describe.each(['cpu', 'portable'] as const)('on the %s engine', (engine) => {
  test('two runs of a stateful model are equal to the bit, and another seed gives another run', async () => {
    const first = await trainInPlace(statefulDoc(), { engine });
    const second = await trainInPlace(statefulDoc(), { engine });
    expect(first.losses).toHaveLength(36);
    expect(second.losses).toEqual(first.losses);
    expect(second.epochs).toEqual(first.epochs);
    expect(second.last.equals(first.last)).toBe(true);
    const other = await trainInPlace(seeded(2)(statefulDoc()), { engine });
    expect(other.losses).not.toEqual(first.losses);
  });

  test.each([7, 12, 20])(
    'stopped after %i of 36 steps and resumed: the bits of an uninterrupted run',
    async (stopAfter) => {
      const whole = await trainInPlace(statefulDoc(), { engine });
      const part = await trainInPlace(statefulDoc(), { engine, stopAfter });
      const rest = await trainInPlace(statefulDoc(), { engine, resume: part.folder });
      expect(part.losses).toHaveLength(stopAfter);
      expect([...part.losses, ...rest.losses]).toEqual(whole.losses);
      expect([...part.epochs, ...rest.epochs]).toEqual(whole.epochs);
      expect(rest.last.equals(whole.last)).toBe(true);
    },
  );

  const drawing: readonly NodeSpec[] = [
    { name: 'draws', type: 'dropout', params: { rate: 0.4 } },
    { name: 'draws', type: 'spatialDropout1d', params: { rate: 0.4 } },
    { name: 'draws', type: 'gaussianNoise', params: { stddev: 0.5 } },
    { name: 'draws', type: 'gaussianDropout', params: { rate: 0.4 } },
    { name: 'draws', type: 'alphaDropout', params: { rate: 0.4 } },
    { name: 'draws', type: 'lstm', params: { units: 3, returnSequences: true, dropout: 0.4, recurrentDropout: 0.4 } },
    { name: 'draws', type: 'gru', params: { units: 3, returnSequences: true, dropout: 0.4, recurrentDropout: 0.4 } },
    {
      name: 'draws',
      type: 'simpleRnn',
      params: { units: 3, returnSequences: true, dropout: 0.4, recurrentDropout: 0.4 },
    },
  ];
  test.each(drawing.map((layer) => [layer.type, layer] as const))(
    '%s and shuffling: repeated and resumed with the same bits, other draws for another seed',
    async (_, layer) => {
      const doc = drawingDoc(layer);
      const whole = await trainInPlace(doc, { engine });
      expect((await trainInPlace(doc, { engine })).losses).toEqual(whole.losses);
      const part = await trainInPlace(doc, { engine, stopAfter: 8 });
      const rest = await trainInPlace(doc, { engine, resume: part.folder });
      expect([...part.losses, ...rest.losses]).toEqual(whole.losses);
      expect(rest.last.equals(whole.last)).toBe(true);
      expect((await trainInPlace(seeded(9)(doc), { engine })).losses).not.toEqual(whole.losses);
      // The layer does draw: without it the same seed gives other losses.
      const rates = { rate: 0, stddev: 0, dropout: 0, recurrentDropout: 0 };
      const still = Object.fromEntries(
        Object.entries(layer.params ?? {}).map(([name, value]) => [name, name in rates ? 0 : value]),
      );
      expect((await trainInPlace(drawingDoc({ ...layer, params: still }), { engine })).losses).not.toEqual(
        whole.losses,
      );
    },
  );
});

test('a run keeps its engine, and says what is no longer the same when it is resumed', async () => {
  const doc = statefulDoc();
  const part = await trainInPlace(doc, { engine: 'auto', stopAfter: 3 });
  const path = join(part.folder, runFiles.machine);
  const machine = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const started = part.events.find((event) => event.kind === 'started');
  expect(started?.machine).toEqual(machine);
  expect(machine['mode']).toBe(machine['engine'] === 'tensorflow-cpu' ? 'traced' : 'eager');
  expect(machine['threads']).toBeGreaterThanOrEqual(1);
  await writeFile(path, JSON.stringify({ ...machine, version: '0.0.1' }));
  const rest = await trainInPlace(doc, { engine: 'portable', resume: part.folder });
  const again = rest.events.find((event) => event.kind === 'started');
  // Not the engine that is asked for now: the one it began with.
  expect(again?.engine).toBe(machine['engine']);
  expect(rest.events.filter((event) => event.kind === 'note')).toEqual([
    {
      kind: 'note',
      problem: {
        code: 'run/machine-differs',
        severity: 'note',
        details: { context: 'version', expected: '0.0.1', received: machine['version'] },
      },
    },
  ]);
});
