import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test, vi } from 'vitest';
import { loadPortable } from '../../main/engine/portable.ts';
import {
  missingParts,
  privateBackend,
  registeredVariables,
  type TensorData,
} from '../../main/engine/traced/private-tfjs.ts';
import { createTracer } from '../../main/engine/traced/tracer.ts';
import { describeTraced } from './traced-kit.ts';

/** Recording rests on parts of tfjs that are nobody's interface. Whoever changes its version must look at these again. */
test.each(['@tensorflow/tfjs', '@tensorflow/tfjs-node-gpu'])(
  '%s is the release whose private parts are known',
  (name) => {
    const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
    expect((JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version).toBe('4.22.0');
  },
);

await describeTraced('the private parts of tfjs that recording hangs on', ({ tf, record }) => {
  const backend = privateBackend(tf);
  if (backend === null) throw new Error('there is no backend');

  test('are all there, and a missing one is named', () => {
    expect(missingParts(tf.backend())).toEqual([]);
    const parts = [...missingParts({})];
    expect(parts.length).toBeGreaterThan(5);
    expect(missingParts({ ...backend, binding: { createTensor: () => 0 } })).toContain('executeOp');
  });

  test('the backend asks its `binding` anew for every op, with ids from getInputTensorIds', () => {
    const a = tf.tensor1d([1, 2]);
    const raw = backend.binding;
    const executeOp = vi.fn(raw.executeOp.bind(raw));
    const createTensor = vi.fn(raw.createTensor.bind(raw));
    const tensorDataSync = vi.fn(raw.tensorDataSync.bind(raw));
    backend.binding = Object.assign(Object.create(raw) as typeof raw, {});
    for (const [name, value] of Object.entries({ executeOp, createTensor, tensorDataSync })) {
      Object.defineProperty(backend.binding, name, { value });
    }
    const sum = tf.tidy(() => tf.add(a, 3));
    expect(sum.dataSync()).toEqual(new Float32Array([4, 5]));
    backend.binding = raw;
    expect(executeOp).toHaveBeenCalledTimes(1);
    const [name, attributes, inputs, outputs] = executeOp.mock.calls[0] ?? [];
    expect({ name, attributes, outputs }).toEqual({
      name: 'Add',
      attributes: [{ name: 'T', type: 4, value: 1 }],
      outputs: 1,
    });
    expect(inputs?.[0]).toBe(backend.getInputTensorIds([a])[0]);
    // `a` and 3 reach TensorFlow when they are used first.
    expect(createTensor.mock.calls.map(([shape, type]) => [shape, type])).toEqual([
      [[2], 1],
      [[], 1],
    ]);
    expect(tensorDataSync).toHaveBeenCalledWith(executeOp.mock.results[0]?.value?.[0].id);
  });

  test('ids are never used again, and an assignment gives a variable another one', () => {
    const ids = Array.from({ length: 20 }, () => tf.tidy(() => backend.getInputTensorIds([tf.add(1, 1)])[0]));
    expect(new Set(ids).size).toBe(20);
    const variable = tf.variable(tf.scalar(1));
    const [before] = backend.getInputTensorIds([variable]);
    variable.assign(tf.scalar(1));
    expect(backend.getInputTensorIds([variable])[0]).not.toBe(before);
    expect(registeredVariables(tf)).toContain(variable);
    variable.dispose();
    expect(registeredVariables(tf)).not.toContain(variable);
  });

  test('tensorMap knows shape, type, number and holders of the data', () => {
    const tensor = tf.tensor2d([[1, 0]], [1, 2], 'bool');
    const [id] = backend.getInputTensorIds([tensor]);
    const data: TensorData = backend.tensorMap.get(tensor.dataId);
    expect(data).toMatchObject({ shape: [1, 2], dtype: 10, id, values: null, refCount: 1 });
    const same = tensor.clone();
    expect(backend.tensorMap.get(tensor.dataId).refCount).toBe(2);
    tf.dispose([tensor, same]);
  });

  test('gathering is the only kernel that reads a tensor', () => {
    const folder = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json');
    const list = readFileSync(folder.replace('package.json', 'dist/register_all_kernels.js'), 'utf8');
    const files = [...list.matchAll(/require\("\.\/(kernels\/\w+)"\)/g)].map(([, file]) => `dist/${file ?? ''}.js`);
    expect(files.length).toBeGreaterThan(100);
    const readers = files.filter((file) =>
      /readSync|dataSync|tensorDataSync/.test(readFileSync(folder.replace('package.json', file), 'utf8')),
    );
    expect(readers).toEqual(['dist/kernels/GatherV2.js']);
    const index = tf.tensor1d([1], 'int32');
    expect(record(() => [tf.gather(tf.tensor1d([1, 2]), index)], [index]).operations.map(({ name }) => name)).toEqual([
      'GatherV2',
    ]);
  });
});

describe('an engine that cannot replay', () => {
  test('gives no tracer', async () => {
    const portable = await loadPortable();
    expect(createTracer(portable)).toBeNull();
  });
});
