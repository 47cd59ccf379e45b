import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { KernelBackend, KernelFunc, NamedTensorInfoMap, TensorInfo, TypedArray } from '@tensorflow/tfjs';
import type { EngineLimits, Tfjs } from './engine.ts';
import { nearestNeighborGradient } from './portable-resize-gradient.ts';
import { restoreRemovedUtil } from './tensorflow.ts';

const require = createRequire(import.meta.url);

/** The part of the WebAssembly backend that a borrowed kernel needs. */
interface WasmBackend extends KernelBackend {
  readSync(dataId: object): TypedArray;
  makeOutput(shape: number[], dtype: TensorInfo['dtype']): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): TypedArray;
}

interface ArrayBackend extends KernelBackend {
  readSync(dataId: object): TypedArray;
}

let loaded: Promise<Tfjs> | undefined;

/**
 * Loads tfjs on WebAssembly in this process. Every kernel that the WebAssembly backend lacks (the gradients of
 * convolutions and of Embedding among them) is borrowed from the CPU backend.
 * Throws when the WebAssembly module cannot be started.
 */
export async function loadPortable(): Promise<Tfjs> {
  loaded ??= registerPortable();
  const tf = await loaded;
  await tf.setBackend('wasm');
  return tf;
}

interface WasmPackage {
  getThreadsCount(): number;
  setWasmPaths(folder: string): void;
}

/** A CommonJS package: `require` knows no types, these are the parts used here. */
const requireWasm = (): WasmPackage => require('@tensorflow/tfjs-backend-wasm') as WasmPackage;

/** What its WebAssembly module was chosen for; Node runs it on one thread unless the backend says otherwise. */
export async function portableLimits(tf: Tfjs): Promise<EngineLimits> {
  const wasm = requireWasm();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  let threads = 1;
  try {
    threads = Math.max(1, wasm.getThreadsCount());
  } catch {
    // The backend counts threads only where it may use several.
  }
  return { instructionSet: simd ? 'simd' : 'scalar', threads };
}

async function registerPortable(): Promise<Tfjs> {
  restoreRemovedUtil();
  const tf = require('@tensorflow/tfjs') as Tfjs;
  const wasm = requireWasm();
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), sep));
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend did not start');
  await tf.ready();
  borrowMissingKernels(tf);
  skipGreeting(tf);
  return tf;
}

/** The CPU backend's first use prints advice to install tfjs-node; the engine report says better what is missing. */
export function skipGreeting(tf: Tfjs): void {
  const cpu = tf.findBackend('cpu');
  const warn = console.warn;
  console.warn = () => undefined;
  cpu.disposeData(cpu.write(new Float32Array(1), [1], 'float32'));
  console.warn = warn;
}

function borrowMissingKernels(tf: Tfjs): void {
  const has = new Set(tf.getKernelsForBackend('wasm').map((kernel) => kernel.kernelName));
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
    if (has.has(kernelName) || kernelName === 'ResizeNearestNeighborGrad') continue;
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: onWasmTensors(tf, kernelFunc) });
  }
  // The CPU backend's own version is wrong for more than one sample, so it is not borrowed.
  if (!has.has('ResizeNearestNeighborGrad')) {
    tf.registerKernel({
      kernelName: 'ResizeNearestNeighborGrad',
      backendName: 'wasm',
      kernelFunc: onWasmTensors(tf, nearestNeighborGradient),
    });
  }
}

/** Wraps a CPU kernel so that it takes and gives WebAssembly tensors, by copying them. */
function onWasmTensors(tf: Tfjs, kernel: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    // tfjs types backends by what all of them have.
    const wasm = backend as WasmBackend;
    const cpu = tf.findBackend('cpu') as ArrayBackend;
    const borrowed: object[] = [];
    const lend = (tensor: TensorInfo): TensorInfo => {
      const dataId = cpu.write(wasm.readSync(tensor.dataId), tensor.shape, tensor.dtype);
      borrowed.push(dataId);
      return { dataId, shape: tensor.shape, dtype: tensor.dtype };
    };
    const give = (tensor: TensorInfo): TensorInfo => {
      const output = wasm.makeOutput(tensor.shape, tensor.dtype);
      wasm.typedArrayFromHeap(output).set(cpu.readSync(tensor.dataId));
      if (!borrowed.includes(tensor.dataId)) cpu.disposeData(tensor.dataId);
      return output;
    };
    const outputs = kernel({ inputs: mapInputs(inputs, lend), attrs, backend: cpu });
    const given = Array.isArray(outputs) ? outputs.map(give) : give(outputs);
    for (const dataId of borrowed) cpu.disposeData(dataId);
    return given;
  };
}

function mapInputs(inputs: NamedTensorInfoMap, lend: (tensor: TensorInfo) => TensorInfo): NamedTensorInfoMap {
  const lent: NamedTensorInfoMap = {};
  for (const [name, tensor] of Object.entries(inputs)) {
    if (tensor !== undefined && tensor !== null) lent[name] = lend(tensor);
  }
  // Kernels such as AddN and Pack take their inputs as an array, which tfjs types as a map.
  return Array.isArray(inputs) ? (Object.values(lent) as unknown as NamedTensorInfoMap) : lent;
}
