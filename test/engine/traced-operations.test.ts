import { describe, expect, test } from 'vitest';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../../main/engine/backend.ts';
import { gruOp } from '../../main/engine/native/gru-op.ts';
import { lstmOp } from '../../main/engine/native/lstm-op.ts';
import { canRunRecurrentOps } from '../../main/engine/native/recurrent-op.ts';
import { simpleRnnOp } from '../../main/engine/native/simple-rnn-op.ts';
import { adamUpdate, canRunUpdateOps } from '../../main/engine/native/update-op.ts';
import type { TypedArray } from '../../main/engine/traced/tracer.ts';
import { describeTraced, relativeDifference, valuesOf } from './traced-kit.ts';

/** A function of x [4, 6, 3] float32, i [4, 6] int32 in 0…5 and m [4, 6] bool, with variables of its own. */
interface Family {
  readonly name: string;
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Of variables that follow the mean of x. */
  readonly averages?: Readonly<Record<string, readonly number[]>>;
  readonly compute: (tf: Tfjs, feeds: Feeds, variables: Readonly<Record<string, Variable>>) => Tensor;
}
interface Feeds {
  readonly x: Tensor3D;
  readonly i: Tensor2D;
  readonly m: Tensor2D;
}

const families: readonly Family[] = [
  {
    name: 'matrix product, bias, activations',
    shapes: { w: [3, 5], b: [5] },
    compute: (tf, { x }, { w, b }) => {
      const y = tf.add(tf.matMul(tf.reshape(x, [24, 3]), as<Tensor2D>(w)), as(b));
      return tf.addN([tf.tanh(y), tf.sigmoid(y), tf.relu(y), tf.elu(y), tf.selu(y), tf.softplus(y), tf.softmax(y)]);
    },
  },
  {
    name: 'convolutions',
    shapes: { w: [3, 3, 4], d: [2, 1, 3, 2] },
    compute: (tf, { x }, { w, d }) => {
      const flat = tf.conv1d(x, as<Tensor3D>(w), 1, 'same');
      const deep = tf.depthwiseConv2d(tf.expandDims(x, 2) as unknown as Tensor4D, as<Tensor4D>(d), 1, 'same');
      return tf.add(tf.sum(tf.square(flat)), tf.sum(tf.square(deep)));
    },
  },
  {
    name: 'pooling, padding, upsampling',
    shapes: { s: [3] },
    compute: (tf, { x }, { s }) => {
      const y = tf.expandDims(tf.mul(x, as(s)), 2) as unknown as Tensor4D;
      const pooled = tf.add(tf.maxPool(y, [2, 1], [2, 1], 'same'), tf.avgPool(y, [2, 1], [2, 1], 'valid'));
      return tf.pad(tf.image.resizeNearestNeighbor(pooled as Tensor4D, [6, 2]), [
        [0, 0],
        [1, 1],
        [0, 0],
        [0, 0],
      ]);
    },
  },
  {
    name: 'embedding: gather and its gradient',
    shapes: { table: [6, 4] },
    compute: (tf, { i }, { table }) => tf.square(tf.gather(as<Tensor2D>(table), i)),
  },
  {
    name: 'batch normalization with moving averages',
    shapes: { gamma: [3] },
    averages: { mean: [3] },
    compute: (tf, { x }, { gamma }) => {
      const moments = tf.moments(x, [0, 1]);
      return tf.batchNorm(
        x,
        moments.mean as Tensor1D,
        moments.variance as Tensor1D,
        tf.zeros([3]),
        as<Tensor1D>(gamma),
      );
    },
  },
  {
    name: 'concat, split, slice, stack, reverse, transpose, tile',
    shapes: { s: [3] },
    compute: (tf, { x }, { s }) => {
      const y = tf.mul(x, as(s));
      const parts = tf.split(y, [2, 3, 1], 1);
      const both = tf.concat([...parts].reverse(), 1);
      const steps = tf.unstack(both, 1);
      return tf.tile(
        tf.transpose(tf.reverse(tf.slice(tf.stack(steps, 0), [1, 0, 0], [3, 4, 3]), 0), [1, 2, 0]),
        [1, 1, 2],
      );
    },
  },
  {
    name: 'masks: where, comparisons, casts, reductions',
    shapes: { s: [3] },
    compute: (tf, { x, i, m }, { s }) => {
      const y = tf.mul(x, as(s));
      const mask = tf.expandDims(tf.logicalAnd(m, tf.notEqual(i, 0)), 2);
      const kept = tf.where(tf.tile(mask, [1, 1, 3]), y, tf.zerosLike(y));
      const count = tf.maximum(tf.sum(tf.cast(mask, 'float32')), 1);
      return tf.add(tf.div(tf.sum(tf.abs(kept)), count), tf.max(tf.cast(tf.argMax(x, -1), 'float32')));
    },
  },
  {
    name: 'loss: one-hot, clip, log, norm, mean over time',
    shapes: { w: [3, 6] },
    compute: (tf, { x, i }, { w }) => {
      const logits = tf.reshape(tf.matMul(tf.reshape(x, [24, 3]), as<Tensor2D>(w)), [4, 6, 6]);
      const truth = tf.cast(tf.oneHot(i, 6), 'float32');
      const likely = tf.log(tf.clipByValue(tf.softmax(logits), 1e-7, 1));
      const penalty = tf.sqrt(tf.addN([tf.sum(tf.square(as(w))), tf.sum(tf.abs(as(w)))]));
      return tf.add(tf.neg(tf.mean(tf.sum(tf.mul(truth, likely), -1))), penalty);
    },
  },
  {
    name: 'attention: batched products, einsum-like transposes, cumulative sums',
    shapes: { q: [3, 3] },
    compute: (tf, { x }, { q }) => {
      const query = tf.reshape(tf.matMul(tf.reshape(x, [24, 3]), as<Tensor2D>(q)), [4, 6, 3]);
      const weights = tf.softmax(tf.matMul(query as Tensor3D, x, false, true));
      return tf.add(tf.matMul(weights as Tensor3D, x), tf.cumsum(x, 1));
    },
  },
  {
    name: 'roundings, powers, sines, error function, minimum, floor division',
    shapes: { s: [3] },
    compute: (tf, { x }, { s }) => {
      const y = tf.mul(x, as(s));
      const powers = tf.pow(tf.add(tf.abs(y), 0.5), 1.5);
      return tf.addN([
        tf.sin(y),
        tf.erf(y),
        powers,
        tf.minimum(y, 0.3),
        tf.rsqrt(tf.add(tf.square(y), 1)),
        tf.floor(x),
        tf.sign(y),
        tf.mod(x, 2),
        tf.atan(y),
        tf.logSigmoid(y),
        tf.leakyRelu(y),
        tf.prelu(y, tf.fill([3], 0.2)),
      ]);
    },
  },
];

