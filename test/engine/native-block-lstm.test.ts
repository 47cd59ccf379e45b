import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import { blockLstm, canRunBlockLstm } from '../../main/engine/native/block-lstm.ts';
import { canRunRecurrentOps } from '../../main/engine/native/recurrent-op.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { runLstm, type LstmRun } from '../../main/trainer/model/recurrent/lstm-implementation.ts';
import { makeProblem, type ProblemKind } from './native-recurrent-problem.ts';
import { relativeError, solve, type Problem, type Solution } from './native-recurrent-reference.ts';

const isSetUp = findInstalled('cpu') !== undefined;

const kinds: readonly Omit<ProblemKind, 'cell' | 'mask'>[] = [
  { seed: 1, shape: [1, 1, 1, 1], states: false, loss: 'all' },
  { seed: 2, shape: [5, 9, 3, 7], states: true, loss: 'all' },
  { seed: 3, shape: [16, 30, 21, 33], states: false, loss: 'sequence' },
  { seed: 4, shape: [3, 50, 40, 20], states: true, loss: 'last' },
];

describe.skipIf(!isSetUp)(
  `LSTM without our kernels ${isSetUp ? '' : 'SKIPPED: the native engine is not set up'}`,
  () => {
    let tf: Tfjs;
    beforeAll(async () => {
      vi.stubEnv('WEFT_KERNELS', 'off');
      const engine = await loadEngine('cpu');
      vi.unstubAllEnvs();
      expect(engine.hasRecurrentKernels).toBe(false);
      tf = engine.tf;
      expect(canRunRecurrentOps(tf)).toBe(false);
      expect(canRunBlockLstm(tf)).toBe(true);
    });

    test.each(kinds)("$shape: TensorFlow's own op equals float64 within 1e-5, outputs and gradients", (kind) => {
      const problem = makeProblem({ ...kind, cell: 'lstm', mask: 'none' });
      const expected = solve(problem);
      const actual = solveOnOp(tf, problem);
      expect(actual.size).toBeGreaterThanOrEqual(7);
      for (const [name, values] of actual) expect(relativeError(values, expected[name]), name).toBeLessThan(1e-5);
    });

    test('leaves no tensor behind', () => {
      const problem = makeProblem({ cell: 'lstm', mask: 'none', seed: 6, shape: [4, 5, 3, 6], states: true, loss: 'all' });
      solveOnOp(tf, problem);
      const before = tf.memory().numTensors;
      for (let round = 0; round < 3; round += 1) solveOnOp(tf, problem);
      expect(tf.memory().numTensors).toBe(before);
    });

    test('a layer takes it without a mask, and the loop with one', () => {
      tf.tidy(() => {
        const run: LstmRun = {
          tf,
          x: tf.randomNormal([4, 6, 3]),
          kernel: tf.randomNormal([3, 20]),
          recurrentKernel: tf.randomNormal([5, 20]),
          bias: null,
          initial: null,
          mask: null,
          inputMasks: [tf.tensor([1, 0, 2, 1, 2, 0, 0, 0, 1, 1, 1, 1], [4, 1, 3])],
          stateMasks: null,
          needsInputGradient: true,
          needsSequence: true,
        };
        const masked = { ...run, mask: tf.ones([4, 6], 'bool') };
        const ops = operationsOf(tf, () => {
          const [fast, slow] = [runLstm(run), runLstm(masked)];
          const difference = (a?: Tensor | null, b?: Tensor | null): number =>
            a && b ? (tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? Number.NaN) : Number.NaN;
          expect(difference(fast.sequence, slow.sequence)).toBeLessThan(1e-5);
          expect(difference(fast.states[1], slow.states[1])).toBeLessThan(1e-5);
        });
        expect(ops.filter((op) => op === 'BlockLSTMV2')).toHaveLength(1);
      });
    });
  },
);

/** The names of TensorFlow's ops that `work` executes. The addon's own functions cannot be replaced, the object can. */
function operationsOf(tf: Tfjs, work: () => void): readonly string[] {
  const backend = tf.backend() as unknown as { binding: { executeOp(name: string, ...rest: unknown[]): unknown } };
  const { binding } = backend;
  const names: string[] = [];
  const executeOp = (name: string, ...rest: unknown[]): unknown => {
    names.push(name);
    return binding.executeOp(name, ...rest);
  };
  backend.binding = Object.create(binding, { executeOp: { value: executeOp } }) as typeof binding;
  try {
    work();
  } finally {
    backend.binding = binding;
  }
  return names;
}

function solveOnOp(tf: Tfjs, p: Problem): Map<keyof Solution, ArrayLike<number>> {
  const result = new Map<keyof Solution, ArrayLike<number>>();
  const { batch, steps, inputs, units } = p;
  tf.tidy(() => {
    const given = [
      ['dx', tf.tensor(Float32Array.from(p.x), [batch, steps, inputs])],
      ['dKernel', tf.tensor(Float32Array.from(p.kernel), [inputs, 4 * units])],
      ['dRecurrentKernel', tf.tensor(Float32Array.from(p.recurrentKernel), [units, 4 * units])],
      ['dBias', tf.tensor(Float32Array.from(p.bias), [4 * units])],
      ...(p.h0 === null ? [] : ([['dh0', tf.tensor(Float32Array.from(p.h0), [batch, units])]] as const)),
      ...(p.c0 === null ? [] : ([['dc0', tf.tensor(Float32Array.from(p.c0), [batch, units])]] as const)),
    ] as const;
    const loss = (...[x, kernel, recurrentKernel, bias, h0, c0]: Tensor[]): Tensor => {
      const outputs = blockLstm(tf, {
        x: x as Tensor3D,
        kernel: kernel as Tensor2D,
        recurrentKernel: recurrentKernel as Tensor2D,
        bias: bias as Tensor1D,
        h0: h0 as Tensor2D | undefined,
        c0: c0 as Tensor2D | undefined,
      });
      const terms = [
        ['sequence', p.dSequence],
        ['h', p.dh],
        ['c', p.dc],
      ] as const;
      return tf.addN(
        terms.flatMap(([name, gradient]) => {
          const output: Tensor = outputs[name];
          result.set(name, output.dataSync());
          return gradient === null ? [] : [output.mul(tf.tensor(Float32Array.from(gradient), output.shape)).sum()];
        }),
      );
    };
    const gradients = tf.grads(loss)(given.map(([, tensor]) => tensor));
    gradients.forEach((gradient, index) => {
      const name = given[index]?.[0];
      if (name !== undefined) result.set(name, gradient.dataSync());
    });
  });
  return result;
}
