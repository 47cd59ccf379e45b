/** Keras 3's weight penalties. */
import { StudioError } from '../../../shared/problem.ts';
import { readPart } from './config.ts';
import { absolute } from './gradients.ts';
import type { Tensor, Tf } from './tf.ts';
import { unitLength } from './unit-length.ts';

/** The penalty of a weight, a scalar. */
export type Regularizer = (tf: Tf, weight: Tensor) => Tensor;

/** L1, L2, both, or OrthogonalRegularizer; null where the config has none. */
export function readRegularizer(value: unknown): Regularizer | null {
  const part = readPart(value);
  if (part === null) return null;
  const factor = (key: string, fallback: number): number => {
    const given = part.config[key];
    return typeof given === 'number' ? given : fallback;
  };
  switch (part.name.toLowerCase()) {
    case 'l1':
      return penalty(factor('l1', 0.01), 0);
    case 'l2':
      return penalty(0, factor('l2', 0.01));
    case 'l1l2':
    case 'l1_l2':
      return penalty(factor('l1', 0), factor('l2', 0));
    case 'orthogonalregularizer':
    case 'orthogonal_regularizer':
      return orthogonal(factor('factor', 0.01), part.config['mode'] === 'columns' ? 0 : 1);
    default:
      throw new StudioError('model/unsupported-layer', { layer: `regularizer ${part.name}` });
  }
}

function penalty(l1: number, l2: number): Regularizer {
  return (tf, weight) => {
    const terms: Tensor[] = [];
    if (l1 !== 0) terms.push(tf.mul(tf.sum(absolute(tf, weight)), l1));
    if (l2 !== 0) terms.push(tf.mul(tf.sum(tf.square(weight)), l2));
    return terms.length === 0 ? tf.scalar(0) : tf.addN(terms);
  };
}

/** Brock et al. 2017 as Keras: mean absolute cosine of all pairs of rows (axis 1) or columns (axis 0) of a matrix. */
function orthogonal(factor: number, axis: 0 | 1): Regularizer {
  return (tf, weight) => {
    const [rows, columns, ...more] = weight.shape;
    if (rows === undefined || columns === undefined || more.length > 0) {
      throw new StudioError('model/refused', {
        layer: 'OrthogonalRegularizer',
        expected: 'a weight with two axes',
        received: `(${weight.shape.join(', ')})`,
      });
    }
    const count = axis === 1 ? rows : columns;
    if (count < 2) return tf.scalar(0);
    const unit = unitLength(tf, weight, axis);
    const cosines = axis === 1 ? tf.matMul(unit, unit, false, true) : tf.matMul(unit, unit, true, false);
    const others = tf.mul(absolute(tf, cosines), tf.sub(1, tf.eye(count)));
    return tf.mul(tf.sum(others), (factor * 0.5) / ((count * (count - 1)) / 2));
  };
}
