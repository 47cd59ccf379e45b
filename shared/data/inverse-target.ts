/** Predictions and targets back in the file's own units and words. */
import type { Fitted } from './fitted.ts';
import { largestIndex } from './generators/generator-type.ts';
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
  const count = Math.floor(values.length / units);
  const labels: (string | null)[] = [];
  const probabilities = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = values[i * units] ?? Number.NaN;
    if (Number.isNaN(value)) {
      labels.push(null);
      probabilities[i] = Number.NaN;
      continue;
    }
    const place = units > 1 ? largestIndex(values, i * units, units) : truth ? Math.round(value) : value >= 0.5 ? 1 : 0;
    labels.push(classes[place] ?? null);
    probabilities[i] =
      units > 1 ? (values[i * units + place] ?? Number.NaN) : truth ? 1 : place === 1 ? value : 1 - value;
  }
  return { kind: 'classes', labels, probabilities };
}
