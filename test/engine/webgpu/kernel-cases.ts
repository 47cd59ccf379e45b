/** Operations as the studio's models use them, to hold the card's kernels against the CPU backend's. */
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Tfjs } from '../../../main/engine/backend.ts';

/** What the values are: floats, one of them NaN, whole numbers, booleans, or floats made from booleans as masks are. */
export type ValueKind = 'float' | 'NaN' | 'int' | 'bool' | 'mask';

/** Draws a tensor. */
export type Draw = (kind: ValueKind, shape: readonly number[]) => Tensor;

export interface KernelCase {
  readonly name: string;
  readonly run: (draw: Draw) => Tensor;
}

export function createDraw(tf: Tfjs, seed: number): Draw {
  const generator = xoroshiro128plus(seed);
  return (kind, shape) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    const values = Float32Array.from({ length: size }, () => uniformFloat64(generator) * 2 - 1);
    if (kind === 'float') return tf.tensor(values, [...shape]);
    if (kind === 'NaN') return tf.tensor(values.with(Math.floor(size / 2), Number.NaN), [...shape]);
    if (kind === 'int')
      return tf.tensor(
        Int32Array.from(values, (value) => Math.floor(value * 9)),
        [...shape],
        'int32',
      );
    const booleans = tf.tensor(
      Uint8Array.from(values, (value) => (value > 0 ? 1 : 0)),
      [...shape],
      'bool',
    );
    return kind === 'bool' ? booleans : tf.cast(booleans, 'float32');
  };
}

/** Kernels that fail or lose what is not a number as tfjs brings them. */
export function faultyKernels(tf: Tfjs): KernelCase[] {
  const of = (name: string, kinds: readonly ValueKind[], shape: readonly number[], run: (x: Tensor) => Tensor) =>
    kinds.map(
      (kind): KernelCase => ({
        name: `${name} of ${kind}`,
        run: (draw) => run(draw(kind, shape)),
      }),
    );
  const whole: readonly ValueKind[] = ['int', 'bool', 'mask'];
  const permutations = [
    [2, 1, 0],
    [0, 2, 1],
    [0, 3, 1, 2],
    [0, 4, 1, 2, 3],
  ];
  const unary = ['sigmoid', 'softplus', 'exp', 'expm1', 'elu', 'relu', 'relu6', 'selu', 'tanh', 'leakyRelu'] as const;
  return [
    ...permutations.flatMap((order) =>
      of(`transpose ${order.join()}`, whole, [2, 3, 4, 5, 2].slice(0, order.length), (x) => tf.transpose(x, order)),
    ),
    ...of('transpose of a matrix', whole, [17, 19], (x) => tf.transpose(x)),
    ...[0, 1, [0, 1]].flatMap((axis) => [
      ...of(`sum over ${String(axis)}`, whole, [4, 5, 3], (x) => tf.sum(x, axis)),
      ...of(`max over ${String(axis)}`, ['int', 'mask'], [4, 5, 3], (x) => tf.max(x, axis)),
    ]),
    ...of('any', ['bool'], [4, 5, 3], (x) => tf.any(x, 1)),
    ...of('argMax', ['int', 'mask'], [4, 5, 3], (x) => tf.argMax(x, 0)),
    ...of('cumsum', ['int', 'mask'], [5, 3, 2], (x) => tf.cumsum(x, 0)),
    ...of('batchToSpaceND', whole, [4, 2, 3, 1], (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 1],
        ],
      ),
    ),
    ...of('cast to float', ['int', 'bool'], [4, 5], (x) => tf.transpose(tf.cast(x, 'float32'))),
    ...unary.flatMap((name) => of(name, ['NaN', 'float'], [4, 5, 3], (x) => tf[name](x))),
    ...of('log', ['NaN'], [4, 5], (x) => tf.log(tf.add(tf.abs(x), 0.1))),
    ...of('softmax', ['NaN', 'float'], [4, 5, 3], (x) => tf.softmax(x)),
    ...of('logSoftmax', ['NaN', 'float'], [4, 5, 3], (x) => tf.logSoftmax(x)),
  ];
}

