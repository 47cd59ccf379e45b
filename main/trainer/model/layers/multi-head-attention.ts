/**
 * Keras' MultiHeadAttention (Vaswani et al. 2017): query [batch, steps, d], value and key [batch, places, …] are projected
 * for every head, attended to, and projected back. Kernels have the shapes of Keras' EinsumDense: [d, heads, size].
 */
import { StudioError } from '../../../../shared/problem.ts';
import { readPart } from '../config.ts';
import { readConstraint } from '../constraints.ts';
import { softmax } from '../gradients.ts';
import { readInitializer, type Initializer } from '../initializers.ts';
import {
  fixedSize,
  type CallContext,
  type LayerFactory,
  type LayerSetup,
  type Mask,
  type Shape,
  type Tensor,
  type Tf,
} from '../layer.ts';
import { dropoutMask } from '../recurrent/dropout-masks.ts';
import { readRegularizer } from '../regularizers.ts';
import { causalMask, spread } from './attention.ts';

/** What a score outside reach becomes, as in Keras: TensorFlow's attention has no dropout, the layers' own softmax does. */
const outOfReach = { fused: -0.7 * 3.38953e38, softmax: -1e9 } as const;

export const multiHeadAttention: LayerFactory = (setup) => {
  const { tf, config, inputShapes, seed, name } = setup;
  refuse(setup);
  const [query = [], value = [], key = value] = inputShapes;
  const heads = config.number('num_heads');
  const keySize = config.number('key_dim');
  const valueSize = config.number('value_dim', keySize);
  const rate = config.number('dropout', 0);
  const outputSize = config.raw['output_shape'] ? config.numbers('output_shape', 1)[0] : undefined;
  const width = outputSize ?? fixedSize(query, -1);
  const toHeads = (attribute: string, label: string, input: Shape, size: number) =>
    projection(setup, { attribute, name: label, from: [fixedSize(input, -1)], to: [heads, size] });
  const forQuery = toHeads('query_dense', 'query', query, keySize);
  const forKey = toHeads('key_dense', 'key', key, keySize);
  const forValue = toHeads('value_dense', 'value', value, valueSize);
  const back = projection(setup, {
    attribute: 'output_dense',
    name: 'attention_output',
    from: [heads, valueSize],
    to: [width],
  });

  /** [batch, heads, steps, size] */
  const byHead = (x: Tensor): Tensor => tf.transpose(x, [0, 2, 1, 3]);
  return {
    forgetsMasks: true,
    addsOwnPenalties: true,
    outputShapes: ([first = []]) => [[...first.slice(0, -1), width]],
    call({ inputs: [q, v, k], masks, causal = false }, context) {
      if (q === undefined || v === undefined)
        throw new StudioError('wire/missing', { layer: name, expected: 'query and value', received: 1 });
      const [batch = 1, steps = 1] = q.shape;
      const places = v.shape[1] ?? 1;
      const reach = within(tf, { masks, causal, steps, places });
      const queries = tf.mul(byHead(forQuery(q, context)), 1 / Math.sqrt(keySize));
      const keys = byHead(forKey(k ?? v, context));
      const values = byHead(forValue(v, context));
      const scores = tf.matMul(queries, keys, false, true);
      const condition = reach === null ? null : spread(tf, tf.expandDims(reach, 1), scores);
      const filler = rate > 0 ? outOfReach.softmax : outOfReach.fused;
      const shares = softmax(
        tf,
        condition === null ? scores : tf.where(condition, scores, tf.fill(scores.shape, filler)),
      );
      // Keras' softmax layer leaves nothing to steps without a place within reach; TensorFlow's attention an even mean.
      const weights = condition === null || rate === 0 ? shares : tf.where(condition, shares, tf.zerosLike(shares));
      context.noteAttention?.(weights);
      const kept =
        context.training && rate > 0 ? tf.mul(weights, dropoutMask(tf, context, seed, rate, weights.shape)) : weights;
      const together = tf.transpose(tf.matMul(kept, values), [0, 2, 1, 3]);
      const output = back(tf.reshape(together, [batch, steps, heads, valueSize]), context);
      return { outputs: [output], masks: [masks[0] ?? null] };
    },
  };
};

