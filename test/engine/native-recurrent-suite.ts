import { createRequire } from 'node:module';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import { gruOp } from '../../main/engine/native/gru-op.ts';
import { lstmOp, type LstmInputs } from '../../main/engine/native/lstm-op.ts';
import { canRunRecurrentOps, type RecurrentInputs } from '../../main/engine/native/recurrent-op.ts';
import { simpleRnnOp } from '../../main/engine/native/simple-rnn-op.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { makeProblem, sampleKinds, type ProblemKind } from './native-recurrent-problem.ts';
import {
  gatesOf,
  relativeError,
  solve,
  type CellName,
  type GradientName,
  type Problem,
  type Solution,
} from './native-recurrent-reference.ts';

export type InstructionSet = 'avx512' | 'avx2' | 'baseline';

/** What `weft_kernels.node` exports. */
interface KernelsAddon {
  readonly registered: boolean;
  readonly instructionSet: InstructionSet;
  threads(): number;
  setThreads(threads: number): number;
}

/** Larger cases than the sampled ones: several threads take part, and no size is a multiple of a vector. */
const large: readonly Omit<ProblemKind, 'cell'>[] = [
  { seed: 101, shape: [11, 25, 20, 128], mask: 'holes', states: true, loss: 'all' },
  { seed: 102, shape: [37, 8, 61, 75], mask: 'none', states: false, loss: 'last' },
  { seed: 103, shape: [64, 130, 1, 20], mask: 'post', states: false, loss: 'sequence' },
  { seed: 104, shape: [3, 130, 130, 33], mask: 'pre', states: true, loss: 'all' },
  { seed: 105, shape: [6, 40, 17, 64], mask: 'all frozen', states: true, loss: 'all' },
  { seed: 106, shape: [5, 1, 130, 130], mask: 'none', states: true, loss: 'sequence' },
  { seed: 107, shape: [13, 21, 18, 50], mask: 'holes', states: true, loss: 'all', dropout: 'gates' },
  { seed: 108, shape: [10, 33, 35, 100], mask: 'none', states: false, loss: 'last', dropout: 'shared' },
  // Weights that several threads pack and collect.
  { seed: 109, shape: [7, 3, 300, 230], mask: 'holes', states: true, loss: 'all' },
  { seed: 110, shape: [4, 3, 150, 270], mask: 'none', states: true, loss: 'all', dropout: 'gates' },
];

/**
 * The tests of the recurrent ops on one instruction set. A process chooses its set once, so each set has a test file.
 * A processor that lacks the set skips: what would run is another one.
 */
