/** The recurrent programs on the card against float64, on Chromium's software card. */
import type { Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tfjs } from '../../../main/engine/backend.ts';
import { makeProblem, sampleKinds, type ProblemKind } from '../native-recurrent-problem.ts';
import {
  gatesOf,
  relativeError,
  solve,
  type CellName,
  type GradientName,
  type Problem,
  type Solution,
} from '../native-recurrent-reference.ts';
import { callOp, tensorOf } from '../native-recurrent-suite.ts';
import { loadOnSoftware } from './on-card.ts';
import { hasSoftwareVulkan, needsVulkan } from './software-vulkan.ts';

let tf: Tfjs;
beforeAll(async () => {
  if (hasSoftwareVulkan) tf = await loadOnSoftware();
}, 240_000);

const inputNames = ['kernel', 'recurrentKernel', 'bias', 'x', 'h0', 'c0'] as const;
const gradientOf: Readonly<Record<(typeof inputNames)[number], GradientName>> = {
  x: 'dx',
  kernel: 'dKernel',
  recurrentKernel: 'dRecurrentKernel',
  bias: 'dBias',
  h0: 'dh0',
  c0: 'dc0',
};

/** Outputs and gradients of a problem's op, named as the reference's; values are read without blocking. */
async function run(p: Problem): Promise<Map<string, ArrayLike<number>>> {
  const tensors = tf.tidy(() => {
    const found: [string, Tensor][] = [];
    const named = inputNames.flatMap((name) => {
      const tensor = tensorOf(tf, p, name);
      return tensor === undefined ? [] : [{ name, tensor }];
    });
    const loss = (...given: Tensor[]): Tensor => {
      const by = new Map<string, Tensor | undefined>(named.map(({ name }, index) => [name, given[index]]));
      const outputs = callOp(tf, p, (name) => by.get(name));
      for (const [name, output] of Object.entries(outputs)) found.push([name, tf.keep(output.clone())]);
      const term = (output: Tensor | undefined, gradient: Float64Array | null): Tensor[] =>
        output === undefined || gradient === null
          ? []
          : [output.mul(tf.tensor(Float32Array.from(gradient), output.shape, 'float32')).sum()];
      return tf.addN([...term(outputs.sequence, p.dSequence), ...term(outputs.h, p.dh), ...term(outputs.c, p.dc)]);
    };
    const gradients = tf.grads(loss)(named.map(({ tensor }) => tensor));
    gradients.forEach((gradient, index) => {
      const name = named[index]?.name;
      if (name !== undefined) found.push([gradientOf[name], tf.keep(gradient)]);
    });
    return found;
  });
  const results = await Promise.all(tensors.map(async ([name, tensor]) => [name, await tensor.data()] as const));
  for (const [, tensor] of tensors) tensor.dispose();
  return new Map(results);
}

function expectClose(actual: ReadonlyMap<string, ArrayLike<number>>, reference: Solution): void {
  expect(actual.size).toBeGreaterThanOrEqual(5);
  for (const [name, values] of actual) {
    const expected = reference[name as keyof Solution];
    expect(values.length, name).toBe(expected.length);
    expect(relativeError(values, expected), name).toBeLessThan(1e-5);
  }
}

const cells = Object.keys(gatesOf) as CellName[];
const isSmall = ({ shape: [batch, steps, inputs, units] }: ProblemKind): boolean =>
  batch * steps * units * (inputs + units) < 100_000;

describe.skipIf(!hasSoftwareVulkan).each(cells)(needsVulkan('%s on the card'), (cell) => {
  const extra: Omit<ProblemKind, 'cell'>[] = [
    {
      seed: 201,
      shape: [3, 4, 5, 70],
      mask: 'holes',
      states: true,
      loss: 'all',
      dropout: 'gates',
    },
    {
      seed: 202,
      shape: [2, 3, 4, 300],
      mask: 'post',
      states: true,
      loss: 'all',
    },
    {
      seed: 203,
      shape: [2, 5, 3, 8],
      mask: 'all frozen',
      states: true,
      loss: 'all',
    },
  ];
  const kinds = [...sampleKinds(cell, 40).filter(isSmall).slice(0, 3), ...extra.map((kind) => ({ ...kind, cell }))];

  test.each(kinds.map((kind) => ({ name: JSON.stringify(kind), kind })))(
    'outputs and gradients equal float64: $name',
    async ({ kind }) => {
      const problem = makeProblem(kind);
      expectClose(await run(problem), solve(problem));
    },
    240_000,
  );
});
