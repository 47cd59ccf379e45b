import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { showOneCard, visibleCard } from '../../main/engine/gpu/visible-card.ts';
import { readCardLine, watchCard } from '../../main/engine/gpu/watch-card.ts';
import { engineEnvironment } from '../../main/process/environment.ts';
import type { CardUsage } from '../../shared/contract/usage.ts';
import { fakeNvidiaSmi } from '../support/fake-nvidia-smi.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const one of undo.splice(0).toReversed()) one();
});

test('a line of nvidia-smi is read, also where a card does not tell', () => {
  expect(readCardLine('NVIDIA RTX A2000, 1024, 6138, 87')).toEqual({
    name: 'NVIDIA RTX A2000',
    bytes: 1_073_741_824,
    totalBytes: 6138 * 2 ** 20,
    busy: 0.87,
  });
  expect(readCardLine('NVIDIA GRID, [N/A], [N/A], [Not Supported]')).toEqual({
    name: 'NVIDIA GRID',
    bytes: null,
    totalBytes: null,
    busy: null,
  });
  expect(readCardLine('No devices were found')).toBeUndefined();
  expect(readCardLine('')).toBeUndefined();
});

test('TensorFlow is shown one card, by the number that the driver gives it', () => {
  const given: Record<string, string | undefined> = {};
  showOneCard(given);
  expect(given).toEqual({ CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '0' });
  const chosen: Record<string, string | undefined> = {
    CUDA_VISIBLE_DEVICES: 'GPU-5f3a',
    CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
  };
  showOneCard(chosen);
  expect(chosen).toEqual({ CUDA_VISIBLE_DEVICES: 'GPU-5f3a', CUDA_DEVICE_ORDER: 'FASTEST_FIRST' });
  expect([{}, { CUDA_VISIBLE_DEVICES: '2' }, { CUDA_VISIBLE_DEVICES: '1, 3' }, chosen].map(visibleCard)).toEqual([
    '0',
    '2',
    '3',
    'GPU-5f3a',
  ]);
});

test('an engine process gets the choice of card and of determinism, and memory that grows on demand', () => {
  const wanted = {
    CUDA_VISIBLE_DEVICES: '1',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    TF_DETERMINISTIC_OPS: '1',
    NVIDIA_TF32_OVERRIDE: '0',
  };
  expect(engineEnvironment({ ...wanted, TF_FORCE_GPU_ALLOW_GROWTH: 'false', SECRET: 'x' })).toMatchObject({
    ...wanted,
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  });
});

test('a card is watched through nvidia-smi until the watch ends', async () => {
  const smi = fakeNvidiaSmi('NVIDIA H100, 512, 81559, 40');
  const readings: CardUsage[] = [];
  const end = watchCard((usage) => readings.push(usage), { PATH: smi.path, CUDA_VISIBLE_DEVICES: '1' });
  undo.push(end);
  await expect.poll(() => readings.length).toBeGreaterThanOrEqual(2);
  expect(readings[1]).toEqual({ name: 'NVIDIA H100', bytes: 2 ** 29, totalBytes: 81559 * 2 ** 20, busy: 0.4 });
  expect(smi.arguments()).toBe(
    '--query-gpu=name,memory.used,memory.total,utilization.gpu --format=csv,noheader,nounits -l 1 -i 1',
  );
  end();
  await expect.poll(smi.isRunning).toBe(false);
});

test('without nvidia-smi nothing is told and nothing breaks', async () => {
  const empty = temporaryFolder();
  undo.push(() => rmSync(empty, { recursive: true }));
  const readings: CardUsage[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = watchCard((usage) => readings.push(usage), { PATH: empty }, resolve);
  undo.push(end);
  await promise;
  expect(readings).toEqual([]);
});
