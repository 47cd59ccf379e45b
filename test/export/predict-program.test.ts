/** The program inside an export, run by real Keras: from `.h5` too, for texts and for sequences of different lengths. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunId } from '../../shared/ids.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { importBytes, openTemplate, train } from '../systems/train-template.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);

describe.skipIf(!kerasPython)(`predict.py in real Keras${kerasPython ? '' : ' SKIPPED: no Keras'}`, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio.close());

  /** What Python prints in the folder of an unpacked export, with `file` beside it. */
  async function inExport(
    runId: RunId,
    file: Readonly<Record<string, string>>,
    python: readonly string[],
    format: 'h5' | 'keras' = 'h5',
  ) {
    const folder = temporaryFolder();
    const zip = await studio.client.export.model({ runId, format });
    const entries = unzipSync(new Uint8Array(await zip.file.arrayBuffer()));
    expect(Object.keys(entries).sort()).toEqual(
      expect.arrayContaining(['README.txt', `model.${format}`, 'predict.py', 'recipe.json']),
    );
    for (const [name, bytes] of Object.entries(entries)) writeFileSync(join(folder, name), bytes);
    for (const [name, text] of Object.entries(file)) writeFileSync(join(folder, name), text);
    const environment = {
      ...process.env,
      TF_CPP_MIN_LOG_LEVEL: '3',
      KERAS_BACKEND: 'tensorflow',
      CUDA_VISIBLE_DEVICES: '',
    };
    return (await run(kerasPython ?? 'python3', [...python], { cwd: folder, env: environment })).stdout;
  }

  test('an .h5 export goes on from a text as the app does', async () => {
    const doc = await openTemplate(studio, 'characters');
    const { source } = doc.data;
    if (source?.kind !== 'inline') throw new Error('The template carries its text.');
    const { runId } = await train(studio, { ...doc, training: { ...doc.training, epochs: 1, stepsPerEpoch: 5 } });
    const seedText = source.content.slice(100, 200);
    // So cold that the likeliest character always comes: the two programs draw their random numbers differently.
    const here = await studio.client.use.predict({
      runId,
      request: { kind: 'text', seedText, characters: 30, temperature: 0.01, seed: 1 },
    });
    const colder = ".replace('characters=400, temperature=0.5', 'characters=30, temperature=0.01')";
    const program = `import sys; sys.argv = ['predict.py', 'start.txt']
exec(open('predict.py', encoding='utf-8').read()${colder})`;
    const printed = await inExport(runId, { 'start.txt': seedText }, ['-c', program]);
    expect(seedText + printed.slice(0, 30)).toBe(here.text);
  }, 240_000);

  test('an .h5 export predicts sequences of different lengths, none of them padded', async () => {
    const doc = await openTemplate(studio, 'raggedTable');
    const { source, recipe } = doc.data;
    if (source?.kind !== 'inline') throw new Error('The template carries its table.');
    const steps = recipe.steps.map((step) => (step.step === 'pad' ? { ...step, length: 'batch' as const } : step));
    const { runId } = await train(studio, {
      ...doc,
      data: { ...doc.data, recipe: { ...recipe, steps } },
      training: { ...doc.training, epochs: 2 },
    });
    const lines = source.content.split('\n');
    const csv = `${lines.slice(0, 150).join('\n')}\n`;
    const file = await importBytes(studio, 'new.csv', new TextEncoder().encode(csv));
    if (file.kind !== 'table') throw new Error('The file is a table.');
    const here = await studio.client.use.predict({
      runId,
      request: { kind: 'file', sha256: file.file.sha256, offset: 0, limit: 100 },
    });
    const column = here.columns.findIndex(({ role }) => role === 'prediction');
    const printed = await inExport(runId, { 'new.csv': csv }, ['predict.py', 'new.csv']);
    const there = printed
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(',')[1]);
    expect(there.length).toBeGreaterThan(3);
    expect(there).toEqual(here.rows.map((row) => String(row[column])));

    // The best epoch's optimizer travels in the .keras file, with the schedule that it follows.
    const look = `import keras
optimizer = keras.saving.load_model('model.keras').optimizer
print('@@', int(optimizer.iterations), type(optimizer._learning_rate).__name__, bool((optimizer._velocities[0].numpy() > 0).any()))`;
    const [, iterations, schedule, moved] = (await inExport(runId, {}, ['-c', look], 'keras'))
      .trim()
      .split(/\s+/)
      .slice(-4);
    expect(Number(iterations)).toBeGreaterThan(0);
    expect([schedule, moved]).toEqual(['CosineDecay', 'True']);
  }, 240_000);

  test('a stateful model predicts along the series from its beginning; a lowered learning rate travels', async () => {
    const doc = await openTemplate(studio, 'stateful');
    const rows = Array.from({ length: 120 }, (_, day) => `${(10 + 5 * Math.sin(day / 7) + (day % 3)).toFixed(2)}`);
    const csv = `level\n${rows.join('\n')}\n`;
    const { runId } = await train(studio, {
      ...doc,
      graph: {
        ...doc.graph,
        nodes: doc.graph.nodes.map((node) =>
          node.type === 'input'
            ? { ...node, params: { ...node.params, batchSize: 4 } }
            : node.type === 'lstm'
              ? { ...node, params: { ...node.params, units: 5 } }
              : node,
        ),
      },
      data: {
        source: { kind: 'inline', format: 'table', name: 'levels.csv', content: csv },
        recipe: {
          version: 1,
          steps: [
            { step: 'select', features: ['level'], target: ['level'], task: 'regression' },
            { step: 'scale', columns: 'all', method: 'standard', range: [0, 1] },
            { step: 'window', length: 1, horizon: 1, stride: 1, gap: 2, sampling: 1 },
            { step: 'split', by: 'time', validation: 0.2, test: 0, stratify: false, seed: 1 },
            { step: 'lanes', lanes: 4 },
          ],
        },
      },
      training: {
        ...doc.training,
        batchSize: 4,
        epochs: 4,
        keepBest: null,
        optimizer: { ...doc.training.optimizer, learningRate: 0.01 },
        // Nothing is that much better: the rate halves after the second epoch, the third and the fourth.
        reduceOnPlateau: {
          monitor: 'loss',
          mode: 'min',
          factor: 0.5,
          patience: 1,
          minDelta: 1000,
          cooldown: 0,
          minRate: 0,
        },
      },
    });
    const file = await importBytes(studio, 'new.csv', new TextEncoder().encode(csv));
    if (file.kind !== 'table') throw new Error('The file is a table.');
    const here = await studio.client.use.predict({
      runId,
      request: { kind: 'file', sha256: file.file.sha256, offset: 0, limit: 100 },
    });
    const column = here.columns.findIndex(({ role }) => role === 'prediction');
    const ours = here.rows.map((row) => Number(row[column]));
    expect(ours.length).toBe(100);
    for (const format of ['keras', 'h5'] as const) {
      const printed = await inExport(runId, { 'new.csv': csv }, ['predict.py', 'new.csv'], format);
      const theirs = printed
        .trim()
        .split(/\r?\n/)
        .map((line) => Number(line.split(',')[1]));
      expect(theirs.length).toBeGreaterThanOrEqual(100);
      expect(Math.max(...ours.map((value, index) => Math.abs(value - (theirs[index] ?? Number.NaN))))).toBeLessThan(
        1e-4,
      );
      const look = `import keras
model = keras.saving.load_model('model.${format}')
print('@@', float(model.optimizer.learning_rate), model.inputs[0].shape[0])`;
      const [rate, batch] = (await inExport(runId, {}, ['-c', look], format)).trim().split(/\s+/).slice(-2);
      expect(Number(rate)).toBeCloseTo(0.00125, 8);
      expect(Number(batch)).toBe(4);
    }
  }, 480_000);
});
