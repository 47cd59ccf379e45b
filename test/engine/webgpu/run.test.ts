/** Whole runs on the card: one that ends well, one that diverges, one in which the card reports an error. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorInfo } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WebgpuBackend } from '../../../main/engine/webgpu/backend-types.ts';
import { flatProgram } from '../../../main/engine/webgpu/flat-program.ts';
import { runFiles } from '../../../shared/contract/checkpoints.ts';
import { languages } from '../../../shared/i18n/index.ts';
import { problemText, translator } from '../../../shared/i18n/translate.ts';
import { loadEngine, type Tfjs } from '../../../main/engine/backend.ts';
import { layer } from '../../export/models.ts';
import { chainModel, epochsOf, lastStatus, makeJob, trainHere } from '../../trainer/train-here.ts';
import { hasSoftwareVulkan, needsVulkan, useSoftwareVulkan } from './software-vulkan.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

const rows = ['a,b,y', ...Array.from({ length: 16 }, (_, at) => `${Math.sin(at)},${Math.cos(at)},${(at % 5) / 5}`)];
const steps = [
  { step: 'select', features: ['a', 'b'], target: ['y'], task: 'regression' },
  { step: 'missing', default: 'refuse' },
];
const model = chainModel(
  [2],
  layer('Dense', 'hidden', { units: 3, activation: 'relu' }),
  layer('Dense', 'out', { units: 1 }),
);
const jobOf = (settings: object) => ({
  ...makeJob(model, rows.join('\n'), steps, settings),
  engine: 'webgpu' as const,
});

describe.skipIf(!hasSoftwareVulkan)(needsVulkan('a run on the WebGPU engine'), () => {
  let tf: Tfjs;
  beforeAll(async () => {
    useSoftwareVulkan();
    process.env['WEFT_WEBGPU_SOFTWARE'] = '1';
    const engine = await loadEngine('webgpu');
    expect(engine).toMatchObject({
      kind: 'webgpu',
      reason: { code: 'engine/chosen-webgpu' },
      hasRecurrentKernels: true,
    });
    tf = engine.tf;
  }, 300_000);

  test('trains, saves what it learned, and its record names the engine', async () => {
    const run = await trainHere(folder, jobOf({ epochs: 3, optimizer: { id: 'adam', learningRate: 0.05 } }));
    expect(lastStatus(run)).toMatchObject({ status: 'finished' });
    const losses = epochsOf(run).map(({ figures }) => Number(figures['loss']));
    expect(losses).toHaveLength(3);
    expect(losses[2]).toBeLessThan(losses[0] ?? 0);
    const record: unknown = JSON.parse(readFileSync(join(run.runFolder, runFiles.machine), 'utf8'));
    expect(record).toMatchObject({
      engine: 'webgpu',
      mode: 'eager',
      instructionSet: expect.stringMatching(/swiftshader/) as string,
    });
  }, 300_000);

  test('leaves no tensor behind from step to step', async () => {
    const held = async (epochs: number): Promise<number> => {
      await trainHere(folder, jobOf({ epochs }));
      return tf.memory().numTensors;
    };
    expect(await held(4)).toBe(await held(2));
  }, 300_000);

  test('that diverges is stopped, and told where', async () => {
    const run = await trainHere(folder, jobOf({ optimizer: { id: 'sgd', learningRate: 1e30 } }));
    expect(lastStatus(run)).toMatchObject({
      status: 'failed',
      problem: { code: 'training/stopped-on-nan' },
    });
  }, 300_000);

  // The last one: the card's error stays.
  test('fails with the reason when the card reports an error, and never goes on', async () => {
    const { kernelFunc } = tf.getKernel('Relu', 'webgpu');
    let calls = 0;
    tf.unregisterKernel('Relu', 'webgpu');
    tf.registerKernel({
      kernelName: 'Relu',
      backendName: 'webgpu',
      kernelFunc: (args) => {
        calls += 1;
        if (calls < 4) return kernelFunc(args);
        const x = args.inputs['x'] as TensorInfo;
        const faulty = flatProgram('faulty', x.shape, ['A'], 'result[index] = A[index] + true;');
        return (args.backend as WebgpuBackend).runWebGPUProgram(faulty, [x], 'float32');
      },
    });
    const run = await trainHere(folder, jobOf({ epochs: 4 }));
    const status = lastStatus(run);
    expect(status).toMatchObject({
      status: 'failed',
      problem: { code: 'engine/gpu-error' },
    });
    expect(calls).toBe(4);
    expect(String(status?.problem?.details['detail'])).toMatch(/WGSL|type/);
    for (const language of languages) {
      const text = status?.problem === undefined ? '' : problemText(status.problem, translator(language));
      expect(text).toContain('WebGPU');
      expect(text).not.toContain('{detail}');
    }
    expect(() => tf.tensor1d([1, 2, 3]).square()).toThrow('engine/gpu-error');
  }, 300_000);
});