const recurrentFamilies: readonly Family[] = [
  {
    name: 'LSTM with a mask and states',
    shapes: { k: [3, 20], r: [5, 20], b: [20], h: [4, 5], c: [4, 5] },
    compute: (tf, { x, m }, { k, r, b, h, c }) => {
      const kernels = { kernel: as<Tensor2D>(k), recurrentKernel: as<Tensor2D>(r), bias: as<Tensor1D>(b) };
      const { sequence, c: last } = lstmOp(tf, { x, mask: m, ...kernels, h0: as<Tensor2D>(h), c0: as<Tensor2D>(c) });
      return tf.add(tf.sum(tf.square(sequence)), tf.sum(last));
    },
  },
  {
    name: 'GRU with recurrent dropout',
    shapes: { k: [3, 15], r: [5, 15], b: [2, 15] },
    compute: (tf, { x, m }, { k, r, b }) => {
      const kernels = { kernel: as<Tensor2D>(k), recurrentKernel: as<Tensor2D>(r), bias: as<Tensor2D>(b) };
      const recurrentMask = tf.mul(tf.ones([1, 4, 5]), 1.25) as Tensor3D;
      return tf.sum(tf.square(gruOp(tf, { x, mask: m, ...kernels, recurrentMask, resetAfter: true }).h));
    },
  },
  {
    name: 'two SimpleRNNs, one over the other',
    shapes: { k: [3, 5], r: [5, 5], b: [5] },
    compute: (tf, { x }, { k, r, b }) => {
      const kernels = { kernel: as<Tensor2D>(k), recurrentKernel: as<Tensor2D>(r), bias: as<Tensor1D>(b) };
      const { sequence } = simpleRnnOp(tf, { x, ...kernels, activation: 'tanh', needsInputGradient: false });
      return simpleRnnOp(tf, { ...kernels, x: sequence, kernel: as<Tensor2D>(r), activation: 'relu' }).h;
    },
  },
];

/** Variables stand for tensors everywhere; tfjs' types know it only in part. */
function as<T extends Tensor>(variable: Variable | undefined): T {
  if (variable === undefined) throw new Error('a variable is missing');
  return variable as unknown as T;
}

