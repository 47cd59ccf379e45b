import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { gatesOf, type CellName, type Problem } from './native-recurrent-reference.ts';

/** Which steps the mask leaves valid. */
export type MaskKind = 'none' | 'post' | 'pre' | 'holes' | 'all frozen';

/** Which dropout masks there are: none, one for all gates of x and of h, or one a gate. */
export type DropoutKind = 'none' | 'shared' | 'gates';

export interface ProblemKind {
  readonly cell: CellName;
  readonly seed: number;
  readonly dropout?: DropoutKind;
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
  const { cell, dropout = 'none' } = kind;
  const isLstm = cell === 'lstm';
  const width = gatesOf[cell] * units;
  // Without gates a recurrent kernel that expands doubles the rounding at every step, in TensorFlow's own float32 loop as
  // in the op (3e-6 and 6e-6 off at a scale of 2), and a relu's states grow without a bound: scales that float32 can follow.
  const recurrentScale = cell === 'rnn, relu' ? 0.6 : cell === 'rnn, tanh' ? 1 : 2;
  const dropoutMask = (features: number): Float64Array | null => {
    if (dropout === 'none') return null;
    const size = (dropout === 'shared' ? 1 : gatesOf[cell]) * batch * features;
    return Float64Array.from({ length: size }, () => (uniformFloat64(generator) < 0.25 ? 0 : Math.fround(1 / 0.75)));
  };
  return {
    cell,
    batch,
    steps,
    inputs,
    units,
    x: draw(batch * steps * inputs, 1.5),
    kernel: draw(inputs * width, Math.sqrt(3 / inputs)),
    recurrentKernel: draw(units * width, recurrentScale * scale),
    bias: draw(cell === 'gru' ? 2 * width : width, 1),
    h0: kind.states ? draw(batch * units, 1) : null,
    c0: isLstm && kind.states ? draw(batch * units, 1) : null,
    mask: makeMask(kind.mask, batch, steps, () => uniformFloat64(generator)),
    inputMask: dropoutMask(inputs),
    recurrentMask: dropoutMask(units),
    dSequence: usesSequence ? draw(batch * steps * units, 1) : null,
    dh: usesStates ? draw(batch * units, 1) : null,
    dc: isLstm && usesStates ? draw(batch * units, 1) : null,
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

const dropouts: readonly DropoutKind[] = ['none', 'none', 'gates', 'shared', 'none', 'gates'];

/** `count` seeded kinds of a cell with every size drawn from 1..130, small sizes as likely as large ones. */
export function sampleKinds(cell: CellName, count: number): ProblemKind[] {
  const generator = xoroshiro128plus(20_26);
  const size = (): number => Math.round(Math.exp(uniformFloat64(generator) * Math.log(130)));
  const kinds: ProblemKind[] = [];
  while (kinds.length < count) {
    const shape = [size(), size(), size(), size()] as const;
    const [batch, steps, inputs, units] = shape;
    if (batch * steps * gatesOf[cell] * units * (inputs + units) > mostWork) continue;
    const index = kinds.length;
    kinds.push({
      cell,
      dropout: dropouts[index % dropouts.length] ?? 'none',
      seed: index,
      shape,
      mask: masks[index % masks.length] ?? 'none',
      states: index % 3 === 1,
      loss: losses[Math.floor(index / 2) % losses.length] ?? 'all',
    });
  }
  return kinds;
}
