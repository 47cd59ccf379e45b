/** Keras 3's weight penalties. */
import { StudioError } from '../../../shared/problem.ts';
import { readPart } from './config.ts';
import type { Tensor, Tf } from './layer.ts';

/** The penalty of a weight, a scalar. */
export type Regularizer = (tf: Tf, weight: Tensor) => Tensor;

/** L1, L2 or both; null where the config has none. */
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
    default:
      throw new StudioError('model/unsupported-layer', { layer: `regularizer ${part.name}` });
  }
}

function penalty(l1: number, l2: number): Regularizer {
  return (tf, weight) => {
    const terms: Tensor[] = [];
    if (l1 !== 0) terms.push(tf.mul(tf.sum(tf.abs(weight)), l1));
    if (l2 !== 0) terms.push(tf.mul(tf.sum(tf.square(weight)), l2));
    return terms.length === 0 ? tf.scalar(0) : tf.addN(terms);
  };
}
