/**
 * Losses and metrics of a compile config as objects. Keras 3 reads their short names from a `.keras` file but not from
 * an `.h5` file: there only objects, `accuracy` and `crossentropy` are understood.
 */
import { isKerasConfig } from '../trainer/model/config.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

/** Names that are not their class in snake_case. */
const classes: Readonly<Record<string, string>> = {
  bce: 'BinaryCrossentropy',
  cosine_similarity: 'CosineSimilarity',
  kl_divergence: 'KLDivergence',
  kld: 'KLDivergence',
  log_cosh: 'LogCosh',
  logcosh: 'LogCosh',
  mae: 'MeanAbsoluteError',
  mape: 'MeanAbsolutePercentageError',
  mse: 'MeanSquaredError',
  msle: 'MeanSquaredLogarithmicError',
  auc: 'AUC',
  r2_score: 'R2Score',
  f1_score: 'F1Score',
  top_k_categorical_accuracy: 'TopKCategoricalAccuracy',
  sparse_top_k_categorical_accuracy: 'SparseTopKCategoricalAccuracy',
};
/** Keras chooses the function by the shape of the target; no object says that. */
const chosenByTarget = new Set(['accuracy', 'acc', 'crossentropy', 'ce']);

const className = (name: string): string =>
  classes[name] ??
  name
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

/** A loss, or a list or dictionary of them, with every name as an object. */
export function lossObjects(value: unknown): unknown {
  return everyName(value, (name) => ({
    module: 'keras.losses',
    class_name: className(name),
    config: { name, reduction: 'sum_over_batch_size' },
    registered_name: null,
  }));
}

/** Metrics in any of Keras' nestings, with every name but those that Keras resolves by the target as an object. */
export function metricObjects(value: unknown): unknown {
  return everyName(value, (name) =>
    chosenByTarget.has(name)
      ? name
      : {
          module: 'keras.metrics',
          class_name: className(name),
          config: { name, dtype: 'float32' },
          registered_name: null,
        },
  );
}

function everyName(value: unknown, make: (name: string) => JsonRecord | string): unknown {
  if (typeof value === 'string') return make(value);
  if (Array.isArray(value)) return value.map((one) => everyName(one, make));
  if (isRecord(value) && !isKerasConfig(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, everyName(one, make)]));
  return value;
}
