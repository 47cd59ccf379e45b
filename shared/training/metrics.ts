/** What can be counted beside the loss, as records; ids are Keras' names. */
import type { ParamSpecs } from '../layers/params.ts';
import type { TargetForm } from './losses.ts';

export interface MetricType {
  /** Text under `metric.<id>`. */
  readonly id: string;
  /** Keras' class; without it Keras finds the metric by its id (`accuracy` chooses its class by the target). */
  readonly class?: string;
  /** A class of the studio's own, `weft>Class`, whose Python file travels in the export. */
  readonly package?: 'weft';
  /** Whether more or less of it is better: what "best" means when it is monitored. */
  readonly better: 'max' | 'min';
  readonly target: 'class' | 'number' | 'any';
  /** How the target must be written; absent: any way that `target` allows. */
  readonly forms?: readonly TargetForm[];
  /** Keras' parameters; one figure must come out, so thresholds are one number and averages are never left out. */
  readonly params: ParamSpecs;
  /** Keras computes it without the mask: steps that are ruled out count too. */
  readonly ignoresMask?: true;
}

const of = (
  id: string,
  better: 'max' | 'min',
  target: MetricType['target'],
  more: Omit<Partial<MetricType>, 'id' | 'better' | 'target'> = {},
): MetricType => ({ id, better, target, params: {}, ...more });

const share = { kind: 'optionalFloat', default: null, min: 0, max: 1 } as const;
const fromLogits = { kind: 'boolean', default: false, advanced: true } as const;
const labelSmoothing = { kind: 'float', default: 0, min: 0, max: 1, step: 0.05, advanced: true } as const;
const atThreshold = { kind: 'float', default: 0.5, min: 0, max: 1, step: 0.05 } as const;
const largest = { kind: 'int', default: 5, min: 1, max: 100_000 } as const;
const decided = {
  target: 'class',
  forms: ['binary', 'oneHot'],
  ignoresMask: true,
  params: {
    thresholds: share,
    topK: { kind: 'optionalInt', default: null, min: 1, max: 100_000, advanced: true },
    classId: { kind: 'optionalInt', default: null, min: 0, max: 100_000, advanced: true },
  },
} as const;
const counted = { ...decided, params: { thresholds: share } } as const;
const average = { kind: 'choice', default: 'macro', options: ['macro', 'micro', 'weighted'] } as const;
const forms = { forms: ['binary', 'oneHot'], ignoresMask: true } as const;

