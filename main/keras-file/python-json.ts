/** JSON as Python writes it: a parameter that Keras checks for being a float keeps its point (`1.0`, not `1`). */

/** Keys under which Keras means a float, in layers, initializers, regularizers, losses, optimizers and schedules. */
const floatKeys = new Set([
  'alpha',
  'beta',
  'beta_1',
  'beta_2',
  'clipnorm',
  'clipvalue',
  'decay_rate',
  'delta',
  'dropout',
  'ema_momentum',
  'end_learning_rate',
  'epsilon',
  'gain',
  'gamma',
  'global_clipnorm',
  'initial_accumulator_value',
  'initial_learning_rate',
  'l1',
  'l2',
  'label_smoothing',
  'learning_rate',
  'm_mul',
  'mask_value',
  'max_value',
  'maxval',
  'mean',
  'min_value',
  'minval',
  'momentum',
  'power',
  'rate',
  'recurrent_dropout',
  'rho',
  'scale',
  'stddev',
  't_mul',
  'threshold',
  'value',
  'values',
  'warmup_target',
  'weight_decay',
]);

/** Throws for numbers that JSON cannot hold. */
export function toPythonJson(value: unknown, key = ''): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${key} is ${value}`);
    return Number.isInteger(value) && floatKeys.has(key) ? value.toFixed(1) : JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((one) => toPythonJson(one, key)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${members.map(([name, one]) => `${JSON.stringify(name)}: ${toPythonJson(one, name)}`).join(', ')}}`;
  }
  return JSON.stringify(value ?? null);
}
