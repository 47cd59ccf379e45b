import type { WebgpuProgram } from './backend-types.ts';

const groupSize = 64;

/**
 * A program with one thread a value of the output. `code` is WGSL that sets `result[index]`; inputs are arrays by their
 * names, beside what tfjs declares (`uniforms.<name>Shape`, `uniforms.outShape`, `getCoordsFromIndex` …).
 */
export function flatProgram(
  key: string,
  outputShape: readonly number[],
  inputs: readonly string[],
  code: string,
  uniforms?: string,
): WebgpuProgram {
  const size = outputShape.reduce((product, axis) => product * axis, 1);
  return {
    outputShape: [...outputShape],
    variableNames: [...inputs],
    workgroupSize: [groupSize, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(size / groupSize), 1, 1],
    shaderKey: key,
    size: true,
    ...(uniforms === undefined ? {} : { uniforms }),
    getUserCode: () => `fn main(index : i32) { if (index < uniforms.size) { ${code} } }`,
  };
}
