/** Predictions and targets back in the file's own units and words. */
import { decideClasses } from './decide-classes.ts';
import type { Fitted } from './fitted.ts';
import { unscaleValue } from './parts/scaler.ts';

export type InverseTarget =
  /** In the order of `values`. */
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  /** One label per prediction, with the probability the model gives it. */
  | { readonly kind: 'classes'; readonly labels: readonly (string | null)[]; readonly probabilities: Float64Array };

/**
 * `values`: model outputs or targets, row-major; `units`: size of their last axis. Numbers are unscaled, column by column.
 * Classes: one unit is a class number in targets (`truth`) and the probability of the second class in predictions;
 * more units are one-hot vectors or probabilities. NaN has no label.
 */
export function inverseTarget(values: ArrayLike<number>, fitted: Fitted, units: number, truth = false): InverseTarget {
  const [first] = fitted.targets;
  const classes = first && first.encoding !== 'number' ? (first.classes ?? []) : fitted.alphabet;
  if (!classes) {
    const columns = fitted.targets.length;
    const numbers = Float64Array.from(values, (value, i) => {
      const scale = fitted.targets[columns === 0 ? 0 : i % columns]?.scale;
      return scale ? unscaleValue(value, scale) : value;
    });
    return { kind: 'numbers', values: numbers };
  }
  const { places, probabilities } = decideClasses(values, units, truth);
  const labels = [...places].map((place) => (place < 0 ? null : (classes[place] ?? null)));
  return { kind: 'classes', labels, probabilities };
}
