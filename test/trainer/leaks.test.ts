/** Tensors after many epochs and after a run: none may stay behind, whatever model, optimizer and callbacks. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { EventChannel } from '../../main/trainer/event-channel.ts';
import { createRunControl } from '../../main/trainer/run-control.ts';
import { trainRun } from '../../main/trainer/train-run.ts';
import { writeJob } from '../../main/runs/run-folder.ts';
import type { Job } from '../../shared/contract/engine.ts';
import type { EngineEvent } from '../../shared/contract/run-events.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import type { ProjectId } from '../../shared/ids.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { type TemplateId, templates } from '../../shared/templates/index.ts';
import { trainingSettingsSchema } from '../../shared/training/training-settings.ts';
import { testEngine } from '../golden/support.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { tf } = testEngine;
const folder = temporaryFolder();
beforeAll(async () => {
  // The native recurrent kernel makes two empty tensors at its first call and keeps them as long as the process lives.
  const [course] = courses;
  if (course) await countTensors({ ...course, name: 'warming up', epochs: 1 });
}, 60_000);

interface Course {
  readonly name: string;
  readonly template: TemplateId;
  readonly epochs: number;
  readonly training: Readonly<Record<string, unknown>>;
}

const optimizer = (id: string, more: Readonly<Record<string, unknown>> = {}) => ({ id, learningRate: 0.001, ...more });
const courses: readonly Course[] = [
  { name: 'stacked LSTMs, Adam', template: 'dampedSine', epochs: 200, training: { optimizer: optimizer('adam') } },
  {
    name: 'a mask, RMSprop with momentum and clipping, metrics',
    template: 'masking',
    epochs: 200,
    training: { optimizer: optimizer('rmsprop', { params: { momentum: 0.5 }, clipnorm: 1 }), metrics: ['mae'] },
  },
  {
    name: 'an encoder and a decoder, Nadam with a schedule',
    template: 'addition',
    epochs: 200,
    training: { optimizer: optimizer('nadam', { schedule: { kind: 'cosine', decayEpochs: 100 } }) },
  },
  {
    name: 'every callback',
    template: 'echo',
    epochs: 200,
    training: {
      optimizer: optimizer('sgd', { params: { momentum: 0.9, nesterov: true } }),
      metrics: ['accuracy'],
      earlyStopping: { monitor: 'loss', patience: 1000, restoreBest: true },
      reduceOnPlateau: { monitor: 'loss', patience: 3 },
    },
  },
];

/** Tensors after each epoch and after the run, beside those before it. */
async function countTensors({
  name,
  template,
  epochs,
  training,
}: Course): Promise<{ before: number; epochs: readonly number[]; after: number; last: EngineEvent | undefined }> {
  const doc = templates[template].create('project' as ProjectId, name);
  const { source, recipe } = doc.data;
  if (!source) throw new Error('a template has data');
  const small = source.kind === 'generator' ? { ...source, samples: 8, validationSamples: 4, fresh: false } : source;
  const model = graphToKeras(
    {
      ...doc.graph,
      nodes: doc.graph.nodes.map((node) =>
        node.type === 'lstm' ? { ...node, params: { ...node.params, units: 4 } } : node,
      ),
    },
    { inputSpecs: inputSpec(recipe, small).inputs },
  );
  if (!model.ok) throw new Error(JSON.stringify(model.problem));
  const settings = trainingSettingsSchema.parse({
    ...doc.training,
    ...training,
    epochs,
    stepsPerEpoch: 2,
    batchSize: 4,
  });
  const job: Job = { runId: name, engine: 'auto', model: model.value, settings, source: small, recipe };
  const runFolder = join(folder, name.replace(/\W+/g, '-'));
  await writeJob(runFolder, job);
  const counts: number[] = [];
  let last: EngineEvent | undefined;
  const events: EventChannel = {
    emit(event) {
      last = event;
      if (event.kind === 'epoch') counts.push(tf.memory().numTensors);
    },
    emitBatch: () => undefined,
    flush: () => undefined,
    close: () => undefined,
    stream: () => {
      throw new Error('nobody reads these events');
    },
    batched: () => {
      throw new Error('nobody reads these events');
    },
  };
  const before = tf.memory().numTensors;
  await trainRun({ runFolder, dataFolder: folder, job, from: null, control: createRunControl(), events });
  return { before, epochs: counts, after: tf.memory().numTensors, last };
}

describe('no tensor stays behind', () => {
  test.each(courses)('$name', { timeout: 240_000 }, async (course) => {
    const { before, epochs, after, last } = await countTensors(course);
    expect(last).toMatchObject({ kind: 'status', status: 'finished' });
    expect(epochs).toHaveLength(course.epochs);
    expect(epochs[1]).toBeGreaterThan(before);
    expect(epochs.at(-1)).toBe(epochs[1]);
    expect(new Set(epochs.slice(1)).size).toBe(1);
    expect(after).toBe(before);
  });

  test('nor after a run that is stopped', { timeout: 60_000 }, async () => {
    const [course] = courses;
    if (!course) throw new Error('there is a course');
    const { before, after } = await countTensors({ ...course, name: 'stopped at once', epochs: 1 });
    expect(after).toBe(before);
  });
});
