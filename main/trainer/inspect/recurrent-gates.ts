/**
 * What happens inside a recurrent layer at every step: gates and states, computed again from its weights with plain
 * operations, since the fast kernels keep them to themselves.
 */
import { readActivation } from '../model/activations.ts';
import { readConfig, type ConfigReader } from '../model/config.ts';
import { slices } from '../model/gradients.ts';
import type { BuiltLayer, LayerInput, Mask, Tensor, Tf } from '../model/layer.ts';
import { matMulLast } from '../model/layers/dense.ts';
import { cellConvolutions } from '../model/recurrent/conv-lstm-2d.ts';

export type GateName = 'h' | 'c' | 'i' | 'f' | 'g' | 'o' | 'z' | 'r' | 'candidate';

/** One quantity of one direction, [batch, time, units] or, of pictures, [batch, time, height, width, channels], in the order of time. */
export interface GateTrack {
  readonly side: 'forward' | 'backward' | null;
  readonly name: GateName;
  readonly values: Tensor;
  /** States go on through masked steps; gates are not computed there. */
  readonly isState: boolean;
}

/** Null for layers without gates. Call within `tidy`. */
export function gatesOf(tf: Tf, layer: BuiltLayer, input: LayerInput): readonly GateTrack[] | null {
  if (layer.className !== 'Bidirectional') return tracksOf(tf, layer, input, null);
  const [x, ...states] = input.inputs;
  if (x === undefined) return null;
  const half = states.length / 2;
  const sides = (['forward', 'backward'] as const).flatMap((side, index) => {
    const child = layer.children.find(({ attribute }) => attribute === `${side}_layer`);
    const own = states.slice(index * half, (index + 1) * half);
    const tracks = child && tracksOf(tf, child.layer, { inputs: [x, ...own], masks: input.masks.slice(0, 1) }, side);
    return tracks ?? [];
  });
  return sides.length > 0 ? sides : null;
}

/** Layers that go from step to step. */
const recurrentClasses: ReadonlySet<string> = new Set(['LSTM', 'GRU', 'SimpleRNN', 'ConvLSTM2D', 'Bidirectional']);

/** Whether a layer, or the one that TimeDistributed applies, goes through a sequence of its own at every step of another. */
export function runsInsideSteps({ className, children }: BuiltLayer, input: LayerInput): boolean {
  if (recurrentClasses.has(className)) return (input.inputs[0]?.shape[0] ?? 1) !== 1;
  return className === 'TimeDistributed' && children.some(({ layer }) => recurrentClasses.has(layer.className));
}

/** New states of a step, and its gates by name. */
interface Step {
  readonly states: readonly Tensor[];
  readonly gates: readonly (readonly [GateName, Tensor])[];
}
interface Cell {
  readonly stateNames: readonly ('h' | 'c')[];
  /** Of one sample. */
  readonly stateShape: readonly number[];
  /** The input's part of all steps at once, [batch, time, …, gates × units]. */
  readonly projected: Tensor;
  step(input: Tensor, states: readonly Tensor[]): Step;
}

function tracksOf(
  tf: Tf,
  layer: BuiltLayer,
  { inputs: [x, ...given], masks }: LayerInput,
  side: GateTrack['side'],
): readonly GateTrack[] | null {
  if (x === undefined || x.rank !== (layer.className === 'ConvLSTM2D' ? 5 : 3)) return null;
  const config = readConfig(layer.config.config, layer.name);
  const isBackwards = config.boolean('go_backwards', false);
  const directed = isBackwards ? tf.reverse(x, 1) : x;
  const cell = cellOf(tf, layer, config, directed);
  if (cell === null) return null;
  // With initial states given, Keras finds no mask (see recurrent-layer.ts).
  const mask = given.length === 0 && masks[0]?.rank === 2 ? masks[0] : null;
  const keeps = mask === null ? null : conditions(tf, mask, cell.stateShape, isBackwards);
  const steps = slices(tf, cell.projected, 1);
  let states: readonly Tensor[] =
    given.length > 0 ? given : cell.stateNames.map(() => tf.zeros([x.shape[0] ?? 1, ...cell.stateShape]));
  const recorded = new Map<GateName, Tensor[]>();
  const record = (name: GateName, value: Tensor): void => {
    const list = recorded.get(name) ?? [];
    list.push(value);
    recorded.set(name, list);
  };
  steps.forEach((input, time) => {
    const next = cell.step(input, states);
    const counts = keeps?.[time];
    const before = states;
    states = next.states.map((state, index) => (counts ? tf.where(counts, state, before[index] ?? state) : state));
    cell.stateNames.forEach((name, index) => record(name, states[index] ?? input));
    for (const [name, value] of next.gates) record(name, value);
  });
  return [...recorded].map(([name, values]) => {
    const stacked = tf.stack(values, 1);
    const isState = name === 'h' || name === 'c';
    return { side, name, values: isBackwards ? tf.reverse(stacked, 1) : stacked, isState };
  });
}