export function testRecurrentOps(instructionSet: InstructionSet): void {
  const kernelsPath = findInstalled('cpu')?.kernelsPath ?? findInstalled('gpu')?.kernelsPath ?? null;
  if (kernelsPath === null) {
    test.skip('recurrent ops SKIPPED: the native engine or its recurrent kernels are not set up', () => undefined);
    return;
  }
  process.env['WEFT_ISA'] = instructionSet;
  const addon = createRequire(import.meta.url)(kernelsPath) as KernelsAddon;
  if (addon.instructionSet !== instructionSet) {
    test.skip(`recurrent ops SKIPPED: this processor lacks ${instructionSet}`, () => undefined);
    return;
  }
  let tf: Tfjs;
  beforeAll(async () => {
    const engine = await loadEngine('cpu');
    expect(engine.hasRecurrentKernels).toBe(true);
    tf = engine.tf;
  });
  afterAll(() => void addon.setThreads(2));

  const cells = Object.keys(gatesOf) as CellName[];
  describe.each(cells.flatMap((cell) => [1, 2, 5].map((threads) => ({ cell, threads }))))(
    `${instructionSet}, $cell, $threads threads: outputs and gradients equal float64 within 1e-5`,
    ({ cell, threads }) => {
      const kinds = [...sampleKinds(cell, 30), ...large.map((kind) => ({ ...kind, cell }))];
      test.each(kinds.map((kind) => ({ name: nameOf(kind), kind })))('$name', { timeout: 60_000 }, ({ kind }) => {
        addon.setThreads(threads);
        const problem = makeProblem(kind);
        expectClose(runOp(tf, problem), referenceOf(kind, problem));
      });
    },
  );

  describe.each(cells)(`${instructionSet}, %s`, (cell) => {
    const shapeOf = { cell, mask: 'post', states: false, loss: 'last' } as const;

    test.each(['none', 'gates'] as const)('a second run gives the same bits, dropout %s', (dropout) => {
      addon.setThreads(2);
      const problem = makeProblem({ ...shapeOf, seed: 7, shape: [10, 60, 20, 96], dropout });
      const [first, second] = [runOp(tf, problem), runOp(tf, problem)];
      for (const [name, values] of first) expect(second.get(name), name).toEqual(values);
      expect(first.size).toBeGreaterThanOrEqual(6);
    });

    test('needsInputGradient: false leaves the other gradients as they are and gives none for x', () => {
      const kind: ProblemKind = { cell, seed: 8, shape: [4, 9, 5, 21], mask: 'none', states: true, loss: 'all' };
      const problem = makeProblem(kind);
      const result = runOp(tf, problem, false);
      expect(result.has('dx')).toBe(false);
      expectClose(result, referenceOf(kind, problem));
    });

    test('without a gradient the outputs are the same, bit for bit', () => {
      for (const mask of ['none', 'holes'] as const) {
        const problem = makeProblem({ cell, seed: 11, shape: [9, 17, 6, 37], mask, states: true, loss: 'all' });
        const trained = runOp(tf, problem);
        tf.tidy(() => {
          const outputs = callOp(tf, problem, (name) => tensorOf(tf, problem, name));
          for (const [name, output] of Object.entries(outputs) as [string, Tensor][]) {
            expect(output.dataSync(), name).toEqual(trained.get(name));
          }
        });
      }
    });

    test('NaN in the input reaches the output, of its own sequence and from its step on', () => {
      const problem = makeProblem({
        cell,
        seed: 9,
        shape: [2, 4, 3, 17],
        mask: 'none',
        states: false,
        loss: 'sequence',
      });
      problem.x[3] = Number.NaN;
      const sequence = runOp(tf, problem).get('sequence') ?? [];
      const place = (row: number, step: number): number => (row * 4 + step) * 17;
      expect(sequence[place(0, 0)]).not.toBeNaN();
      expect([sequence[place(0, 1)], sequence[place(0, 3) + 16]]).toEqual([Number.NaN, Number.NaN]);
      expect(sequence[place(1, 3)]).not.toBeNaN();
      if (cell === 'rnn, relu') return; // unbounded
      problem.x[3] = Number.POSITIVE_INFINITY;
      expect(Array.from(runOp(tf, problem).get('sequence') ?? []).every((value) => Math.abs(value) <= 1)).toBe(true);
    });

    test('a step leaves no tensor behind, with and without a gradient', () => {
      const problem = makeProblem({ ...shapeOf, seed: 10, shape: [4, 6, 3, 20], states: true, dropout: 'gates' });
      const run = (): void => {
        runOp(tf, problem);
        tf.tidy(() => void callOp(tf, problem, (name) => tensorOf(tf, problem, name)));
      };
      run();
      const before = tf.memory().numTensors;
      for (let round = 0; round < 3; round += 1) run();
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test(`${instructionSet}: numbers below float32's full precision are zero, or vanishing gradients would take ages`, () => {
    for (const threads of [1, 2]) {
      addon.setThreads(threads);
      tf.tidy(() => {
        const steps = 300;
        const { sequence } = simpleRnnOp(tf, {
          x: tf.ones([64, steps, 1]).mul(1e-30),
          kernel: tf.fill([1, 40], 1e-9),
          recurrentKernel: tf.zeros([40, 40]),
          bias: tf.zeros([40]),
          activation: 'relu',
        });
        expect(sequence.max().dataSync()[0]).toBe(0);
      });
    }
  });

  describe(`LSTM op, ${instructionSet}`, () => {
    test('wrong shapes are refused by name', () => {
      const shapes = { x: [2, 3, 4], kernel: [4, 20], recurrentKernel: [5, 20], bias: [20] };
      const run = (
        changed: Partial<
          Record<'x' | 'kernel' | 'recurrentKernel' | 'bias' | 'h0' | 'mask' | 'inputMask' | 'recurrentMask', number[]>
        >,
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
      expect(() => run({ inputMask: [4, 2, 4], recurrentMask: [1, 2, 5] })).not.toThrow();
      expect(() => run({ inputMask: [3, 2, 4] })).toThrow(
        /the input's dropout mask must have the shape \[4, 2, 4\] or \[1, 2, 4\] or be empty, but has \[3, 2, 4\]/,
      );
      expect(() => run({ recurrentMask: [4, 2, 4] })).toThrow(
        /the recurrent dropout mask must have the shape \[4, 2, 5\]/,
      );
    });

    test('is found where the addon is loaded, and on no other backend', async () => {
      expect(canRunRecurrentOps(tf)).toBe(true);
      await tf.setBackend('cpu');
      expect(canRunRecurrentOps(tf)).toBe(false);
      expect(() => lstmOp(tf, {} as LstmInputs)).toThrow(
        'the recurrent ops need the TensorFlow backend, but cpu is in use',
      );
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

export function nameOf(kind: ProblemKind): string {
  const [batch, steps, inputs, units] = kind.shape;
  const extras = [
    kind.states ? 'initial states' : [],
    kind.dropout === undefined ? [] : `dropout ${kind.dropout}`,
  ].flat();
  return [`${batch} × ${steps} × ${inputs}, ${units} units, mask ${kind.mask}`, ...extras, `loss on ${kind.loss}`].join(
    ', ',
  );
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
  expect(actual.size).toBeGreaterThanOrEqual(5);
  for (const [name, values] of actual) {
    const expected = reference[name as keyof Solution];
    expect(values.length, name).toBe(expected.length);
    expect(relativeError(values, expected), name).toBeLessThan(1e-5);
  }
}

type InputName = 'x' | 'kernel' | 'recurrentKernel' | 'bias' | 'h0' | 'c0';

const gradientNames: Readonly<Record<InputName, GradientName>> = {
  x: 'dx',
  kernel: 'dKernel',
  recurrentKernel: 'dRecurrentKernel',
  bias: 'dBias',
  h0: 'dh0',
  c0: 'dc0',
};

/** An input of a problem as a tensor, or undefined when the problem has none. */
export function tensorOf(tf: Tfjs, p: Problem, name: InputName): Tensor | undefined {
  const width = gatesOf[p.cell] * p.units;
  const shapes: Readonly<Record<InputName, number[]>> = {
    x: [p.batch, p.steps, p.inputs],
    kernel: [p.inputs, width],
    recurrentKernel: [p.units, width],
    bias: p.cell === 'gru' ? [2, width] : [width],
    h0: [p.batch, p.units],
    c0: [p.batch, p.units],
  };
  const values = p[name];
  return values === null ? undefined : tf.tensor(Float32Array.from(values), shapes[name], 'float32');
}

/** The problem's op on the inputs that `give` returns; the result's entries are named as a Solution's. */
export function callOp(
  tf: Tfjs,
  p: Problem,
  give: (name: InputName) => Tensor | undefined,
  needsInputGradient = true,
): { sequence: Tensor; h: Tensor; c?: Tensor } {
  const dropout = (values: Float64Array | null, width: number): Tensor3D | undefined =>
    values === null
      ? undefined
      : tf.tensor3d(Float32Array.from(values), [values.length / (p.batch * width), p.batch, width]);
  const inputs: RecurrentInputs = {
    x: give('x') as Tensor3D,
    kernel: give('kernel') as Tensor2D,
    recurrentKernel: give('recurrentKernel') as Tensor2D,
    h0: give('h0') as Tensor2D | undefined,
    mask: p.mask === null ? undefined : tf.tensor2d(Uint8Array.from(p.mask), [p.batch, p.steps], 'bool'),
    inputMask: dropout(p.inputMask, p.inputs),
    recurrentMask: dropout(p.recurrentMask, p.units),
    needsInputGradient,
  };
  const bias = give('bias') as Tensor1D;
  if (p.cell === 'lstm') return { ...lstmOp(tf, { ...inputs, bias, c0: give('c0') as Tensor2D | undefined }) };
  if (gatesOf[p.cell] === 3) return { ...gruOp(tf, { ...inputs, bias, resetAfter: p.cell === 'gru' }) };
  return { ...simpleRnnOp(tf, { ...inputs, bias, activation: p.cell === 'rnn, relu' ? 'relu' : 'tanh' }) };
}

/** Runs the op and its gradients through tfjs' tape; the loss is the sum of outputs times the incoming gradients. */
export function runOp(tf: Tfjs, p: Problem, needsInputGradient = true): Map<string, ArrayLike<number>> {
  const result = new Map<string, ArrayLike<number>>();
  tf.tidy(() => {
    const all: readonly InputName[] = ['kernel', 'recurrentKernel', 'bias', 'x', 'h0', 'c0'];
    const x = tensorOf(tf, p, 'x');
    const named = all.flatMap((name): [InputName, Tensor][] => {
      const tensor = name === 'x' && !needsInputGradient ? undefined : tensorOf(tf, p, name);
      return tensor === undefined ? [] : [[name, tensor]];
    });
    const loss = (...given: Tensor[]): Tensor => {
      const by = new Map(named.map(([name], index) => [name, given[index]]));
      const outputs = callOp(tf, p, (name) => by.get(name) ?? (name === 'x' ? x : undefined), needsInputGradient);
      for (const [name, output] of Object.entries(outputs) as [string, Tensor][]) result.set(name, output.dataSync());
      const term = (output: Tensor | undefined, gradient: Float64Array | null): Tensor[] =>
        output === undefined || gradient === null
          ? []
          : [output.mul(tf.tensor(Float32Array.from(gradient), output.shape, 'float32')).sum()];
      return tf.addN([...term(outputs.sequence, p.dSequence), ...term(outputs.h, p.dh), ...term(outputs.c, p.dc)]);
    };
    const gradients = tf.grads(loss)(named.map(([, value]) => value));
    gradients.forEach((gradient, index) => {
      const name = named[index]?.[0];
      if (name !== undefined) result.set(gradientNames[name], gradient.dataSync());
    });
  });
  return result;
}
