import { createRequire } from 'node:module';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import { canRunLstmOp, lstmOp, type LstmInputs } from '../../main/engine/native/lstm-op.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { makeProblem, sampleKinds, type ProblemKind } from './native-lstm-problem.ts';
import { relativeError, solve, type Problem, type Solution } from './native-lstm-reference.ts';

export type InstructionSet = 'avx512' | 'avx2' | 'baseline';

/** What `weft_kernels.node` exports. */
interface KernelsAddon {
  readonly registered: boolean;
  readonly instructionSet: InstructionSet;
  threads(): number;
  setThreads(threads: number): number;
}

/** Larger cases than the sampled ones: several threads take part, and no size is a multiple of a vector. */
const large: readonly ProblemKind[] = [
  { seed: 101, shape: [11, 25, 20, 128], mask: 'holes', states: true, loss: 'all' },
  { seed: 102, shape: [37, 8, 61, 75], mask: 'none', states: false, loss: 'last' },
  { seed: 103, shape: [64, 130, 1, 20], mask: 'post', states: false, loss: 'sequence' },
  { seed: 104, shape: [3, 130, 130, 33], mask: 'pre', states: true, loss: 'all' },
  { seed: 105, shape: [6, 40, 17, 64], mask: 'all frozen', states: true, loss: 'all' },
  { seed: 106, shape: [5, 1, 130, 130], mask: 'none', states: true, loss: 'sequence' },
];

/**
 * The tests of the LSTM op on one instruction set. A process chooses its set once, so each set has a test file.
 * A processor that lacks the set skips: what would run is another one.
 */
export function testLstmOp(instructionSet: InstructionSet): void {
  const kernelsPath = findInstalled('cpu')?.kernelsPath ?? findInstalled('gpu')?.kernelsPath ?? null;
  if (kernelsPath === null) {
    test.skip('LSTM op SKIPPED: the native engine or its recurrent kernels are not set up', () => undefined);
    return;
  }
  process.env['WEFT_INSTRUCTION_SET'] = instructionSet;
  const addon = createRequire(import.meta.url)(kernelsPath) as KernelsAddon;
  if (addon.instructionSet !== instructionSet) {
    test.skip(`LSTM op SKIPPED: this processor lacks ${instructionSet}`, () => undefined);
    return;
  }
  let tf: Tfjs;
  beforeAll(async () => {
    const engine = await loadEngine('cpu');
    expect(engine.hasRecurrentKernels).toBe(true);
    tf = engine.tf;
  });
  afterAll(() => void addon.setThreads(2));

  describe.each([1, 2, 5])(
    `LSTM op, ${instructionSet}, %i threads: outputs and gradients equal float64 within 1e-5`,
    (threads) => {
      test.each([...sampleKinds(36), ...large].map((kind) => ({ name: nameOf(kind), kind })))('$name', ({ kind }) => {
        addon.setThreads(threads);
        const problem = makeProblem(kind);
        expectClose(runOp(tf, problem), referenceOf(kind, problem));
      });
    },
  );

  describe(`LSTM op, ${instructionSet}`, () => {
    test('a second run of the same problem gives the same bits', () => {
      addon.setThreads(2);
      const problem = makeProblem({ seed: 7, shape: [10, 60, 20, 96], mask: 'post', states: false, loss: 'last' });
      const [first, second] = [runOp(tf, problem), runOp(tf, problem)];
      for (const name of Object.keys(first)) expect(second.get(name)).toEqual(first.get(name));
      expect(first.size).toBe(7);
    });

    test('needsInputGradient: false leaves the other gradients as they are and gives none for x', () => {
      const kind: ProblemKind = { seed: 8, shape: [4, 9, 5, 21], mask: 'none', states: true, loss: 'all' };
      const problem = makeProblem(kind);
      const result = runOp(tf, problem, false);
      expect(result.has('dx')).toBe(false);
      expectClose(result, referenceOf(kind, problem));
    });

    test('NaN and infinity in the input reach the output instead of being clamped away', () => {
      const problem = makeProblem({ seed: 9, shape: [2, 4, 3, 17], mask: 'none', states: false, loss: 'sequence' });
      problem.x[3] = Number.NaN;
      const sequence = runOp(tf, problem).get('sequence') ?? [];
      const place = (row: number, step: number): number => (row * 4 + step) * 17;
      expect(sequence[place(0, 0)]).not.toBeNaN();
      expect([sequence[place(0, 1)], sequence[place(0, 3) + 16]]).toEqual([Number.NaN, Number.NaN]);
      expect(sequence[place(1, 3)]).not.toBeNaN();
      problem.x[3] = Number.POSITIVE_INFINITY;
      expect(Array.from(runOp(tf, problem).get('sequence') ?? []).every((value) => Math.abs(value) <= 1)).toBe(true);
    });

    test('wrong shapes are refused by name', () => {
      const shapes = { x: [2, 3, 4], kernel: [4, 20], recurrentKernel: [5, 20], bias: [20] };
      const run = (
        changed: Partial<Record<'x' | 'kernel' | 'recurrentKernel' | 'bias' | 'h0' | 'mask', number[]>>,
      ): void => {
        tf.tidy(() => {
          const zeros = ([, shape]: readonly [string, number[]]): Tensor => tf.zeros(shape);
          const all = Object.entries({ ...shapes, ...changed });
          const inputs = Object.fromEntries(all.map((entry) => [entry[0], zeros(entry)]));
          if (inputs['mask'] !== undefined) inputs['mask'] = inputs['mask'].cast('bool');
          lstmOp(tf, inputs as unknown as LstmInputs);
        });
      };
      expect(() => run({})).not.toThrow();
      expect(() => run({ x: [2, 3] })).toThrow(/x must have the shape \[batch, steps, inputs\], but has \[2, 3\]/);
      expect(() => run({ kernel: [3, 20] })).toThrow(/the kernel must have the shape \[4, 20\], but has \[3, 20\]/);
      expect(() => run({ recurrentKernel: [5, 21] })).toThrow(/\[units, 4 units\], but has \[5, 21\]/);
      expect(() => run({ bias: [5] })).toThrow(/the bias must have the shape \[20\]/);
      expect(() => run({ h0: [1, 5] })).toThrow(
        /the initial h must have the shape \[2, 5\] or be empty, but has \[1, 5\]/,
      );
      expect(() => run({ mask: [3, 2] })).toThrow(/the mask must have the shape \[2, 3\]/);
    });

    test('a step leaves no tensor behind', () => {
      const problem = makeProblem({ seed: 10, shape: [4, 6, 3, 20], mask: 'holes', states: true, loss: 'sequence' });
      runOp(tf, problem);
      const before = tf.memory().numTensors;
      for (let round = 0; round < 3; round += 1) runOp(tf, problem);
      expect(tf.memory().numTensors).toBe(before);
    });

    test('is found where the addon is loaded, and on no other backend', async () => {
      expect(canRunLstmOp(tf)).toBe(true);
      await tf.setBackend('cpu');
      expect(canRunLstmOp(tf)).toBe(false);
      expect(() => lstmOp(tf, {} as LstmInputs)).toThrow('lstmOp needs the TensorFlow backend, but cpu is in use');
      await tf.setBackend('tensorflow');
    });

    test('an empty batch gives empty outputs and zero weight gradients', () => {
      tf.tidy(() => {
        const kernel = tf.ones<typeof tf.Rank.R2>([2, 12]);
        const loss = (weights: Tensor): Tensor =>
          lstmOp(tf, {
            x: tf.zeros([0, 4, 2]),
            kernel: weights as Tensor2D,
            recurrentKernel: tf.ones([3, 12]),
            bias: tf.ones([12]),
          }).sequence.sum();
        expect(tf.grad(loss)(kernel).abs().max().dataSync()[0]).toBe(0);
      });
    });
  });
}

