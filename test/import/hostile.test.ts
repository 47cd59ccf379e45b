/** Files made to do harm (`make_hostile.py`): each is refused by name, at once, and nothing outside it is read. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { type Problem, type ProblemCode, StudioError } from '../../shared/problem.ts';
import { exportTfjs } from '../../main/export/tfjs.ts';
import { importRun } from '../../main/import/import-run.ts';
import { writeH5File } from '../../main/keras-file/write-h5.ts';
import { writeKerasFile } from '../../main/keras-file/write-keras.ts';
import { buildModel } from '../../main/trainer/model/build-model.ts';
import { layer } from '../export/models.ts';
import { testEngine } from '../golden/support.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const hostile = join(folder, 'hostile');
const canary = join(hostile, 'canary.bin');

const small = {
  module: 'keras',
  class_name: 'Sequential',
  config: {
    name: 'small',
    layers: [
      layer('InputLayer', 'x', { batch_shape: [null, 5, 3], dtype: 'float32' }),
      layer('LSTM', 'reader', { units: 4 }),
      layer('Dense', 'middle', { units: 4 }),
      layer('Dense', 'answer', { units: 2 }),
    ],
  },
  registered_name: null,
};
const compile = { optimizer: { class_name: 'SGD', config: { learning_rate: 0.1 } }, loss: 'mean_squared_error' };

/** Good files first, then what `make_hostile.py` makes of them. */
async function makeHostile(): Promise<readonly string[]> {
  if (kerasPython === undefined) return [];
  const good = join(folder, 'good');
  mkdirSync(join(good, 'tfjs'), { recursive: true });
  const model = buildModel(testEngine.tf, small, { seed: 1 });
  const weights = await model.getWeights();
  model.dispose();
  writeFileSync(join(good, 'small.keras'), await writeKerasFile({ config: small, weights, compile }));
  writeFileSync(join(good, 'small.h5'), await writeH5File({ config: small, weights, compile }));
  const { modelJson, weightsBin } = exportTfjs({ config: small, weights });
  writeFileSync(join(good, 'tfjs', 'model.json'), modelJson);
  writeFileSync(join(good, 'tfjs', 'weights.bin'), weightsBin);
  for (const file of ['small.keras', 'small.h5']) await importRun(chosen(good, [file]));
  await importRun(chosen(join(good, 'tfjs'), ['model.json', 'weights.bin']));
  execFileSync(kerasPython, [join(import.meta.dirname, 'make_hostile.py'), good, hostile], { timeout: 120_000 });
  return readdirSync(hostile, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
const chosen = (place: string, names: readonly string[]) => ({
  files: names.map((name) => ({ name, path: join(place, name) })),
  runFolder: join(folder, 'run'),
});

/** What each is refused as; a name stands for its variants too. */
const codes: Readonly<Record<string, ProblemCode>> = {
  'tfjs-parent': 'model/outside',
  'tfjs-absolute': 'model/outside',
  'tfjs-url': 'model/outside',
  'tfjs-symlink': 'model/outside',
  'tfjs-twice': 'model/refused',
  'tfjs-short': 'model/weights-mismatch',
  'tfjs-long': 'model/weights-mismatch',
  'tfjs-misaligned': 'model/weights-mismatch',
  'tfjs-nan': 'model/not-finite',
  'tfjs-infinite': 'model/not-finite',
  'tfjs-dtype': 'model/unreadable',
  'tfjs-negative': 'model/unreadable',
  'tfjs-size': 'model/too-large',
  'external-link': 'model/outside',
  'soft-link': 'model/outside',
  'external-storage': 'model/outside',
  virtual: 'model/outside',
  'shape-bomb': 'model/too-large',
  'gzip-bomb': 'model/too-large',
  cycle: 'model/too-deep',
  'truncated-h5': 'model/unreadable',
  'truncated-zip': 'model/unreadable',
  truncated: 'model/unreadable',
  'zip-slip': 'model/outside',
  'zip-absolute': 'model/outside',
  'zip-symlink': 'model/outside',
  'zip-bomb': 'model/too-large',
  'zip-duplicate': 'model/refused',
  'zip-size-lie': 'model/unreadable',
  'zip-many': 'model/too-large',
  'zip-nested': 'model/format',
  'lambda-h5': 'model/program-code',
  lambda: 'model/program-code',
  'foreign-module': 'model/unsupported-layer',
  'custom-object': 'model/unsupported-layer',
  'custom-loss': 'model/program-code',
  'tf-op-lambda': 'model/program-code',
  pickle: 'model/program-code',
  npz: 'model/format',
  'object-array': 'model/unreadable',
  'opaque-array': 'model/unreadable',
  nan: 'model/not-finite',
  parameters: 'model/too-large',
  wrappers: 'model/too-deep',
  'layers-thousands': 'model/too-large',
  'layers-million': 'model/too-large',
  prototype: 'model/unreadable',
  doubling: 'model/too-large',
  'mask-diamonds': 'model/unsupported-layer',
  'layers-chain': 'model/too-large',
  'calls-thousands': 'model/too-large',
  'keys-million': 'model/too-large',
  'long-name': 'model/too-large',
  'name-beyond-document': 'model/too-large',
  'module-prefix': 'model/unsupported-layer',
  'registered-name': 'model/unsupported-layer',
  'prototype-class': 'model/unsupported-layer',
  'prototype-activation': 'model/unsupported-layer',
  'cycle-of-layers': 'wire/cycle',
  'lambda-wrapped': 'model/program-code',
  'lambda-activation': 'model/program-code',
  'function-activation': 'model/unsupported-layer',
  'chunk-bomb': 'model/too-large',
  'chunk-dust': 'model/too-large',
  'half-floats': 'model/unreadable',
  'unknown-filter': 'model/unreadable',
  'links-meet': 'model/too-large',
};
const codeOf = (name: string): ProblemCode | undefined => codes[name] ?? codes[name.replace(/-h5$/, '')];

const names = await makeHostile();

async function problemOf(name: string): Promise<Problem | undefined> {
  const place = join(hostile, name);
  try {
    await importRun(chosen(place, readdirSync(place)));
    return undefined;
  } catch (error) {
    if (error instanceof StudioError) return error.problem;
    throw error;
  }
}

test.skipIf(kerasPython !== undefined)('SKIPPED: no Python with h5py to make them', () => undefined);

describe.skipIf(kerasPython === undefined)('hostile files', () => {
  test('there are all of them', () => {
    expect(names.length).toBeGreaterThanOrEqual(50);
    expect(Object.keys(codes).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(names.filter((name) => !name.startsWith('fuzzed')))('%s is refused', async (name) => {
    const before = statSync(canary).atimeMs;
    const started = performance.now();
    const found = await problemOf(name);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(found?.code).toBe(codeOf(name));
    expect(statSync(canary).atimeMs).toBe(before);
    expect(existsSync(join(folder, 'canary.bin'))).toBe(false);
    for (const language of languages) {
      const text = found ? problemText(found, translator(language)) : '';
      expect(text.length).toBeGreaterThan(20);
      expect(text).not.toMatch(/\{\w+\}|problem\./);
    }
  });

  test.each(names.filter((name) => name.startsWith('fuzzed')))('%s is read or refused, never worse', async (name) => {
    const started = performance.now();
    const found = await problemOf(name);
    expect(performance.now() - started).toBeLessThan(5_000);
    if (found) expect(found.code).toMatch(/^model\//);
  });

  test('whoever reads the canary is found out', () => {
    const before = statSync(canary).atimeMs;
    readFileSync(canary);
    // Systems that keep no times of access cannot tell; then the refusals above stand alone.
    expect(statSync(canary).atimeMs).toBeGreaterThanOrEqual(before);
  });
});
