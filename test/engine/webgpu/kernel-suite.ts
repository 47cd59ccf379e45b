import { beforeAll, describe, expect, test } from 'vitest';
import type { Tfjs } from '../../../main/engine/backend.ts';
import { createDraw, type KernelCase } from './kernel-cases.ts';
import { loadOnSoftware } from './on-card.ts';
import { hasSoftwareVulkan, needsVulkan } from './software-vulkan.ts';

/** Holds operations on the card against the CPU backend: shapes, types and values, NaN in the same places. */
export function testKernels(name: string, casesOf: (tf: Tfjs) => readonly KernelCase[]): void {
  describe.skipIf(!hasSoftwareVulkan)(needsVulkan(name), () => {
    let tf: Tfjs;
    beforeAll(async () => {
      tf = await loadOnSoftware();
    }, 300_000);

    test('agree with the CPU backend', async () => {
      const differing: string[] = [];
      for (const [index, { name: what, run }] of casesOf(tf).entries()) {
        const compute = async (backend: 'cpu' | 'webgpu') => {
          await tf.setBackend(backend);
          const tensor = tf.tidy(() => run(createDraw(tf, index + 1)));
          const { shape, dtype } = tensor;
          const values = [...(await tensor.data())];
          tensor.dispose();
          return { shape: shape.join(), dtype, values };
        };
        const expected = await compute('cpu');
        const found = await compute('webgpu');
        const largest = Math.max(1, ...expected.values.filter((value) => Number.isFinite(value)).map(Math.abs));
        const isNear = found.values.every((value, at) => {
          const wanted = expected.values[at] ?? Number.NaN;
          return Object.is(value, wanted) || Math.abs(value - wanted) <= 1e-5 * largest;
        });
        const isAlike = found.shape === expected.shape && found.dtype === expected.dtype;
        if (!isNear || !isAlike || found.values.length !== expected.values.length)
          differing.push(
            `${what}: [${found.values.slice(0, 5).join()}], expected [${expected.values.slice(0, 5).join()}]`,
          );
      }
      expect(differing).toEqual([]);
    }, 600_000);
  });
}