function nameOf(kind: ProblemKind): string {
  const [batch, steps, inputs, units] = kind.shape;
  return `${batch} × ${steps} × ${inputs}, ${units} units, mask ${kind.mask}${kind.states ? ', initial states' : ''}, loss on ${kind.loss}`;
}

const references = new Map<string, Solution>();

/** The float64 solution is the slow part: one serves every thread count. */
function referenceOf(kind: ProblemKind, problem: Problem): Solution {
  const key = JSON.stringify(kind);
  const known = references.get(key) ?? solve(problem);
  references.set(key, known);
  return known;
}

function expectClose(actual: ReadonlyMap<string, ArrayLike<number>>, reference: Solution): void {
  expect(actual.size).toBeGreaterThanOrEqual(6);
  for (const [name, values] of actual) {
    const expected = reference[name as keyof Solution];
    expect(values.length, name).toBe(expected.length);
    expect(relativeError(values, expected), name).toBeLessThan(1e-5);
  }
}

/** Runs the op and its gradients through tfjs' tape; the loss is the sum of outputs times the incoming gradients. */
function runOp(tf: Tfjs, p: Problem, needsInputGradient = true): Map<string, ArrayLike<number>> {
  const result = new Map<string, ArrayLike<number>>();
  tf.tidy(() => {
    const tensor = (values: Float64Array | Uint8Array, shape: number[], type: 'float32' | 'bool' = 'float32'): Tensor =>
      tf.tensor(type === 'bool' ? Uint8Array.from(values) : Float32Array.from(values), shape, type);
    const state = (values: Float64Array): Tensor => tensor(values, [p.batch, p.units]);
    const mask = p.mask === null ? undefined : (tensor(p.mask, [p.batch, p.steps], 'bool') as Tensor2D);
    const named: [string, Tensor][] = [
      ['dKernel', tensor(p.kernel, [p.inputs, 4 * p.units])],
      ['dRecurrentKernel', tensor(p.recurrentKernel, [p.units, 4 * p.units])],
      ['dBias', tensor(p.bias, [4 * p.units])],
    ];
    const x = tensor(p.x, [p.batch, p.steps, p.inputs]);
    if (needsInputGradient) named.push(['dx', x]);
    if (p.h0 !== null) named.push(['dh0', state(p.h0)]);
    if (p.c0 !== null) named.push(['dc0', state(p.c0)]);
    const loss = (...given: Tensor[]): Tensor => {
      const by = new Map(named.map(([name], index) => [name, given[index]]));
      const outputs = lstmOp(tf, {
        x: (by.get('dx') ?? x) as Tensor3D,
        kernel: by.get('dKernel') as Tensor2D,
        recurrentKernel: by.get('dRecurrentKernel') as Tensor2D,
        bias: by.get('dBias') as Tensor1D,
        h0: by.get('dh0') as Tensor2D | undefined,
        c0: by.get('dc0') as Tensor2D | undefined,
        mask,
        needsInputGradient,
      });
      for (const [name, output] of Object.entries(outputs) as [string, Tensor][]) result.set(name, output.dataSync());
      const terms: Tensor[] = [];
      if (p.dSequence !== null) terms.push(outputs.sequence.mul(tensor(p.dSequence, outputs.sequence.shape)).sum());
      if (p.dh !== null) terms.push(outputs.h.mul(state(p.dh)).sum());
      if (p.dc !== null) terms.push(outputs.c.mul(state(p.dc)).sum());
      return tf.addN(terms);
    };
    const gradients = tf.grads(loss)(named.map(([, value]) => value));
    gradients.forEach((gradient, index) => result.set(named[index]?.[0] ?? '', gradient.dataSync()));
  });
  return result;
}
