import { describe, expect, test } from 'vitest';
import { makeProblem } from './native-recurrent-problem.ts';
import { gatesOf, relativeError, solve, type CellName, type Problem } from './native-recurrent-reference.ts';

// The ops are held against this reference, so the reference's own gradients are held against finite differences.
const cells = Object.keys(gatesOf) as CellName[];
describe.each(cells)('the float64 reference of %s has the gradients of its own forward pass', (cell) => {
  test.each(['none', 'shared', 'gates'] as const)('dropout %s', (dropout) => {
    const problem = makeProblem({
      cell,
      seed: 5,
      shape: [3, 5, 2, 3],
      mask: 'holes',
      states: true,
      loss: 'all',
      dropout,
    });
    const solution = solve(problem);
    const inputs = {
      dx: 'x',
      dKernel: 'kernel',
      dRecurrentKernel: 'recurrentKernel',
      dBias: 'bias',
      dh0: 'h0',
      ...(cell === 'lstm' ? { dc0: 'c0' } : {}),
    } as const;
    for (const [gradient, input] of Object.entries(inputs) as ['dx', 'x'][]) {
      const numeric = problem[input].map((_, index) => slope(problem, input, index));
      expect(relativeError(numeric, solution[gradient]), gradient).toBeLessThan(1e-8);
    }
  });
});

function slope(problem: Problem, input: 'x', index: number): number {
  const step = 1e-5;
  const lossAt = (offset: number): number => {
    const values = problem[input].slice();
    values[index] = (values[index] ?? 0) + offset;
    return loss({ ...problem, [input]: values });
  };
  return (lossAt(step) - lossAt(-step)) / (2 * step);
}

function loss(problem: Problem): number {
  const { sequence, h, c } = solve(problem);
  const dot = (a: Float64Array, b: Float64Array | null): number =>
    a.reduce((sum, value, index) => sum + value * (b?.[index] ?? 0), 0);
  return dot(sequence, problem.dSequence) + dot(h, problem.dh) + dot(c, problem.dc);
}
