/** Layers that take several tensors: element by element, side by side, or as products. */
import { StudioError } from '../../../../shared/problem.ts';
import type { LayerFactory, LayerSetup, Mask, Shape, Tensor, Tf } from '../layer.ts';
import { unitLength } from '../unit-length.ts';

/** `masks` in the shape of the tensors, or null where there is none. */
type Combine = (tf: Tf, tensors: readonly Tensor[], masks: readonly Mask[]) => Tensor;

const fold =
  (combine: (tf: Tf, a: Tensor, b: Tensor) => Tensor): Combine =>
  (tf, tensors) =>
    tensors.reduce((result, tensor) => combine(tf, result, tensor));

export const add = elementwise((tf, tensors) =>
  sameShape(tensors) ? tf.addN([...tensors]) : tensors.reduce((a, b) => tf.add(a, b)),
);
export const multiply = elementwise(product);
export const average = elementwise((tf, tensors) =>
  tf.div(
    tensors.reduce((a, b) => tf.add(a, b)),
    tensors.length,
  ),
);
export const maximum = elementwise(extreme((tf, a, b) => tf.maximum(a, b)));
export const minimum = elementwise(extreme((tf, a, b) => tf.minimum(a, b)));
export const subtract = elementwise(
  fold((tf, a, b) => tf.sub(a, b)),
  2,
);

/** A mask comes out only if every input has one: a step counts where any input's does. */
function elementwise(combine: Combine, count?: number): LayerFactory {
  return ({ tf, name }) => ({
    outputShapes: (inputs) => [broadcast(inputs)],
    call({ inputs, masks }) {
      if (count !== undefined && inputs.length !== count) {
        throw new StudioError('wire/too-many', { layer: name, expected: `${count} inputs`, received: inputs.length });
      }
      const rank = Math.max(...inputs.map((input) => input.rank));
      const tensors = inputs.map((input) => withRank(tf, input, rank));
      const output = combine(
        tf,
        tensors,
        // An input that got more axes has lost its mask in Keras; the output's mask is made of all.
        tensors.map((tensor, index) => (inputs[index] === tensor ? wideMask(tf, tensor, masks[index] ?? null) : null)),
      );
      return { outputs: [output], masks: [anyMask(tf, masks)] };
    },
  });
}

/** Masked steps of an input count as ones; where no input has a valid step the product is zero. */
function product(tf: Tf, tensors: readonly Tensor[], masks: readonly Mask[]): Tensor {
  const filled = tensors.map((tensor, index) => {
    const mask = masks[index] ?? null;
    return mask === null ? tensor : tf.where(mask, tensor, tf.onesLike(tensor));
  });
  const result = filled.reduce((a, b) => tf.mul(a, b));
  const valid = anyMask(tf, masks);
  return valid === null ? result : tf.where(valid, result, tf.zerosLike(result));
}

/** Masked steps of an input take the other's value; there is no number that leaves every maximum as it is. */
function extreme(combine: (tf: Tf, a: Tensor, b: Tensor) => Tensor): Combine {
  return (tf, given, masks) => {
    const [first, ...rest] = stretched(tf, given);
    if (first === undefined) throw new RangeError('a merge was called without input');
    let output = first;
    let outputMask = masks[0] ?? null;
    rest.forEach((tensor, index) => {
      const mask = masks[index + 1] ?? null;
      const other = mask === null ? tensor : tf.where(mask, tensor, output);
      const own = outputMask === null ? output : tf.where(outputMask, output, other);
      outputMask = mask !== null && outputMask !== null ? tf.logicalOr(outputMask, mask) : null;
      output = combine(tf, own, other);
    });
    return output;
  };
}

/** All in one shape: the gradients of tfjs' maximum and minimum do not know of stretched axes, those of a sum do. */
function stretched(tf: Tf, tensors: readonly Tensor[]): readonly Tensor[] {
  if (sameShape(tensors)) return tensors;
  const shape = broadcast(tensors.map((tensor) => tensor.shape)).map((size) => size ?? 1);
  return tensors.map((tensor) => tf.add(tensor, tf.zeros(shape)));
}

function wideMask(tf: Tf, x: Tensor, mask: Mask): Mask {
  if (mask === null || mask.rank >= x.rank) return mask;
  const repeats = x.shape.map((size, axis) => (axis < mask.rank ? 1 : size));
  const column = tf.reshape(tf.cast(mask, 'int32'), [...mask.shape, ...x.shape.slice(mask.rank).map(() => 1)]);
  return tf.cast(tf.tile(column, repeats), 'bool');
}

function anyMask(tf: Tf, masks: readonly Mask[]): Mask {
  const present = masks.filter((mask) => mask !== null);
  return present.length === masks.length && present.length > 0 ? present.reduce((a, b) => tf.logicalOr(a, b)) : null;
}