const metricTypes = {
  accuracy: of('accuracy', 'max', 'class'),
  binary_accuracy: of('binary_accuracy', 'max', 'class', {
    class: 'BinaryAccuracy',
    params: { threshold: atThreshold },
  }),
  categorical_accuracy: of('categorical_accuracy', 'max', 'class'),
  sparse_categorical_accuracy: of('sparse_categorical_accuracy', 'max', 'class'),
  top_k_categorical_accuracy: of('top_k_categorical_accuracy', 'max', 'class', {
    class: 'TopKCategoricalAccuracy',
    params: { k: largest },
  }),
  sparse_top_k_categorical_accuracy: of('sparse_top_k_categorical_accuracy', 'max', 'class', {
    class: 'SparseTopKCategoricalAccuracy',
    params: { k: largest },
  }),
  precision: of('precision', 'max', 'class', { ...decided, class: 'Precision' }),
  recall: of('recall', 'max', 'class', { ...decided, class: 'Recall' }),
  f1_score: of('f1_score', 'max', 'class', { ...forms, class: 'F1Score', params: { average, threshold: share } }),
  fbeta_score: of('fbeta_score', 'max', 'class', {
    ...forms,
    class: 'FBetaScore',
    params: { beta: { kind: 'float', default: 1, min: 0.01, step: 0.5 }, average, threshold: share },
  }),
  auc: of('auc', 'max', 'class', {
    ...forms,
    class: 'AUC',
    params: {
      curve: { kind: 'choice', default: 'ROC', options: ['ROC', 'PR', 'PRGAIN'] },
      numThresholds: { kind: 'int', default: 200, min: 2, max: 10_000, advanced: true },
      summationMethod: {
        kind: 'choice',
        default: 'interpolation',
        options: ['interpolation', 'minoring', 'majoring'],
        advanced: true,
      },
      fromLogits,
    },
  }),
  true_positives: of('true_positives', 'max', 'class', { ...counted, class: 'TruePositives' }),
  false_positives: of('false_positives', 'min', 'class', { ...counted, class: 'FalsePositives' }),
  true_negatives: of('true_negatives', 'max', 'class', { ...counted, class: 'TrueNegatives' }),
  false_negatives: of('false_negatives', 'min', 'class', { ...counted, class: 'FalseNegatives' }),
  mean_absolute_error: of('mean_absolute_error', 'min', 'any'),
  mean_squared_error: of('mean_squared_error', 'min', 'any'),
  root_mean_squared_error: of('root_mean_squared_error', 'min', 'number', { ignoresMask: true }),
  mean_absolute_percentage_error: of('mean_absolute_percentage_error', 'min', 'number'),
  mean_squared_logarithmic_error: of('mean_squared_logarithmic_error', 'min', 'number'),
  r2_score: of('r2_score', 'max', 'number', {
    class: 'R2Score',
    ignoresMask: true,
    params: {
      classAggregation: {
        kind: 'choice',
        default: 'uniform_average',
        options: ['uniform_average', 'variance_weighted_average'],
        advanced: true,
      },
    },
  }),
  log_cosh: of('log_cosh', 'min', 'number', { class: 'LogCoshError' }),
  cosine_similarity: of('cosine_similarity', 'max', 'any', { class: 'CosineSimilarity' }),
  poisson: of('poisson', 'min', 'number'),
  binary_crossentropy: of('binary_crossentropy', 'min', 'class', {
    class: 'BinaryCrossentropy',
    params: { fromLogits, labelSmoothing },
  }),
  categorical_crossentropy: of('categorical_crossentropy', 'min', 'class', {
    class: 'CategoricalCrossentropy',
    params: { fromLogits, labelSmoothing },
  }),
  sparse_categorical_crossentropy: of('sparse_categorical_crossentropy', 'min', 'class', {
    class: 'SparseCategoricalCrossentropy',
    params: { fromLogits },
  }),
  kl_divergence: of('kl_divergence', 'min', 'class', { forms: ['oneHot'] }),
  hinge: of('hinge', 'min', 'class', { forms: ['binary'] }),
  squared_hinge: of('squared_hinge', 'min', 'class', { forms: ['binary'] }),
  categorical_hinge: of('categorical_hinge', 'min', 'class', { forms: ['oneHot'] }),
  /** Pairs nearer than the threshold are taken for the same: for distances with the contrastive loss. */
  pair_accuracy: of('pair_accuracy', 'max', 'class', {
    class: 'PairAccuracy',
    package: 'weft',
    forms: ['binary'],
    params: { threshold: { kind: 'float', default: 0.5, min: 0, step: 0.05 } },
  }),
} as const satisfies Record<string, MetricType>;
export type MetricId = keyof typeof metricTypes;

export const allMetricTypes: readonly MetricType[] = Object.values(metricTypes);
export const metricType = (id: string): MetricType | undefined => allMetricTypes.find((type) => type.id === id);

/** Keras' short names, which imported training settings may carry. */
const shortNames: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  msle: 'mean_squared_logarithmic_error',
};

/** Whether more of a monitored figure (`val_loss`, `accuracy`, `kind_auc` …) is better; losses and unknown figures: less. */
export function betterWhen(monitor: string): 'max' | 'min' {
  const bare = monitor.replace(/^val_/, '').replace(/^weighted_/, '');
  const named = metricType(shortNames[bare] ?? bare);
  // Longer ids first: `kind_sparse_categorical_accuracy` ends with three of them.
  const ending = [...allMetricTypes].sort((a, b) => b.id.length - a.id.length);
  return (named ?? ending.find((type) => bare.endsWith(`_${type.id}`)))?.better ?? 'min';
}
