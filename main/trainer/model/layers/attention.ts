/**
 * Keras' Attention (Luong et al. 2015) and AdditiveAttention (Bahdanau et al. 2015): inputs are query [batch, steps, d],
 * value [batch, places, d] and, where it differs from the value, key.
 */
import { StudioError } from '../../../../shared/problem.ts';
import { softmax } from '../gradients.ts';
import { readInitializer } from '../initializers.ts';
import {
  fixedSize,
  type LayerBody,
  type LayerFactory,
  type LayerSetup,
  type Mask,
  type Tensor,
  type Tf,
} from '../layer.ts';
import { dropoutMask } from '../recurrent/dropout-masks.ts';

/** What Keras takes off the score of a place that does not count. */
const outOfReach = 1e9;

/** Scores [batch, steps, places] of every place for every step. */
type Score = (query: Tensor, key: Tensor) => Tensor;

export const attention: LayerFactory = (setup) => {
  const { tf, config, addWeight, name } = setup;
  const mode = config.text('score_mode', 'dot');
  if (mode !== 'dot' && mode !== 'concat') {
    throw new StudioError('model/unreadable', {
      layer: name,
      param: 'score_mode',
      expected: 'dot or concat',
      received: mode,
    });
  }
  const initializer = readInitializer('ones', 'Ones');
  const scale = config.boolean('use_scale', false) ? addWeight({ name: 'scale', shape: [], initializer }) : null;
  const factor = mode === 'concat' ? addWeight({ name: 'concat_score_weight', shape: [], initializer }) : null;
  const scaled = (x: Tensor): Tensor => (scale === null ? x : tf.mul(x, scale.variable));
  return attend(setup, (query, key) =>
    factor === null
      ? scaled(tf.matMul(query, key, false, true))
      : tf.mul(tf.sum(tf.tanh(scaled(pairs(tf, query, key))), -1), factor.variable),
  );
};

export const additiveAttention: LayerFactory = (setup) => {
  const { tf, config, inputShapes, addWeight } = setup;
  const scale = config.boolean('use_scale', true)
    ? addWeight({
        name: 'scale',
        shape: [fixedSize(inputShapes[0], -1)],
        initializer: readInitializer('glorot_uniform', 'GlorotUniform'),
      })
    : null;
  return attend(setup, (query, key) => {
    const together = tf.tanh(pairs(tf, query, key));
    return tf.sum(scale === null ? together : tf.mul(together, scale.variable), -1);
  });
};

/** Every step beside every place: [batch, steps, places, d]. */
const pairs = (tf: Tf, query: Tensor, key: Tensor): Tensor => tf.add(tf.expandDims(query, 2), tf.expandDims(key, 1));

/** Softmax of the scores over the places that count, and the mean of the values by these weights. */
function attend({ tf, config, seed, name }: LayerSetup, score: Score): LayerBody {
  const rate = config.number('dropout', 0);
  return {
    outputShapes: ([query = [], value = []]) => [[...query.slice(0, -1), value.at(-1) ?? null]],
    call({ inputs: [query, value, key = value], masks, causal = false }, context) {
      if (query === undefined || value === undefined || key === undefined)
        throw new StudioError('wire/missing', { layer: name, expected: 'query and value', received: 1 });
      const queryMask = masks[0] ?? null;
      const scores = score(query, key);
      const [, steps = 1, places = 1] = scores.shape;
      const reach = within(tf, masks[1] ?? null, causal ? causalMask(tf, steps, places) : null);
      // Keras takes a billion off, so that scores of a step without any place within reach still differ.
      const bounded = reach === null ? scores : tf.where(spread(tf, reach, scores), scores, tf.sub(scores, outOfReach));
      const weights = softmax(tf, bounded);
      context.noteAttention?.(weights);
      const kept =
        context.training && rate > 0 ? tf.mul(weights, dropoutMask(tf, context, seed, rate, weights.shape)) : weights;
      const result = tf.matMul(kept, value);
      const output =
        queryMask === null
          ? result
          : tf.where(spread(tf, tf.expandDims(queryMask, -1), result), result, tf.zerosLike(result));
      return { outputs: [output], masks: [queryMask] };
    },
  };
}

/** A step sees itself and what came before: [1, steps, places]. */
export function causalMask(tf: Tf, steps: number, places: number): Tensor {
  const seen = Uint8Array.from({ length: steps * places }, (_, index) =>
    index % places <= Math.floor(index / places) ? 1 : 0,
  );
  return tf.tensor(seen, [1, steps, places], 'bool');
}

/** The places that the value's mask [batch, places] and the causal mask leave; null: all. */
function within(tf: Tf, valueMask: Mask, causal: Mask): Mask {
  const places = valueMask === null ? null : tf.expandDims(valueMask, 1);
  return places !== null && causal !== null ? tf.logicalAnd(places, causal) : (places ?? causal);
}

/** A condition in the full shape of what it decides about. */
export function spread(tf: Tf, condition: Tensor, like: Tensor): Tensor {
  return tf.logicalAnd(condition, tf.cast(tf.ones(like.shape, 'int32'), 'bool'));
}
