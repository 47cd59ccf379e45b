/** tfjs on a graphics card through WebGPU: for cards without CUDA, and only where a person asks for it. */
import { createRequire } from 'node:module';
import type { TypedArray } from '@tensorflow/tfjs';
import { StudioError } from '../../../shared/problem.ts';
import type { Tfjs } from '../engine.ts';
import { restoreRemovedUtil } from '../tensorflow.ts';
import type { WebgpuBackend, WebgpuModule } from './backend-types.ts';
import { limitPool } from './buffer-pool.ts';
import { type DeviceWatch, openDevice, watchDevice, type WebgpuRefusal } from './device.ts';
import { replaceKernels, replaceProgram } from './replaced-kernels.ts';
import { selfTest } from './self-test.ts';

const require = createRequire(import.meta.url);

export interface LoadedWebgpu {
  readonly tf: Tfjs;
  /** The card in words. */
  readonly device: string;
  /** Vendor and architecture: other cards give other bits. */
  readonly architecture: string;
}

let loaded: Promise<LoadedWebgpu | WebgpuRefusal> | undefined;

/**
 * Opens the card once a process, tests it against the CPU backend, and makes it the current backend. Refused, with the
 * reason, where there is no card, where the adapter is a program on the processor, or where the test's numbers are off.
 * `test` is another one only in tests.
 */
export async function loadWebgpu(test = selfTest): Promise<LoadedWebgpu | WebgpuRefusal> {
  loaded ??= open(test);
  const result = await loaded;
  if ('tf' in result) await result.tf.setBackend('webgpu');
  return result;
}

async function open(test: typeof selfTest): Promise<LoadedWebgpu | WebgpuRefusal> {
  const opened = await openDevice();
  if ('code' in opened) return opened;
  const { device, info, name } = opened;
  restoreRemovedUtil();
  const tf = require('@tensorflow/tfjs') as Tfjs;
  const { WebGPUBackend } = require('@tensorflow/tfjs-backend-webgpu') as WebgpuModule; // its types are our own
  const backend = new WebGPUBackend(device, info);
  guardBackend(backend, watchDevice(device));
  limitPool(backend.bufferManager);
  // The package has registered a factory that would take any adapter and any error.
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend, 0);
  replaceKernels(tf);
  const before = tf.getBackend();
  try {
    await tf.setBackend('webgpu');
    await test(tf);
  } catch (error) {
    await tf.setBackend(before);
    return {
      code: 'engine/webgpu-wrong',
      detail: error instanceof Error ? error.message : String(error),
    };
  }
  return {
    tf,
    device: name,
    architecture: `${info.vendor} ${info.architecture}`.trim() || name,
  };
}

/** Every program and every read stops at the first error of the card, see watchDevice(). */
function guardBackend(backend: WebgpuBackend, { check, fail }: DeviceWatch): void {
  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (program, inputs, outputDtype, uniforms, output) => {
    check();
    const types = inputs.map(({ dataId }) => backend.tensorMap.get(dataId).dtype);
    const result = run(replaceProgram(program, types), inputs, outputDtype, uniforms, output);
    check();
    return result;
  };
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    check();
    let values: Awaited<ReturnType<typeof read>>;
    try {
      values = await read(dataId);
    } catch (error) {
      // A lost device ends all transfers; its own report may come later than theirs.
      fail(error instanceof Error ? error.message : String(error));
      check();
      throw error;
    }
    check();
    return values;
  };
  // Complex numbers would be a pair; no kernel of a layer makes any.
  const onHost = (dataId: object): TypedArray | null => (backend.tensorMap.get(dataId).values as TypedArray) ?? null;
  backend.readSync = (dataId) => {
    const values = onHost(dataId);
    if (values === null)
      throw new StudioError('engine/gpu-error', {
        detail: 'a value was read without waiting for it',
      });
    return values;
  };
}
