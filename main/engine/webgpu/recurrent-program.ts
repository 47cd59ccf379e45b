/** What the recurrent programs, forwards and backwards, have in common. */
import { StudioError } from '../../../shared/problem.ts';
import type { WebgpuBackend, WebgpuProgram } from './backend-types.ts';

export type Cell = 'lstm' | 'gru after' | 'gru before' | 'rnn tanh' | 'rnn relu';

/** Gates of a cell, side by side in its kernels, as in Keras. */
export const gatesOf: Readonly<Record<Cell, number>> = {
  lstm: 4,
  'gru after': 3,
  'gru before': 3,
  'rnn tanh': 1,
  'rnn relu': 1,
};

/** Vectors of `units` values that the forward pass keeps of every step; h is always the last of them. */
export const slotsOf: Readonly<Record<Cell, readonly string[]>> = {
  lstm: ['i', 'f', 'g', 'o', 'c', 'h'],
  'gru after': ['z', 'r', 'g', 'q', 'h'],
  'gru before': ['z', 'r', 'g', 'h'],
  'rnn tanh': ['h'],
  'rnn relu': ['h'],
};

/** What a program is compiled for; sizes of batch and time are not among it. */
export interface RecurrentVariant {
  readonly cell: Cell;
  readonly units: number;
  readonly hasMask: boolean;
  readonly hasInitial: boolean;
  /** Masks of recurrent dropout: none, one for all gates, or one a gate. */
  readonly dropouts: number;
}

/**
 * One group of threads runs a whole sequence of the batch: thread l computes the units l, l + threads, … and all share the
 * last state in the group's memory. So one dispatch does what otherwise takes a dozen a step.
 */
export function sequenceProgram(
  backend: WebgpuBackend,
  { cell, units, hasMask, hasInitial, dropouts }: RecurrentVariant,
  program: {
    readonly name: string;
    readonly inputs: readonly string[];
    readonly outputShape: readonly [batch: number, rows: number, width: number];
    /** Arrays of floats in the group's memory, by name. */
    readonly shared: Readonly<Record<string, number>>;
    code(tools: { readonly threads: number; readonly rounds: number }): string;
  },
): WebgpuProgram {
  const { limits } = backend.device;
  const needed = 4 * Object.values(program.shared).reduce((sum, size) => sum + size, 0);
  if (needed > limits.maxComputeWorkgroupStorageSize) {
    const has = limits.maxComputeWorkgroupStorageSize;
    throw new StudioError('engine/gpu-error', {
      detail: `a recurrent layer of ${units} units needs ${needed} bytes of group memory, this card has ${has}`,
    });
  }
  const most = Math.min(256, limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX);
  const threads = Math.min(most, Math.max(32, 2 ** Math.ceil(Math.log2(units))));
  const rounds = Math.ceil(units / threads);
  const [batch] = program.outputShape;
  const kind = [cell, units, hasMask, hasInitial, dropouts].join('_').replaceAll(' ', '_');
  const arrays = Object.entries(program.shared).map(([name, size]) => `var<workgroup> ${name} : array<f32, ${size}>;`);
  return {
    outputShape: [...program.outputShape],
    variableNames: [...program.inputs],
    workgroupSize: [threads, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [batch, 1, 1],
    shaderKey: `weft_${program.name}_${kind}_${program.inputs.join()}`,
    getUserCode: () => `${arrays.join('\n')}\n${activations}\n${program.code({ threads, rounds })}`,
  };
}

/**
 * tanh and sigmoid that stay in range: cards compute tanh from exponentials, which overflow, and WGSL promises nothing for
 * what is not a number; it is handed on so that a diverged run is seen.
 */
const activations = `
fn tanhOf(x : f32) -> f32 {
  if (isnan(x)) { return x; }
  return tanh(clamp(x, -15.0, 15.0));
}
fn sigmoidOf(x : f32) -> f32 {
  if (isnan(x)) { return x; }
  return 1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0)));
}
fn reluOf(x : f32) -> f32 {
  if (isnan(x)) { return x; }
  return max(x, 0.0);
}`;

/** WGSL that does `code` for each unit \`j\` of the thread; \`k\` counts them. No barrier may stand inside. */
export const eachUnit = (units: number, rounds: number, threads: number, code: string): string => `
    for (var k = 0; k < ${rounds}; k++) {
      let j = l + k * ${threads};
      if (j < ${units}) {
        ${code}
      }
    }`;

/** The factor of recurrent dropout on unit `unit` for a gate, with the `*` before it, or nothing. */
export const dropped = ({ units, dropouts }: RecurrentVariant, gate: number, unit: string): string =>
  dropouts === 0 ? '' : ` * drop[(${dropouts === 1 ? 0 : gate} * batch + b) * ${units} + ${unit}]`;
