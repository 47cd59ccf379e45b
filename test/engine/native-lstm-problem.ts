import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Problem } from './native-lstm-reference.ts';

/** Which steps the mask leaves valid. */
export type MaskKind = 'none' | 'post' | 'pre' | 'holes' | 'all frozen';

export interface ProblemKind {
  readonly seed: number;
  readonly shape: readonly [batch: number, steps: number, inputs: number, units: number];
  readonly mask: MaskKind;
  readonly states: boolean;
  /** Which outputs the loss uses. */
  readonly loss: 'sequence' | 'last' | 'all';
}

/** A seeded problem; every value is a float32, so that the op and the reference start from the same numbers. */
export function makeProblem(kind: ProblemKind): Problem {
  const [batch, steps, inputs, units] = kind.shape;
  const generator = xoroshiro128plus(kind.seed);
  const uniform = (): number => uniformFloat64(generator) * 2 - 1;
  const draw = (size: number, scale: number): Float64Array =>
    Float64Array.from({ length: size }, () => Math.fround(uniform() * scale));
  const scale = 1 / Math.sqrt(units);
  const usesSequence = kind.loss !== 'last';
  const usesStates = kind.loss !== 'sequence';
  return {
    batch,
    steps,
    inputs,
    units,
    x: draw(batch * steps * inputs, 1.5),
    kernel: draw(inputs * 4 * units, Math.sqrt(3 / inputs)),
    recurrentKernel: draw(units * 4 * units, 2 * scale),
    bias: draw(4 * units, 1),
    h0: kind.states ? draw(batch * units, 1) : null,
    c0: kind.states ? draw(batch * units, 1) : null,
    mask: makeMask(kind.mask, batch, steps, () => uniformFloat64(generator)),
    dSequence: usesSequence ? draw(batch * steps * units, 1) : null,
    dh: usesStates ? draw(batch * units, 1) : null,
    dc: usesStates ? draw(batch * units, 1) : null,
  };
}

function makeMask(kind: MaskKind, batch: number, steps: number, random: () => number): Uint8Array | null {
  if (kind === 'none') return null;
  const mask = new Uint8Array(batch * steps);
  for (let row = 0; row < batch; row += 1) {
    const length = Math.floor(random() * (steps + 1));
    for (let step = 0; step < steps; step += 1) {
      const valid = { post: step < length, pre: step >= steps - length, holes: random() > 0.4, 'all frozen': false }[
        kind
      ];
      mask[row * steps + step] = valid ? 1 : 0;
    }
  }
  return mask;
}

const masks: readonly MaskKind[] = ['none', 'post', 'pre', 'holes'];
const losses: readonly ProblemKind['loss'][] = ['sequence', 'last', 'all'];
const mostWork = 3_000_000;

/** `count` seeded kinds with every size drawn from 1..130, small sizes as likely as large ones. */
export function sampleKinds(count: number): ProblemKind[] {
  const generator = xoroshiro128plus(20_26);
  const size = (): number => Math.round(Math.exp(uniformFloat64(generator) * Math.log(130)));
  const kinds: ProblemKind[] = [];
  while (kinds.length < count) {
    const shape = [size(), size(), size(), size()] as const;
    const [batch, steps, inputs, units] = shape;
    if (batch * steps * 4 * units * (inputs + units) > mostWork) continue;
    const index = kinds.length;
    kinds.push({
      seed: index,
      shape,
      mask: masks[index % masks.length] ?? 'none',
      states: index % 3 === 1,
      loss: losses[Math.floor(index / 2) % losses.length] ?? 'all',
    });
  }
  return kinds;
}