/** The rest of what models compute with. */
export function otherKernels(tf: Tfjs): KernelCase[] {
  const kinds: readonly ValueKind[] = ['float', 'int', 'bool', 'mask'];
  const floats: readonly ValueKind[] = ['float', 'NaN', 'mask'];
  const one = (name: string, over: readonly ValueKind[], shape: readonly number[], run: (x: Tensor) => Tensor) =>
    over.map(
      (kind): KernelCase => ({
        name: `${name} of ${kind}`,
        run: (draw) => run(draw(kind, shape)),
      }),
    );
  const two = (name: string, over: readonly ValueKind[], run: (a: Tensor, b: Tensor) => Tensor) =>
    over.flatMap((kind) =>
      [[4, 5, 3], [5, 1], [3]].map(
        (shape): KernelCase => ({
          name: `${name} of ${kind} with [${shape.join()}]`,
          run: (draw) => run(draw(kind, [4, 5, 3]), draw(kind === 'NaN' ? 'float' : kind, shape)),
        }),
      ),
    );
  const arithmetic = ['add', 'sub', 'mul', 'maximum', 'minimum', 'squaredDifference'] as const;
  const comparisons = ['greater', 'less', 'greaterEqual', 'equal', 'notEqual'] as const;
  return [
    ...(['neg', 'abs', 'square', 'ceil', 'erf'] as const).flatMap((name) =>
      one(name, floats, [4, 5, 3], (x) => tf[name](x)),
    ),
    ...one('clipByValue', floats, [4, 5, 3], (x) => tf.clipByValue(x, -0.3, 0.3)),
    ...one('sqrt', ['float'], [4, 5], (x) => tf.sqrt(tf.abs(x))),
    ...one('rsqrt', ['float'], [4, 5], (x) => tf.rsqrt(tf.add(tf.abs(x), 0.1))),
    ...arithmetic.flatMap((name) => two(name, ['float', 'int', 'mask', 'NaN'], (a, b) => tf[name](a, b))),
    ...two('div', ['float'], (a, b) => tf.div(a, tf.add(tf.abs(b), 0.5))),
    ...two('pow', ['float'], (a, b) => tf.pow(tf.add(tf.abs(a), 0.1), b)),
    ...comparisons.flatMap((name) => two(name, ['float', 'int', 'bool', 'NaN'], (a, b) => tf[name](a, b))),
    ...two('logicalAnd', ['bool'], (a, b) => tf.logicalAnd(a, b)),
    ...two('logicalOr', ['bool'], (a, b) => tf.logicalOr(a, b)),
    ...kinds.map(
      (kind): KernelCase => ({
        name: `where of ${kind}`,
        run: (draw) => tf.where(draw('bool', [4, 5]), draw(kind, [4, 5]), draw(kind, [4, 5])),
      }),
    ),
    ...[null, -1].flatMap((axis) => [
      ...one(`mean over ${String(axis)}`, ['float', 'mask', 'NaN'], [4, 5, 3], (x) => tf.mean(x, axis ?? undefined)),
      ...one(`min over ${String(axis)}`, ['float', 'int', 'NaN'], [4, 5, 3], (x) => tf.min(x, axis ?? undefined)),
      ...one(`all over ${String(axis)}`, ['bool'], [4, 5, 3], (x) => tf.all(x, axis ?? undefined)),
    ]),
    ...kinds.flatMap((kind): KernelCase[] => [
      {
        name: `concat of ${kind}`,
        run: (draw) => tf.concat([draw(kind, [2, 3, 4]), draw(kind, [2, 5, 4])], 1),
      },
      {
        name: `stack of ${kind}`,
        run: (draw) => tf.stack([draw(kind, [2, 3]), draw(kind, [2, 3])], 1),
      },
      {
        name: `unstack of ${kind}`,
        run: (draw) => tf.concat(tf.unstack(draw(kind, [2, 3, 4]), 1), 0),
      },
      {
        name: `split of ${kind}`,
        run: (draw) => tf.concat(tf.split(draw(kind, [2, 3, 4]), 2, 2), 0),
      },
      {
        name: `slice of ${kind}`,
        run: (draw) => tf.slice(draw(kind, [4, 5, 3]), [1, 2, 0], [2, 2, 3]),
      },
      {
        name: `tile of ${kind}`,
        run: (draw) => tf.tile(draw(kind, [2, 1, 3]), [1, 4, 1]),
      },
      {
        name: `reverse of ${kind}`,
        run: (draw) => tf.reverse(draw(kind, [2, 4, 3]), 1),
      },
      {
        name: `pad of ${kind}`,
        run: (draw) =>
          tf.pad(draw(kind, [2, 3]), [
            [0, 1],
            [1, 2],
          ]),
      },
      {
        name: `gather of ${kind}`,
        run: (draw) => tf.gather(draw(kind, [6, 4]), tf.tensor1d([0, 5, 2], 'int32')),
      },
      {
        name: `cast to int of ${kind}`,
        run: (draw) => tf.cast(draw(kind, [4, 5]), 'int32'),
      },
      {
        name: `cast to bool of ${kind}`,
        run: (draw) => tf.cast(draw(kind, [4, 5]), 'bool'),
      },
    ]),
    ...one('topk', ['float'], [4, 9], (x) => tf.topk(x, 3).values),
    {
      name: 'oneHot',
      run: () => tf.oneHot(tf.tensor1d([0, 3, 2, -1, 9], 'int32'), 4),
    },
    ...[
      [3, 4, 5],
      [70, 64, 33],
      [5, 200, 3],
      [2000, 3, 4],
      [4, 2000, 4],
    ].flatMap(([rows = 1, inner = 1, columns = 1]): KernelCase[] => [
      {
        name: `matMul ${rows} × ${inner} × ${columns}`,
        run: (draw) => tf.matMul(draw('float', [rows, inner]), draw('float', [inner, columns])),
      },
      {
        name: `matMul ${rows} × ${inner} × ${columns}, both transposed`,
        run: (draw) => tf.matMul(draw('float', [inner, rows]), draw('mask', [columns, inner]), true, true),
      },
    ]),
    ...(['same', 'valid'] as const).flatMap((padding) => [
      ...one(`maxPool, ${padding}`, ['float', 'NaN'], [2, 7, 6, 3], (x) => tf.maxPool(x as Tensor4D, 2, 2, padding)),
      ...one(`avgPool, ${padding}`, ['float', 'NaN'], [2, 7, 6, 3], (x) => tf.avgPool(x as Tensor4D, 2, 2, padding)),
    ]),
    ...gradients(tf),
  ];
}