/** Keras inserts axes after the batch: (batch, features) meets (batch, time, features). */
function withRank(tf: Tf, x: Tensor, rank: number): Tensor {
  if (x.rank === rank) return x;
  return tf.reshape(x, [x.shape[0] ?? 1, ...Array.from({ length: rank - x.rank }, () => 1), ...x.shape.slice(1)]);
}

function sameShape(tensors: readonly Tensor[]): boolean {
  return tensors.every((tensor) => tensor.shape.join() === tensors[0]?.shape.join());
}

function broadcast(shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const aligned = shapes.map((shape) => [
    shape[0] ?? null,
    ...Array.from({ length: rank - shape.length }, () => 1),
    ...shape.slice(1),
  ]);
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = aligned.map((shape) => shape[axis] ?? null);
    return sizes.find((size) => size !== null && size !== 1) ?? (sizes.includes(null) ? null : 1);
  });
}

export const concatenate: LayerFactory = ({ tf, config }) => {
  const given = config.number('axis', -1);
  return {
    outputShapes(inputs) {
      const rank = inputs[0]?.length ?? 1;
      const axis = (given + rank) % rank;
      const sum = inputs.reduce<number | null>((total, shape) => {
        const size = shape[axis] ?? null;
        return total === null || size === null ? null : total + size;
      }, 0);
      return [(inputs[0] ?? []).map((size, index) => (index === axis ? sum : size))];
    },
    call: ({ inputs, masks }) => ({
      outputs: [tf.concat([...inputs], given)],
      masks: [concatMask(tf, inputs, masks, given)],
    }),
  };
};

/** Keras' rule: inputs without a mask count everywhere; a step counts where any of its concatenated values does. */
function concatMask(tf: Tf, inputs: readonly Tensor[], masks: readonly Mask[], axis: number): Mask {
  if (masks.every((mask) => mask === null)) return null;
  const wide = inputs.map((input, index) => {
    const mask = masks[index] ?? null;
    const size = input.shape;
    if (mask === null) return tf.cast(tf.ones(size, 'int32'), 'bool');
    return wideMask(tf, input, mask) ?? mask;
  });
  return tf.any(tf.concat(wide, axis), -1);
}

/** Product over one axis of each of two inputs, sample by sample. */
export const dot: LayerFactory = (setup: LayerSetup) => {
  const { tf, config } = setup;
  const given = config.raw['axes'];
  const axes = Array.isArray(given) ? given.map(Number) : [config.number('axes'), config.number('axes')];
  const isNormalized = config.boolean('normalize', false);
  const place = (axis: number | undefined, rank: number): number => ((axis ?? -1) + rank) % rank;
  return {
    outputShapes([a = [], b = []]) {
      const left = a.filter((_, axis) => axis !== 0 && axis !== place(axes[0], a.length));
      const right = b.filter((_, axis) => axis !== 0 && axis !== place(axes[1], b.length));
      const rest = [...left, ...right];
      return [[a[0] ?? null, ...(rest.length === 0 ? [1] : rest)]];
    },
    call({ inputs: [a, b] }) {
      if (a === undefined || b === undefined)
        throw new StudioError('wire/missing', { layer: setup.name, expected: '2 inputs', received: 1 });
      const last = contractedLast(tf, unit(tf, a, place(axes[0], a.rank), isNormalized), place(axes[0], a.rank));
      const other = contractedLast(tf, unit(tf, b, place(axes[1], b.rank), isNormalized), place(axes[1], b.rank));
      const product = tf.matMul(last.matrix, other.matrix, false, true);
      const rest = [...last.rest, ...other.rest];
      return { outputs: [tf.reshape(product, [a.shape[0] ?? 1, ...(rest.length === 0 ? [1] : rest)])], masks: [null] };
    },
  };
};

function unit(tf: Tf, x: Tensor, axis: number, isNormalized: boolean): Tensor {
  return isNormalized ? unitLength(tf, x, axis) : x;
}

/** [batch, all other axes, contracted axis] */
function contractedLast(tf: Tf, x: Tensor, axis: number): { matrix: Tensor; rest: number[] } {
  const others = x.shape.map((_, index) => index).filter((index) => index !== 0 && index !== axis);
  const rest = others.map((index) => x.shape[index] ?? 1);
  const moved = axis === x.rank - 1 ? x : tf.transpose(x, [0, ...others, axis]);
  return {
    matrix: tf.reshape(moved, [x.shape[0] ?? 1, rest.reduce((product, size) => product * size, 1), x.shape[axis] ?? 1]),
    rest,
  };
}
