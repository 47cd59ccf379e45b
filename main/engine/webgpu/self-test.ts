/** The test that a card has to pass before it may train: a small model's loss and gradients against the CPU backend's. */
import type { Rank, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { gruOp } from '../native/gru-op.ts';
import { lstmOp } from '../native/lstm-op.ts';
import { skipGreeting } from '../portable.ts';

/** Largest difference allowed, as a share of the largest value of a result. */
const tolerance = 1e-4;

const batch = 5;
const time = 7;
const features = 6;
const units = 9;
const classes = 4;
const words = 11;

/** Weights of the model, by name: an embedding, a convolution over time, an LSTM, a GRU and a dense layer. */
const shapes = {
  embedding: [words, features],
  convolution: [3, features, features],
  lstmKernel: [features, 4 * units],
  lstmRecurrent: [units, 4 * units],
  lstmBias: [4 * units],
  gruKernel: [units, 3 * units],
  gruRecurrent: [units, 3 * units],
  gruBias: [2, 3 * units],
  dense: [units, classes],
} as const;
type Name = keyof typeof shapes;
type Weights = Readonly<Record<Name, Tensor>>;
const names = Object.keys(shapes) as Name[]; // which TypeScript types as strings

/** The two recurrent layers: on the card as its programs, on the CPU backend as plain loops. */
interface RecurrentLayers {
  lstm(tf: Tfjs, x: Tensor3D, weights: Weights, mask: Tensor2D): Tensor3D;
  gru(tf: Tfjs, x: Tensor3D, weights: Weights, mask: Tensor2D): Tensor2D;
}

/**
 * Throws an Error that names the first result that is off by more than a ten-thousandth, when the backend in use computes
 * other numbers than tfjs' CPU backend; passes on what the card reports. The backend in use stays.
 */
export async function selfTest(tf: Tfjs): Promise<void> {
  const backend = tf.getBackend();
  const handsOver = tf.env().getBool('WEBGPU_CPU_FORWARD');
  try {
    // Small tensors would be computed on the host.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
    const found = await lossAndGradients(tf, programs);
    await tf.setBackend('cpu');
    skipGreeting(tf);
    compare(found, await lossAndGradients(tf, loops));
  } finally {
    tf.env().set('WEBGPU_CPU_FORWARD', handsOver);
    await tf.setBackend(backend);
  }
}

type Results = ReadonlyMap<string, ArrayLike<number>>;

/** Throws an Error that names the first result that differs by more than the tolerance, is no number, or is missing. */
export function compare(found: Results, expected: Results): void {
  for (const [name, wanted] of expected) {
    const values = found.get(name);
    const limit = tolerance * Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const differences = Array.from(wanted, (value, index) => Math.abs((values?.[index] ?? Number.NaN) - value));
    // Written so that NaN is wrong.
    const wrong = differences.find((difference) => !(difference <= limit));
    if (wrong !== undefined) throw new Error(`${name} differs by ${wrong.toPrecision(2)}`);
  }
}

async function lossAndGradients(tf: Tfjs, layers: RecurrentLayers): Promise<Results> {
  const tensors = tf.tidy(() => {
    const weights = names.map((name, index) => tf.tensor(wave(shapes[name], index + 1, 0.5), [...shapes[name]]));
    const { value, grads } = tf.valueAndGrads((...given) => {
      const of = Object.fromEntries(names.map((name, index) => [name, given[index]])) as Record<Name, Tensor>;
      return loss(tf, of, layers).asScalar();
    })(weights);
    return [value, ...grads].map((tensor) => tf.keep(tensor));
  });
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  for (const tensor of tensors) tensor.dispose();
  return new Map(values.map((list, index) => [index === 0 ? 'the loss' : `the gradient of ${names[index - 1]}`, list]));
}

/** Numbers that look random and are the same everywhere. */
function wave(shape: readonly number[], seed: number, scale: number): Float32Array {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return Float32Array.from({ length: size }, (_, index) => scale * Math.sin(12.9898 * (index + 1) * seed + seed));
}

function loss(tf: Tfjs, weights: Weights, layers: RecurrentLayers): Tensor {
  const tokens = Int32Array.from({ length: batch * time }, (_, index) => (index * 7 + 3) % words);
  const ids = tf.tensor2d(tokens, [batch, time], 'int32');
  const mask = tf.notEqual(ids, 3) as Tensor2D;
  const embedded = tf.gather(weights.embedding, ids) as Tensor3D;
  const seen = tf.relu(tf.conv1d(embedded, weights.convolution as Tensor3D, 1, 'same'));
  const sequence = layers.lstm(tf, seen, weights, mask);
  const state = layers.gru(tf, sequence, weights, mask);
  const logits = tf.matMul(state, weights.dense as Tensor2D);
  const truth = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 1], 'int32'), classes);
  const each = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), truth), 1));
  const share = tf.mean(tf.cast(mask, 'float32'), 1);
  return tf.mean(tf.mul(each, share));
}