/** Gradients, all of a function's in one row. */
function gradients(tf: Tfjs): KernelCase[] {
  const of = (
    name: string,
    run: (...x: Tensor[]) => Tensor,
    ...shapes: readonly (readonly number[])[]
  ): KernelCase => ({
    name: `gradient of ${name}`,
    run: (draw) => {
      const weighed = (y: Tensor): Tensor =>
        tf.mul(
          y,
          tf.tensor(
            Float32Array.from({ length: y.size }, (_, index) => Math.sin(index + 1)),
            y.shape,
          ),
        );
      const all = tf.grads((...x: Tensor[]) => tf.sum(weighed(run(...x))))(shapes.map((shape) => draw('float', shape)));
      return tf.concat(all.map((one) => tf.reshape(one, [-1])));
    },
  });
  const image = [2, 7, 6, 3];
  return [
    ...(['relu', 'tanh', 'sigmoid', 'softplus', 'elu', 'selu', 'softmax', 'logSoftmax', 'abs', 'erf'] as const).map(
      (name) => of(name, (x) => tf[name](x as Tensor), [4, 5, 3]),
    ),
    ...(['same', 'valid'] as const).flatMap((padding) => [
      of(`conv2d, ${padding}`, (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, 2, padding), image, [3, 3, 3, 4]),
      of(
        `depthwise, ${padding}`,
        (x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, padding),
        image,
        [3, 3, 3, 2],
      ),
      of(`maxPool, ${padding}`, (x) => tf.maxPool(x as Tensor4D, 3, 2, padding), image),
      of(`avgPool, ${padding}`, (x) => tf.avgPool(x as Tensor4D, 2, 2, padding), image),
    ]),
    of('conv1d', (x, w) => tf.conv1d(x as Tensor3D, w as Tensor3D, 1, 'same'), [2, 9, 3], [3, 3, 4]),
    of('gather', (x) => tf.gather(x as Tensor, tf.tensor1d([0, 5, 2, 2], 'int32')), [6, 4]),
    of('cumsum', (x) => tf.cumsum(x as Tensor, 1), [3, 7]),
    of('reverse', (x) => tf.reverse(x as Tensor, 1), [3, 7, 2]),
    of('tile', (x) => tf.tile(x as Tensor, [2, 3]), [3, 7]),
    of('max', (x) => tf.max(x as Tensor, 1), [3, 7, 2]),
    of('mean', (x) => tf.mean(x as Tensor, [0, 1]), [3, 7, 2]),
    of('where', (x, y) => tf.where(tf.tensor1d([1, 0, 0, 1], 'bool'), x as Tensor, y as Tensor), [3, 4], [3, 4]),
    of('matMul', (x, y) => tf.matMul(x as Tensor2D, y as Tensor2D), [13, 40], [40, 9]),
    of('matMul of batches', (x, y) => tf.matMul(x as Tensor3D, y as Tensor3D, false, true), [3, 4, 5], [3, 6, 5]),
    of('slice', (x) => tf.slice(x as Tensor, [1, 0], [2, 3]), [4, 4]),
    of('concat', (x, y) => tf.concat([x as Tensor, y as Tensor], 1), [4, 4], [4, 3]),
    of('stack', (x, y) => tf.stack([x as Tensor, y as Tensor], 1), [4, 4], [4, 4]),
    of('prelu', (x, y) => tf.prelu(x as Tensor, y as Tensor1D), [4, 3], [3]),
  ];
}
