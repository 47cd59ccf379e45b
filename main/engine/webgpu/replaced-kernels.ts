/** tfjs' WebGPU kernels that fail or give other numbers than its CPU backend, put right. */
import type { DataType, KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import type { WebgpuBackend, WebgpuProgram } from './backend-types.ts';
import { flatProgram } from './flat-program.ts';

/**
 * Replaces kernels of the registry. Cast: tfjs' hands on the buffer of integers or booleans as if it held floats, which
 * many programs then cannot read.
 */
export function replaceKernels(tf: Tfjs): void {
  const original = tf.getKernel('Cast', 'webgpu').kernelFunc;
  replace(tf, 'Cast', ({ inputs, attrs, backend }) => {
    const x = inputs['x'] as TensorInfo;
    const dtype = attrs?.['dtype'] as DataType; // the one attribute of a Cast
    const isWhole = x.dtype === 'int32' || x.dtype === 'bool';
    if (!isWhole || dtype !== 'float32') return original({ inputs, attrs, backend });
    const gpu = backend as WebgpuBackend;
    const { values } = gpu.tensorMap.get(x.dataId);
    if (values && gpu.shouldExecuteOnCPU([x])) return gpu.makeTensorInfo(x.shape, dtype, Float32Array.from(values));
    return gpu.runWebGPUProgram(castProgram(x.shape), [x], dtype);
  });
}

function replace(tf: Tfjs, kernelName: string, kernelFunc: KernelFunc): void {
  tf.unregisterKernel(kernelName, 'webgpu');
  tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc });
}

const castProgram = (shape: readonly number[]): WebgpuProgram =>
  flatProgram('weftCast', shape, ['A'], 'result[index] = f32(A[index]);');

/**
 * The program to run instead of tfjs', which kernels start inside of others, too. Transposing (sums, BatchToSpaceND …) is
 * compiled for floats alone, and by tiles rounds integers above 2²⁴. Functions of one value and the softmax lose what is
 * not a number on some cards, so that a run that diverged would go on with numbers.
 */
export function replaceProgram(program: WebgpuProgram, inputTypes: readonly DataType[]): WebgpuProgram {
  const { shaderKey, outputShape } = program;
  if (shaderKey.startsWith('transpose') && inputTypes[0] !== 'float32') {
    const permutation = /^transpose_([\d,]+)$/.exec(shaderKey)?.[1]?.split(',').map(Number) ?? [1, 0];
    return transposeProgram(outputShape, permutation);
  }
  const unary = /^unary_(\d+)$/.exec(shaderKey)?.[1];
  if (unary !== undefined && !answersNaN.has(Number(unary)))
    return rewritten(program, (code) => code.replace('fn unaryOperation(', unaryGuard));
  if (shaderKey === 'softmax')
    return rewritten(program, (code) => `${exponential}${code.replaceAll('exp(', 'exponential(')}`);
  return program;
}

/** tfjs' numbers of the functions that ask whether a value is a number, or give integers. */
const answersNaN = new Set([15, 16, 17, 21, 40]);

const unaryGuard = `
fn unaryOperation(a : f32) -> f32 {
  if (isnan(a)) { return a; }
  return ofNumber(a);
}
fn ofNumber(`;

const exponential = `
fn exponential(a : f32) -> f32 {
  if (isnan(a)) { return a; }
  return exp(a);
}
`;

/** The program with other code, under a key of its own. */
function rewritten(program: WebgpuProgram, change: (code: string) => string): WebgpuProgram {
  const code = program.getUserCode.bind(program);
  program.getUserCode = () => change(code());
  program.shaderKey = `weft_${program.shaderKey}`;
  return program;
}

const coordinates = ['x', 'y', 'z', 'w', 'u', 'v'] as const;

function transposeProgram(outputShape: readonly number[], permutation: readonly number[]): WebgpuProgram {
  const rank = permutation.length;
  const source = Array.from({ length: rank }, (_, axis) => {
    const from = permutation.indexOf(axis);
    return rank === 1 ? 'coordinates' : `coordinates.${coordinates[from] ?? ''}`;
  });
  const type = rank === 1 ? 'i32' : rank <= 4 ? `vec${rank}<i32>` : `vec${rank}`;
  return flatProgram(
    `weftTranspose_${permutation.join()}`,
    outputShape,
    ['A'],
    `let coordinates = getCoordsFromIndex(index);
     result[index] = A[getIndexFromCoords${rank}D(${type}(${source.join()}), uniforms.aShape)];`,
  );
}
