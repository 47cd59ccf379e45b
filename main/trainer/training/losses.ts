/**
 * Losses as Keras 3 reads and applies them: by identifier, along an axis, reduced with mask and sample weights. What each
 * computes stands in loss-functions.ts.
 */
import { StudioError } from '../../../shared/problem.ts';
import { readPart, toSnakeCase } from '../model/config.ts';
import type { Tensor, Tf } from '../model/tf.ts';
import { labelsOf, type LossFunction, type LossInput } from './loss-function.ts';
import { lossFunctions } from './loss-functions.ts';

export type Reduction = 'sum_over_batch_size' | 'sum' | 'mean_with_sample_weight';

export interface Loss {
  /** Keras' snake_case name. */
  readonly name: string;
  readonly values: LossFunction;
  /** Boolean, as the values: false where one counts neither in the sum nor in the number it is divided by. */
  readonly counts?: LossFunction;
  readonly reduction: Reduction;
}

const aliases: Readonly<Record<string, string>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  msle: 'mean_squared_logarithmic_error',
  logcosh: 'log_cosh',
  kld: 'kl_divergence',
  kullback_leibler_divergence: 'kl_divergence',
  contrastive_loss: 'contrastive',
  triplet_loss: 'triplet',
};

/** Losses whose truth is a class number, whatever the size of the prediction. */
const takesLabels = new Set(['sparse_categorical_crossentropy', 'triplet']);

/** Names of every loss, as Keras' snake_case functions. */
export const lossNames: readonly string[] = Object.keys(lossFunctions);

/**
 * A loss from Keras' identifier: a name such as `mse` or `MeanSquaredError`, or a serialised object with its parameters.
 * Throws `model/unsupported-layer` for one that the studio does not have.
 */
export function readLoss(value: unknown): Loss {
  const part = readPart(value);
  const name = toSnakeCase(part?.name ?? '');
  const known = aliases[name] ?? name;
  const maker = lossFunctions[known];
  if (part === null || maker === undefined)
    throw new StudioError('model/unsupported-layer', { layer: `loss ${part?.name ?? 'none'}` });
  const reduction = part.config['reduction'] ?? 'sum_over_batch_size';
  if (!isReduction(reduction) && reduction !== 'mean') {
    throw new StudioError('model/unsupported-layer', {
      layer: `loss ${part.name} with reduction ${JSON.stringify(reduction)}`,
    });
  }
  const values = alongAxis(maker(part.config), part.name, part.config['axis']);
  const ignored = known === 'sparse_categorical_crossentropy' ? part.config['ignore_class'] : null;
  return {
    name: known,
    values,
    ...(typeof ignored === 'number' ? { counts: (input) => input.tf.notEqual(labelsOf(input), ignored) } : {}),
    reduction: reduction === 'mean' ? 'sum_over_batch_size' : reduction,
  };
}

const isReduction = (value: unknown): value is Reduction =>
  value === 'sum_over_batch_size' || value === 'sum' || value === 'mean_with_sample_weight';

/** Keras' `axis`: losses go along the last one; another one is brought to the end first, label numbers have none. */
function alongAxis(values: LossFunction, name: string, axis: unknown): LossFunction {
  if (axis === undefined || axis === null || axis === -1) return values;
  return (input) => {
    const { tf, prediction } = input;
    const { rank } = prediction;
    const wanted = typeof axis === 'number' && axis < 0 ? axis + rank : axis;
    if (wanted === rank - 1) return values(input);
    if (typeof wanted !== 'number' || wanted < 0 || wanted >= rank || takesLabels.has(toSnakeCase(name)))
      throw new StudioError('model/unsupported-layer', { layer: `loss ${name} with axis ${JSON.stringify(axis)}` });
    const order = Array.from({ length: rank }, (_, index) => index).filter((index) => index !== wanted);
    const turned = (x: Tensor): Tensor => tf.transpose(x, [...order, wanted]);
    return values({
      tf,
      truth: turned(input.truth),
      prediction: turned(prediction),
      logits: input.logits === undefined ? undefined : turned(input.logits),
    });
  };
}

/** What the truth must look like beside a prediction of this shape. */
export function truthShape({ name }: Loss, prediction: readonly number[]): readonly number[] {
  return takesLabels.has(name) ? [...prediction.slice(0, -1), 1] : prediction;
}

/** Applies a loss to one output of the model: a scalar. `mask` and `weight` lack the feature axis. */
export function computeLoss(loss: Loss, input: LossInput, mask: Tensor | null, weight: Tensor | null): Tensor {
  const matched = matchRanks(input, loss.name);
  const own = loss.counts?.(matched) ?? null;
  const both = mask !== null && own !== null ? input.tf.logicalAnd(mask, own) : (mask ?? own);
  return reduceLoss(input.tf, loss.values(matched), both, weight, loss.reduction);
}

/** Truth [batch] against prediction [batch, 1] and the reverse, as Keras lines them up. */
function matchRanks(input: LossInput, loss: string): LossInput {
  const { tf, truth, prediction } = input;
  if (takesLabels.has(loss)) return input;
  const asFloat = truth.dtype === 'float32' ? truth : tf.cast(truth, 'float32');
  if (asFloat.rank === prediction.rank - 1 && prediction.shape.at(-1) === 1)
    return { ...input, truth: tf.expandDims(asFloat, -1) };
  if (asFloat.rank === prediction.rank + 1 && asFloat.shape.at(-1) === 1)
    return { ...input, truth: tf.squeeze(asFloat, [-1]) };
  return { ...input, truth: asFloat };
}

/**
 * Keras' `reduce_weighted_values`: the mean over all values, where masked ones count neither in the sum nor in the
 * number they are divided by; sample weights multiply and do not change that number.
 */
function reduceLoss(tf: Tf, values: Tensor, mask: Tensor | null, weight: Tensor | null, reduction: Reduction): Tensor {
  const weighted = weight === null ? values : tf.mul(values, alignRank(tf, weight, values.rank));
  if (reduction === 'mean_with_sample_weight' && weight !== null) {
    const parts = [weight, ...(mask === null ? [] : [tf.cast(mask, 'float32')])];
    const rank = Math.max(...parts.map((part) => part.rank));
    const all = parts.map((part) => alignRank(tf, part, rank)).reduce((product, part) => tf.mul(product, part));
    const sum = tf.sum(all);
    const total = tf.sum(tf.mul(values, alignRank(tf, all, values.rank)));
    return tf.div(total, tf.where(tf.equal(sum, 0), tf.onesLike(sum), sum));
  }
  if (mask === null) return reduction === 'sum' ? tf.sum(weighted) : tf.mean(weighted);
  const counted = tf.cast(mask, 'float32');
  const sum = tf.sum(tf.mul(weighted, alignRank(tf, counted, values.rank)));
  if (reduction === 'sum') return sum;
  const repeats = values.size / counted.size;
  // A batch without a single valid step has the sum 0 and the loss 0, as in Keras.
  return tf.div(sum, tf.mul(tf.maximum(tf.sum(counted), 1), repeats));
}

/** Adds trailing axes of size 1 until the rank fits. */
export function alignRank(tf: Tf, tensor: Tensor, rank: number): Tensor {
  if (tensor.rank >= rank) return tensor;
  return tf.reshape(tensor, [...tensor.shape, ...Array.from({ length: rank - tensor.rank }, () => 1)]);
}