/** What the studio does not compute is refused by its name. */
function refuse({ config, inputShapes, name }: LayerSetup): void {
  const unsupported = (what: string): StudioError =>
    new StudioError('model/unsupported-layer', { layer: `MultiHeadAttention with ${what}`, name });
  if (config.raw['use_gate'] === true) throw unsupported('use_gate');
  if (config.raw['flash_attention'] === true) throw unsupported('flash_attention');
  if (typeof config.raw['sliding_window'] === 'number') throw unsupported('sliding_window');
  const axes = config.raw['attention_axes'];
  if (Array.isArray(axes) && axes.join() !== '1') throw unsupported(`attention_axes ${JSON.stringify(axes)}`);
  const rank = inputShapes.find((shape) => shape.length !== 3);
  if (rank !== undefined) throw unsupported(`inputs of ${rank.length} axes`);
}

interface ProjectionSpec {
  /** Keras saves the kernel under `attribute` and names it by `name`. */
  readonly attribute: string;
  readonly name: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** An EinsumDense over the last axes: `from` is multiplied away, `to` takes its place. */
function projection(
  { tf, config, addCell }: LayerSetup,
  { attribute, name, from, to }: ProjectionSpec,
): (x: Tensor, context: CallContext) => Tensor {
  const { addWeight } = addCell('EinsumDense', name, attribute);
  const [inputs, outputs] = [product(from), product(to)];
  const kernel = addWeight({
    name: 'kernel',
    shape: [...from, ...to],
    initializer: kernelInitializer(config.raw['kernel_initializer'], [inputs, outputs]),
    regularizer: readRegularizer(config.raw['kernel_regularizer']),
    constraint: readConstraint(config.raw['kernel_constraint']),
  });
  const bias = config.boolean('use_bias', true)
    ? addWeight({
        name: 'bias',
        shape: to,
        initializer: readInitializer(config.raw['bias_initializer'], 'Zeros'),
        regularizer: readRegularizer(config.raw['bias_regularizer']),
        constraint: readConstraint(config.raw['bias_constraint']),
      })
    : null;
  const penalty = readRegularizer(config.raw['activity_regularizer']);
  return (x, context) => {
    const kept = x.shape.slice(0, x.rank - from.length);
    const flat = tf.matMul(tf.reshape(x, [product(kept), inputs]), tf.reshape(kernel.variable, [inputs, outputs]));
    const result = tf.reshape(flat, [...kept, ...to]);
    const output = bias === null ? result : tf.add(result, bias.variable);
    if (penalty !== null) context.penalties.push(tf.div(penalty(tf, output), x.shape[0] ?? 1));
    return output;
  };
}

/** EinsumDense counts all units on either side, where kernels of this shape would be taken for a convolution's. */
function kernelInitializer(value: unknown, units: readonly number[]): Initializer {
  const initializer = readInitializer(value, 'GlorotUniform');
  const name = readPart(value)?.name ?? 'GlorotUniform';
  return /^(?:glorot|he|lecun|variance)/i.test(name) ? (_, seed) => initializer(units, seed) : initializer;
}

/** All masks together, [batch or 1, steps or 1, places]; null: every step sees every place. */
function within(
  tf: Tf,
  {
    masks: [query = null, value = null, key = null],
    causal,
    steps,
    places,
  }: { readonly masks: readonly Mask[]; readonly causal: boolean; readonly steps: number; readonly places: number },
): Mask {
  const parts = [
    query === null ? null : tf.expandDims(query, 2),
    value === null ? null : tf.expandDims(value, 1),
    key === null ? null : tf.expandDims(key, 1),
    causal ? causalMask(tf, steps, places) : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.reduce((all, part) => tf.logicalAnd(all, part));
}

const product = (sizes: readonly number[]): number => sizes.reduce((result, size) => result * size, 1);
