/** Keras 3's weight constraints, applied after each update. */
import { StudioError } from '../../../shared/problem.ts';
import { readPart } from './config.ts';
import type { Tensor, Tf } from './tf.ts';
import type { JsonRecord } from '../../../shared/json.ts';

export type Constraint = (tf: Tf, weight: Tensor) => Tensor;

const epsilon = 1e-7;

/** MaxNorm, NonNeg, UnitNorm or MinMaxNorm; null where the config has none. */
export function readConstraint(value: unknown): Constraint | null {
  const part = readPart(value);
  if (part === null) return null;
  const { config } = part;
  const axis = axesOf(config);
  switch (part.name.replaceAll('_', '').toLowerCase()) {
    case 'nonneg':
      return (tf, weight) => tf.relu(weight);
    case 'unitnorm':
      return (tf, weight) => tf.div(weight, tf.add(norm(tf, weight, axis), epsilon));
    case 'maxnorm': {
      const limit = numberOf(config, 'max_value', 2);
      return (tf, weight) => {
        const length = norm(tf, weight, axis);
        return tf.mul(weight, tf.div(tf.clipByValue(length, 0, limit), tf.add(length, epsilon)));
      };
    }
    case 'minmaxnorm': {
      const low = numberOf(config, 'min_value', 0);
      const high = numberOf(config, 'max_value', 1);
      const rate = numberOf(config, 'rate', 1);
      return (tf, weight) => {
        const length = norm(tf, weight, axis);
        const wanted = tf.add(tf.mul(tf.clipByValue(length, low, high), rate), tf.mul(length, 1 - rate));
        return tf.mul(weight, tf.div(wanted, tf.add(length, epsilon)));
      };
    }
    default:
      throw new StudioError('model/unsupported-layer', { layer: `constraint ${part.name}` });
  }
}

function norm(tf: Tf, weight: Tensor, axis: number[]): Tensor {
  return tf.sqrt(tf.sum(tf.square(weight), axis, true));
}

function axesOf(config: JsonRecord): number[] {
  const axis = config['axis'];
  if (typeof axis === 'number') return [axis];
  return Array.isArray(axis) && axis.every((one) => typeof one === 'number') ? axis : [0];
}

function numberOf(config: JsonRecord, key: string, fallback: number): number {
  const value = config[key];
  return typeof value === 'number' ? value : fallback;
}