await describeTraced('a replay equals the eager step: value, gradients, variables', ({ tf, tracer, record }) => {
  const recurrent = canRunRecurrentOps(tf) ? recurrentFamilies : [];

  describe.each([...families, ...recurrent])('$name', ({ shapes = {}, averages = {}, compute }) => {
    test('over three steps of gradient descent', () => {
      const feeds = [1, 2, 3, 4, 5].map((seed) => makeFeeds(tf, seed));
      const variables = Object.fromEntries(
        Object.entries({ ...shapes, ...averages }).map(([name, shape], index) => [
          name,
          tf.variable(tf.randomUniform([...shape], -0.7, 0.7, 'float32', 10 + index), name in shapes),
        ]),
      );
      const list = Object.values(variables);
      const step = (given: Feeds) => (): Tensor[] =>
        tf.tidy(() => {
          const { value, grads } = tf.variableGrads(() => tf.sum(compute(tf, given, variables)) as Scalar);
          for (const variable of list) {
            const gradient = grads[variable.name];
            variable.assign(
              gradient
                ? tf.sub(variable, tf.mul(gradient, 0.05))
                : tf.add(tf.mul(variable, 0.9), tf.mul(tf.mean(given.x, [0, 1]), 0.1)),
            );
          }
          return [value, ...Object.values(grads)];
        });
      const [first, second, ...others] = feeds as [Feeds, Feeds, ...Feeds[]];
      const recording = record(step(first), Object.values(first));
      expect(tracer.compare(recording, record(step(second), Object.values(second)))).toBeNull();
      const start = list.map((variable) => tf.clone(variable));
      const eager = others.map((given) => step(given)().map(valuesOf));
      const wanted = list.map(valuesOf);
      list.forEach((variable, index) => {
        variable.assign(start[index] as Variable);
      });
      const replay = tracer.add(recording);
      tracer.push();
      const replayed = others.map((given) => replay.run(Object.values(given).map(valuesOf)));
      tracer.pull();
      replayed.forEach((results, index) => {
        expect(relativeDifference(results, eager[index] ?? [])).toBeLessThan(1e-5);
      });
      expect(relativeDifference(list.map(valuesOf), wanted)).toBeLessThan(1e-5);
      tf.dispose([...list, ...start]);
    });
  });

  test('stateless draws follow their seed, which is an input', () => {
    const seed = tf.tensor1d([7, 1], 'int32');
    const { TF_ATTR_TYPE: type } = (tf.backend() as unknown as { binding: { TF_ATTR_TYPE: number } }).binding;
    const draw = (op: string) =>
      (
        tf.backend() as unknown as {
          executeSingleOutput(name: string, attributes: readonly object[], inputs: readonly Tensor[]): Tensor;
        }
      ).executeSingleOutput(
        op,
        [
          { name: 'T', type, value: 3 },
          { name: 'Tseed', type, value: 3 },
          { name: 'dtype', type, value: 1 },
        ],
        [tf.tensor1d([3, 4], 'int32'), seed],
      );
    const ops = ['StatelessRandomUniform', 'StatelessRandomNormal', 'StatelessTruncatedNormal'];
    const body = () => tf.tidy(() => ops.map(draw));
    const eager = body().map(valuesOf);
    const replay = tracer.add(record(body, [seed]));
    expect(replay.run([Int32Array.of(7, 1)])).toEqual(eager);
    const other = replay.run([Int32Array.of(7, 2)]);
    other.forEach((values, index) => {
      expect(values).not.toEqual(eager[index]);
    });
    expect(replay.run([Int32Array.of(7, 2)])).toEqual(other);
  });

  test('an optimizer as one op', () => {
    if (!canRunUpdateOps(tf)) return;
    const [weight, momentum, velocity] = [0.5, 0, 0].map((value) => tf.variable(tf.fill([9], value)));
    const gradient = tf.linspace(-1, 1, 9);
    const step = () =>
      tf.tidy(() => {
        const slots = { weight: as(weight), momentum: as(momentum), velocity: as(velocity) };
        const numbers = tf.tensor1d([0.01]);
        const next = adamUpdate(tf, { ...slots, gradient, numbers, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
        weight?.assign(next.weight as unknown as Variable);
        momentum?.assign(next.momentum as unknown as Variable);
        velocity?.assign(next.velocity as unknown as Variable);
        return [];
      });
    const replay = tracer.add(record(step, [gradient]));
    const all = [weight, momentum, velocity].map((variable) => as(variable));
    const saved = all.map((variable) => variable.clone());
    step();
    const eager = all.map(valuesOf);
    all.forEach((variable, index) => {
      (variable as Variable).assign(saved[index] as Variable);
    });
    tracer.push();
    replay.run([valuesOf(gradient)]);
    tracer.pull();
    expect(all.map(valuesOf)).toEqual(eager);
  });

  test('equal calls give equal bits', () => {
    const x = tf.randomNormal([40, 50], 0, 1, 'float32', 3) as Tensor2D;
    const w = tf.randomNormal([50, 60], 0, 1, 'float32', 4) as Tensor2D;
    const replay = tracer.add(record(() => [tf.tidy(() => tf.sum(tf.tanh(tf.matMul(x, w))))], [x, w]));
    const feeds: TypedArray[] = [valuesOf(x), valuesOf(w)];
    const [first] = replay.run(feeds);
    for (let call = 0; call < 50; call += 1) expect(replay.run(feeds)[0]).toEqual(first);
  });
});

function makeFeeds(tf: Tfjs, seed: number): Feeds {
  return tf.tidy(() => ({
    x: tf.randomNormal([4, 6, 3], 0, 1, 'float32', seed) as Tensor3D,
    i: tf.cast(tf.randomUniform([4, 6], 0, 6, 'float32', seed), 'int32') as Tensor2D,
    m: tf.greater(tf.randomUniform([4, 6], 0, 1, 'float32', seed + 100), 0.3) as Tensor2D,
  }));
}
