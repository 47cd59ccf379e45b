/** The program inside an export, run by real Keras: from `.h5` too, for texts and for sequences of different lengths. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunId } from '../../shared/ids.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { importBytes, openTemplate, train } from '../systems/train-template.ts';

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
    const folder = mkdtempSync(join(tmpdir(), 'weft-predict-'));
    try {
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
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
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
});