/** For every step, in the direction of the run, whether it counts, in the shape of a state. */
function conditions(
  tf: Tf,
  mask: NonNullable<Mask>,
  stateShape: readonly number[],
  isBackwards: boolean,
): readonly Tensor[] {
  const numbers = tf.cast(mask, 'int32');
  const directed = isBackwards ? tf.reverse(numbers, 1) : numbers;
  const narrow = tf.reshape(directed, [...directed.shape, ...stateShape.map(() => 1)]);
  const wide = tf.tile(narrow, [1, 1, ...stateShape]);
  return slices(tf, wide, 1).map((step) => tf.cast(step, 'bool'));
}

function cellOf(tf: Tf, layer: BuiltLayer, config: ConfigReader, x: Tensor): Cell | null {
  const weights = layer.children.find(({ attribute }) => attribute === 'cell')?.layer.weights ?? [];
  const weight = (name: string): Tensor | null => weights.find((one) => one.name === name)?.variable ?? null;
  const [kernel, recurrent, bias] = [weight('kernel'), weight('recurrent_kernel'), weight('bias')];
  if (kernel === null || recurrent === null) return null;
  const activation = readActivation(config.raw['activation'] ?? 'tanh');
  const gateActivation = readActivation(config.raw['recurrent_activation'] ?? 'sigmoid');
  const gate = (value: Tensor): Tensor => gateActivation.apply(tf, value);
  const act = (value: Tensor): Tensor => activation.apply(tf, value);
  const project = (own: Tensor | null): Tensor => {
    const product = matMulLast(tf, x, kernel);
    return own === null ? product : tf.add(product, own);
  };
  const longShort = (input: Tensor, remembered: Tensor, state: Tensor): Step => {
    const parts = tf.split(tf.add(input, remembered), 4, -1);
    const [i, f, g, o] = [gate(at(parts, 0)), gate(at(parts, 1)), act(at(parts, 2)), gate(at(parts, 3))];
    const c = tf.add(tf.mul(f, state), tf.mul(i, g));
    return {
      states: [tf.mul(o, act(c)), c],
      gates: [
        ['i', i],
        ['f', f],
        ['g', g],
        ['o', o],
      ],
    };
  };
  if (layer.className === 'ConvLSTM2D') {
    const { convolve, recur } = cellConvolutions(tf, config);
    const [batch = 1, time = 1, ...frame] = x.shape;
    const frames = convolve(tf.reshape(x, [batch * time, ...frame]), kernel);
    const [, height = 1, width = 1, channels = 1] = frames.shape;
    return {
      stateNames: ['h', 'c'],
      stateShape: [height, width, channels / 4],
      projected: tf.reshape(bias === null ? frames : tf.add(frames, bias), [batch, time, height, width, channels]),
      step: (input, states) => longShort(input, recur(at(states, 0), recurrent), at(states, 1)),
    };
  }
  const stateShape = [config.number('units')];
  if (layer.className === 'SimpleRNN')
    return {
      stateNames: ['h'],
      stateShape,
      projected: project(bias),
      step: (input, states) => ({ states: [act(tf.add(input, tf.matMul(at(states, 0), recurrent)))], gates: [] }),
    };
  if (layer.className === 'LSTM')
    return {
      stateNames: ['h', 'c'],
      stateShape,
      projected: project(bias),
      step: (input, states) => longShort(input, tf.matMul(at(states, 0), recurrent), at(states, 1)),
    };
  if (layer.className !== 'GRU') return null;
  const resetAfter = config.boolean('reset_after', true);
  const biases = bias !== null && resetAfter ? tf.unstack(bias, 0) : [bias];
  const recurrentBias = biases[1] ?? null;
  const kernels = tf.split(recurrent, 3, 1);
  return {
    stateNames: ['h'],
    stateShape,
    projected: project(biases[0] ?? null),
    step(input, states) {
      const h = at(states, 0);
      const [xz, xr, xh] = tf.split(input, 3, 1);
      const product = (index: number): Tensor => {
        const plain = tf.matMul(h, at(kernels, index));
        return recurrentBias === null ? plain : tf.add(plain, at(tf.split(recurrentBias, 3, 0), index));
      };
      if (xz === undefined || xr === undefined || xh === undefined) throw new RangeError('GRU has three gates');
      const z = gate(tf.add(xz, product(0)));
      const r = gate(tf.add(xr, product(1)));
      const remembered = resetAfter ? tf.mul(r, product(2)) : tf.matMul(tf.mul(r, h), at(kernels, 2));
      const candidate = act(tf.add(xh, remembered));
      return {
        states: [tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate))],
        gates: [
          ['z', z],
          ['r', r],
          ['candidate', candidate],
        ],
      };
    },
  };
}

function at(list: readonly Tensor[], index: number): Tensor {
  const found = list[index];
  if (found === undefined) throw new RangeError(`a cell has no part ${index}`);
  return found;
}
