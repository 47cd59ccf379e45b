import { describe, expect, test } from 'vitest';
import type { WebgpuBackend } from '../../../main/engine/webgpu/backend-types.ts';
import { loadOnSoftware } from './on-card.ts';
import { hasSoftwareVulkan, needsVulkan } from './software-vulkan.ts';

describe.skipIf(!hasSoftwareVulkan)(needsVulkan('a card that goes away'), () => {
  test('ends every read and every program with an error', async () => {
    const tf = await loadOnSoftware();
    const before = tf.tensor1d([1, 2, 3]).square();
    expect([...(await before.data())]).toEqual([1, 4, 9]);
    const unread = tf.tensor1d([1, 2, 3]).square();
    (tf.backend() as WebgpuBackend).device.destroy();
    await expect(unread.data()).rejects.toThrow('engine/gpu-error');
    expect(() => tf.tensor1d([1, 2]).square()).toThrow('engine/gpu-error');
  });
});
