import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { Tfjs } from '../../main/engine/backend.ts';
import { canRunRecurrentOps, type RecurrentWish } from '../../main/engine/native/recurrent-op.ts';
import { makeProblem, type MaskKind, type ProblemKind } from './native-recurrent-problem.ts';
import { relativeError, solve, type CellName, type Problem, type Solution } from './native-recurrent-reference.ts';
import { callOp, nameOf, runOp, tensorOf } from './native-recurrent-suite.ts';

/** The cells that cuDNN has. */
const cells: readonly CellName[] = ['lstm', 'gru', 'rnn, tanh', 'rnn, relu'];
const masks: readonly MaskKind[] = ['none', 'post', 'pre', 'holes', 'all frozen'];

/**
 * The recurrent layers through cuDNN's ops against the same float64 reference as our own kernels, `tf` being on a card or
 * on what passes for one.
 */
export function testCudnn(
  use: () => Tfjs,
  name: string,
  sizes: readonly (readonly [number, number, number, number])[],
): void {
  const losses: readonly ProblemKind['loss'][] = ['all', 'sequence', 'last'];
  const kinds = cells.flatMap((cell, ofCell) =>
    sizes.flatMap((shape, ofShape) =>
      masks.flatMap((mask, ofMask): ProblemKind[] => {
        const seed = 1000 * ofCell + 10 * ofShape + ofMask;
        const base = { cell, shape, mask, seed };
        return [
          { ...base, states: true, loss: 'all' },
          { ...base, states: false, loss: losses[(ofShape + ofMask) % 3] ?? 'all' },
        ];
      }),
    ),
  );
  describe(`${name}: outputs and gradients equal float64 within 1e-5`, () => {
    test.each(kinds.map((kind) => ({ name: `${kind.cell}, ${nameOf(kind)}`, kind })))('$name', ({ kind }) => {
      const problem = makeProblem(kind);
      expectClose(runOp(use(), problem), solve(problem));
    });

    test.each(cells)('%s, one dropout mask of the input for all gates', (cell) => {
      const problem = makeProblem({
        ...{ cell, seed: 3, shape: [5, 7, 6, 9], mask: 'holes', states: true, loss: 'all', dropout: 'shared' },
      });
      const input: Problem = { ...problem, recurrentMask: null };
      expectClose(runOp(use(), input), solve(input));
    });

    test.each(cells)('%s: what is masked may be no number', (cell) => {
      const problem = makeProblem({ cell, seed: 4, shape: [3, 6, 2, 5], mask: 'post', states: false, loss: 'all' });
      const reference = solve(problem);
      problem.mask?.forEach((valid, step) => {
        if (valid === 0) problem.x.fill(Number.NaN, 2 * step, 2 * step + 2);
      });
      expectClose(runOp(use(), problem), reference);
    });

    test.each(cells)('%s: without a gradient the outputs are the same, and nothing is left behind', (cell) => {
      const tf = use();
      const problem = makeProblem({ cell, seed: 5, shape: [4, 6, 3, 7], mask: 'holes', states: true, loss: 'all' });
      const run = (): Map<string, ArrayLike<number>> => {
        const found = new Map<string, ArrayLike<number>>();
        tf.tidy(() => {
          const outputs = callOp(tf, problem, (input) => tensorOf(tf, problem, input));
          for (const [output, tensor] of Object.entries(outputs) as [string, Tensor][])
            found.set(output, tensor.dataSync());
        });
        return found;
      };
      const trained = runOp(tf, problem);
      const before = tf.memory().numTensors;
      for (const [output, values] of run())
        expect(relativeError(values, Float64Array.from(trained.get(output) ?? []))).toBeLessThan(1e-6);
      runOp(tf, problem);
      expect(tf.memory().numTensors).toBe(before);
    });

    test('what cuDNN lacks is left to the loop of steps', () => {
      const wish: RecurrentWish = {
        ...{ cell: 'gru', batch: 4, steps: 5, features: 3, units: 6, separateDropout: false },
      };
      expect(canRunRecurrentOps(use(), wish)).toBe(true);
      expect(canRunRecurrentOps(use(), { ...wish, cell: 'gru, reset before' })).toBe(false);
      expect(canRunRecurrentOps(use(), { ...wish, separateDropout: true })).toBe(false);
      expect(canRunRecurrentOps(use(), { ...wish, batch: 0 })).toBe(false);
      expect(canRunRecurrentOps(use(), { ...wish, batch: 2 ** 13, steps: 2 ** 12 })).toBe(false);
    });
  });
}

function expectClose(actual: ReadonlyMap<string, ArrayLike<number>>, reference: Solution): void {
  expect(actual.size).toBeGreaterThanOrEqual(5);
  for (const [name, values] of actual) {
    const expected = reference[name as keyof Solution];
    expect(values.length, name).toBe(expected.length);
    expect(relativeError(values, expected), name).toBeLessThan(1e-5);
  }
}
