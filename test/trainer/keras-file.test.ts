import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  loadCheckpoint,
  saveCheckpoint,
} from '../../main/keras-file/checkpoint.ts';
import { makeH5 } from '../../main/keras-file/h5.ts';
import { kerasWeights, readKerasFile } from '../../main/keras-file/read-keras.ts';
import { writeKerasFile } from '../../main/keras-file/write-keras.ts';
import { buildModel } from '../../main/trainer/model/build-model.ts';
import { classifier, layer } from '../export/models.ts';
import { testEngine } from '../golden/support.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { tf } = testEngine;
const folder = temporaryFolder();

const model = buildModel(tf, classifier, { seed: 1 });
const weights = await model.getWeights();
const good = await writeKerasFile({ config: classifier, weights });

/** A good file with some entries replaced; undefined takes one out. */
const changed = (entries: Readonly<Record<string, Uint8Array | undefined>>): Uint8Array => {
  const all: Record<string, Uint8Array | undefined> = { ...unzipSync(good), ...entries };
  return zipSync(
    Object.fromEntries(Object.entries(all).flatMap(([name, bytes]) => (bytes === undefined ? [] : [[name, bytes]]))),
  );
};
const config = (change: (config: Record<string, unknown>) => unknown): Uint8Array =>
  changed({
    'config.json': strToU8(
      JSON.stringify(
        change(JSON.parse(new TextDecoder().decode(unzipSync(good)['config.json'])) as Record<string, unknown>),
      ),
    ),
  });

describe('reading a .keras file', () => {
  test.each([
    ['other bytes', () => strToU8('hello'), 'model/unreadable'],
    ['a zip that was cut off', () => good.slice(0, good.length / 2), 'model/unreadable'],
    ['no weights', () => changed({ 'model.weights.h5': undefined }), 'model/unreadable'],
    ['no config', () => changed({ 'config.json': undefined }), 'model/unreadable'],
    ['a config that is not JSON', () => changed({ 'config.json': strToU8('{') }), 'model/unreadable'],
    ['weights that are not HDF5', () => changed({ 'model.weights.h5': strToU8('weights') }), 'model/unreadable'],
    [
      'a Lambda with program code',
      () =>
        config((one) => ({
          ...one,
          compile_config: { loss: { class_name: '__lambda__', config: { value: 'AAAA' } } },
        })),
      'model/program-code',
    ],
    [
      'a config that is nested too deeply',
      () =>
        changed({
          'config.json': strToU8(`{"class_name":"Functional","config":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`),
        }),
      'model/too-deep',
    ],
    ['a config of many megabytes', () => changed({ 'config.json': new Uint8Array(17 * 2 ** 20) }), 'model/too-large'],
  ])('refuses %s', async (_, make, code) => {
    await expect(readKerasFile(make())).rejects.toThrow(code);
  });

  test('a link in the weights is refused, and nothing outside is read', async () => {
    writeFileSync(join(folder, 'secret.h5'), 'secret');
    const linked = await makeH5((file) => {
      file.create_group('layers').create_external_link(join(folder, 'secret.h5'), '/x', 'linked');
      file.create_group('vars').create_soft_link('/nowhere', '0');
    });
    const file = await readKerasFile(changed({ 'model.weights.h5': linked })).catch((error: Error) => error.message);
    if (typeof file === 'string') expect(file).toContain('model/');
    else expect(() => kerasWeights(file, model)).toThrow('model/unreadable');
  });

  test('an unknown class is refused by its name when the model is built', async () => {
    const file = await readKerasFile(
      config((one) => ({
        ...one,
        class_name: 'Sequential',
        config: {
          name: 'm',
          layers: [
            layer('InputLayer', 'x', { batch_shape: [null, 2] }),
            { class_name: 'os.system', config: { name: 'bad' } },
          ],
        },
      })),
    );
    expect(() => buildModel(tf, file.config)).toThrow('os.system');
  });

  test('a weight of another shape is named', async () => {
    const file = await readKerasFile(good);
    const other = buildModel(tf, {
      ...classifier,
      config: JSON.parse(JSON.stringify(classifier.config).replace('"units":6', '"units":7')) as Record<
        string,
        unknown
      >,
    });
    expect(() => kerasWeights(file, other)).toThrow('lstm/lstm_cell/kernel');
  });
});

describe('a checkpoint', () => {
  const checkpoint = {
    weights,
    optimizer: {
      step: 12,
      slots: [{ slot: 'momentum', path: 'a:b/c', shape: [2], values: Float32Array.of(Number.NaN, -0) }],
    },
    meta: { epoch: 2, name: '序列 "x"' },
  };

  test('is written as one file and read back bit for bit', async () => {
    const path = join(folder, 'run.ckpt');
    await saveCheckpoint(path, checkpoint);
    expect(await loadCheckpoint(path)).toEqual(checkpoint);
    // Any reader of safetensors finds the tensors: a length, a JSON header, offsets into the rest.
    const bytes = readFileSync(path);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString()) as Record<
      string,
      { data_offsets: number[] }
    >;
    expect(Object.keys(header)).toContain('weight:lstm/lstm_cell/kernel');
    expect(header['slot:momentum:a:b/c']?.data_offsets.at(-1)).toBe(bytes.length - 8 - Number(bytes.readBigUInt64LE()));
  });

  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 4)],
    ['empty', () => Buffer.alloc(0)],
    [
      'with a header longer than the file',
      (bytes: Buffer) => Buffer.concat([Buffer.from([255, 255, 255, 255, 255, 255, 255, 127]), bytes.subarray(8)]),
    ],
    ['of other bytes', () => Buffer.from('something else that is long enough')],
  ])('%s is refused', (_, damage) => {
    expect(() => decodeCheckpoint(damage(encodeCheckpoint(checkpoint)))).toThrow('model/unreadable');
  });

  test('a missing file and a folder that cannot be written are named', async () => {
    await expect(loadCheckpoint(join(folder, 'none.ckpt'))).rejects.toThrow('file/read-failed');
    await expect(saveCheckpoint('/proc/none/run.ckpt', checkpoint)).rejects.toThrow('file/write-failed');
  });
});
