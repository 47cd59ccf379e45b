/** Who may be the card: never a program on the processor, never one whose numbers are off, and never unasked. */
import { describe, expect, test } from 'vitest';
import { describeEngines, loadEngine } from '../../../main/engine/backend.ts';
import { isSoftware } from '../../../main/engine/webgpu/device.ts';
import { limitPool } from '../../../main/engine/webgpu/buffer-pool.ts';
import type { BufferManager, GpuBuffer } from '../../../main/engine/webgpu/backend-types.ts';
import { compare } from '../../../main/engine/webgpu/self-test.ts';
import { listEngines } from '../../../main/handlers/engine-list.ts';
import { choiceOf } from '../../../shared/contract/machine.ts';
import { hasSoftwareVulkan, needsVulkan, useSoftwareVulkan } from './software-vulkan.ts';

const info = (words: { readonly [name: string]: string | boolean }) => ({
  vendor: '',
  architecture: '',
  device: '',
  description: '',
  ...words,
});

test('software adapters are known by their names where they do not say so themselves', () => {
  const refused = [
    info({ isFallbackAdapter: true }),
    info({ vendor: 'google', architecture: 'swiftshader' }),
    info({ description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }),
    info({ device: 'Microsoft Basic Render Driver' }),
  ];
  const taken = [
    info({
      vendor: 'nvidia',
      architecture: 'ampere',
      device: 'NVIDIA GeForce RTX 3060',
    }),
    info({
      vendor: 'amd',
      architecture: 'rdna-3',
      description: 'AMD Radeon RX 7800 XT (RADV NAVI32)',
    }),
    info({
      vendor: 'apple',
      architecture: 'metal-3',
      isFallbackAdapter: false,
    }),
    info({ vendor: 'intel', architecture: 'gen-12lp' }),
  ];
  expect(refused.map(isSoftware)).toEqual(refused.map(() => true));
  expect(taken.map(isSoftware)).toEqual(taken.map(() => false));
});

test('the self-test names what is off by more than a ten-thousandth, or is no number', () => {
  const wanted = new Map([
    ['the loss', [2]],
    ['the gradient of dense', [1, -4, 0]],
  ]);
  const found = (gradient: readonly number[]) => new Map([...wanted, ['the gradient of dense', [...gradient]]]);
  expect(() => compare(found([1.0003, -4, 0.0003]), wanted)).not.toThrow();
  expect(() => compare(found([1, -4.001, 0]), wanted)).toThrow('the gradient of dense differs by 0.0010');
  expect(() => compare(found([1, Number.NaN, 0]), wanted)).toThrow('the gradient of dense differs by NaN');
  expect(() => compare(found([1, -4]), wanted)).toThrow('the gradient of dense differs by NaN');
  expect(() => compare(new Map(), wanted)).toThrow('the loss differs');
});

test('buffers that lie unused are given back when they hold too much', () => {
  const destroyed: number[] = [];
  const buffer = (size: number): GpuBuffer => ({
    size,
    destroy: () => void destroyed.push(size),
  });
  const pool: BufferManager = {
    numBytesUsed: 100,
    numBytesAllocated: 1300,
    numFreeBuffers: 3,
    freeBuffers: new Map([
      ['400_1', [buffer(400), buffer(400)]],
      ['400_2', [buffer(400)]],
    ]),
    acquireBuffer: buffer,
  };
  limitPool(pool, 1200);
  pool.acquireBuffer(8, 1);
  expect(destroyed).toEqual([]);
  pool.numBytesAllocated = 1301;
  pool.acquireBuffer(8, 1);
  expect(destroyed).toEqual([400, 400, 400]);
  expect(pool).toMatchObject({ numBytesAllocated: 101, numFreeBuffers: 0 });
});

test('WebGPU is listed, is chosen only when asked for, and a run of it asks for it again', async () => {
  const report = await describeEngines();
  expect(report.engines.map(({ kind }) => kind)).toContain('webgpu');
  for (const choice of ['auto', 'cpu', 'gpu', 'portable'] as const)
    expect(listEngines(report, choice, 'en').find(({ chosen }) => chosen)?.kind).not.toBe('webgpu');
  const listed = listEngines(report, 'webgpu', 'zh-Hans').find(({ chosen }) => chosen);
  if (report.engines.some(({ kind, ready }) => kind === 'webgpu' && ready))
    expect(listed).toMatchObject({
      kind: 'webgpu',
      why: expect.stringMatching(/WebGPU/) as string,
    });
  expect(choiceOf({ engine: 'webgpu' })).toBe('webgpu');
});

describe.skipIf(!hasSoftwareVulkan)(needsVulkan('a software card'), () => {
  test('is refused, and another engine runs and says why', async () => {
    useSoftwareVulkan();
    delete process.env['WEFT_WEBGPU_SOFTWARE'];
    const engine = await loadEngine('webgpu');
    expect(engine.kind).not.toBe('webgpu');
    expect(engine.reason.code).toBe('engine/webgpu-software');
    expect(engine.why).toMatch(/swiftshader.* is a program on the processor/i);
    expect([...engine.tf.add(engine.tf.tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
  }, 300_000);
});