const programs: RecurrentLayers = {
  lstm: (tf, x, { lstmKernel, lstmRecurrent, lstmBias }, mask) =>
    lstmOp(tf, {
      x,
      kernel: lstmKernel as Tensor2D,
      recurrentKernel: lstmRecurrent as Tensor2D,
      bias: lstmBias.as1D(),
      mask,
    }).sequence,
  gru: (tf, x, { gruKernel, gruRecurrent, gruBias }, mask) =>
    gruOp(tf, {
      x,
      kernel: gruKernel as Tensor2D,
      recurrentKernel: gruRecurrent as Tensor2D,
      bias: gruBias as Tensor2D,
      mask,
      resetAfter: true,
    }).h,
};

const loops: RecurrentLayers = {
  lstm(tf, x, { lstmKernel, lstmRecurrent, lstmBias }, mask) {
    const zeros = tf.zeros<Rank.R2>([batch, units]);
    const sequence = eachStep(tf, x, mask, [zeros, zeros], (input, [h = zeros, c = zeros]) => {
      const sums = tf.add(
        tf.add(tf.matMul(input, lstmKernel as Tensor2D), tf.matMul(h, lstmRecurrent as Tensor2D)),
        lstmBias,
      );
      const [i, f, g, o] = tf.split(sums, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const next = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return [tf.mul(tf.sigmoid(o), tf.tanh(next)), next];
    });
    return tf.stack(sequence, 1) as Tensor3D;
  },
  gru(tf, x, { gruKernel, gruRecurrent, gruBias }, mask) {
    const zeros = tf.zeros<Rank.R2>([batch, units]);
    const [inputBias, recurrentBias] = tf.unstack(gruBias) as [Tensor, Tensor];
    const sequence = eachStep(tf, x, mask, [zeros], (input, [h = zeros]) => {
      const inputs = tf.split(tf.add(tf.matMul(input, gruKernel as Tensor2D), inputBias), 3, 1);
      const recurrent = tf.split(tf.add(tf.matMul(h, gruRecurrent as Tensor2D), recurrentBias), 3, 1);
      const [xz, xr, xh] = inputs as [Tensor, Tensor, Tensor];
      const [hz, hr, hh] = recurrent as [Tensor, Tensor, Tensor];
      const z = tf.sigmoid(tf.add(xz, hz));
      const candidate = tf.tanh(tf.add(xh, tf.mul(tf.sigmoid(tf.add(xr, hr)), hh)));
      return [tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate))];
    });
    return sequence.at(-1) ?? zeros;
  },
};

/** h after every step; the mask freezes the states. */
function eachStep(
  tf: Tfjs,
  x: Tensor3D,
  mask: Tensor2D,
  start: readonly Tensor2D[],
  step: (input: Tensor2D, states: readonly Tensor2D[]) => readonly Tensor[],
): Tensor2D[] {
  let states = start;
  return Array.from({ length: time }, (_, index) => {
    const input = tf.reshape(tf.slice(x, [0, index, 0], [batch, 1, -1]), [batch, -1]) as Tensor2D;
    const valid = tf.reshape(tf.slice(tf.cast(mask, 'float32'), [0, index], [batch, 1]), [batch, 1]);
    const before = states;
    states = step(input, states).map((next, state) => {
      const old = before[state] ?? next;
      return tf.add(old, tf.mul(valid, tf.sub(next, old))) as Tensor2D;
    });
    return states[0] as Tensor2D;
  });
}
