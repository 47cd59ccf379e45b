/** The losses that can be chosen, as records: Keras' id and class, parameters with Keras' defaults, what they fit. */
import type { ActivationId } from '../layers/activations.ts';
import type { ParamSpecs } from '../layers/params.ts';

/** How the target must be written: whole class numbers, one-hot vectors, 0 or 1 for each unit, or numbers. */
export type TargetForm = 'label' | 'oneHot' | 'binary' | 'number';

export interface LossType {
  /** Keras' snake_case name; text under `loss.<id>`. */
  readonly id: string;
  readonly class: string;
  /** A class of the studio's own, `weft>Class`, whose Python file travels in the export. */
  readonly package?: 'weft';
  /** Keras' config name where it is not the id. */
  readonly kerasName?: string;
  readonly target: readonly TargetForm[];
  /** Last activations it is made for; absent: any. */
  readonly activations?: readonly ActivationId[];
  readonly params: ParamSpecs;
}

const fromLogits = { kind: 'boolean', default: false, advanced: true } as const;
const labelSmoothing = { kind: 'float', default: 0, min: 0, max: 1, step: 0.05, advanced: true } as const;
/** What becomes of the values of a batch. `mean_with_sample_weight` divides by the sum of the weights. */
const reduction = {
  kind: 'choice',
  default: 'sum_over_batch_size',
  options: ['sum_over_batch_size', 'sum', 'mean_with_sample_weight'],
  advanced: true,
} as const;
const axis = { kind: 'int', default: -1, min: -1, max: -1, advanced: true } as const;
const plain = (id: string, className: string, target: readonly TargetForm[] = ['number']): LossType => ({
  id,
  class: className,
  target,
  params: { reduction },
});
const margin = (fallback: number) => ({ kind: 'float', default: fallback, min: 0, step: 0.1 }) as const;

const signed: readonly ActivationId[] = ['tanh', 'linear', 'softsign'];

const lossTypes = {
  mean_squared_error: plain('mean_squared_error', 'MeanSquaredError', ['number', 'oneHot', 'binary']),
  mean_absolute_error: plain('mean_absolute_error', 'MeanAbsoluteError', ['number', 'oneHot', 'binary']),
  huber: {
    id: 'huber',
    class: 'Huber',
    kerasName: 'huber_loss',
    target: ['number'],
    params: { delta: { kind: 'float', default: 1, min: 0, step: 0.1 }, reduction },
  },
  log_cosh: plain('log_cosh', 'LogCosh'),
  mean_absolute_percentage_error: plain('mean_absolute_percentage_error', 'MeanAbsolutePercentageError'),
  mean_squared_logarithmic_error: plain('mean_squared_logarithmic_error', 'MeanSquaredLogarithmicError'),
  poisson: {
    id: 'poisson',
    class: 'Poisson',
    target: ['number'],
    activations: ['exponential', 'softplus', 'relu', 'sigmoid', 'softmax'],
    params: { reduction },
  },
  categorical_crossentropy: {
    id: 'categorical_crossentropy',
    class: 'CategoricalCrossentropy',
    target: ['oneHot'],
    activations: ['softmax'],
    params: { fromLogits, labelSmoothing, axis, reduction },
  },
  sparse_categorical_crossentropy: {
    id: 'sparse_categorical_crossentropy',
    class: 'SparseCategoricalCrossentropy',
    target: ['label'],
    activations: ['softmax'],
    params: { fromLogits, reduction },
  },
  binary_crossentropy: {
    id: 'binary_crossentropy',
    class: 'BinaryCrossentropy',
    target: ['binary', 'oneHot'],
    activations: ['sigmoid', 'hard_sigmoid'],
    params: { fromLogits, labelSmoothing, axis, reduction },
  },
  binary_focal_crossentropy: {
    id: 'binary_focal_crossentropy',
    class: 'BinaryFocalCrossentropy',
    target: ['binary', 'oneHot'],
    activations: ['sigmoid', 'hard_sigmoid'],
    params: {
      gamma: { kind: 'float', default: 2, min: 0, step: 0.5 },
      applyClassBalancing: { kind: 'boolean', default: false, advanced: true },
      alpha: { kind: 'float', default: 0.25, min: 0, max: 1, step: 0.05, advanced: true },
      fromLogits,
      labelSmoothing,
      axis,
      reduction,
    },
  },
  categorical_focal_crossentropy: {
    id: 'categorical_focal_crossentropy',
    class: 'CategoricalFocalCrossentropy',
    target: ['oneHot'],
    activations: ['softmax'],
    params: {
      alpha: { kind: 'float', default: 0.25, min: 0, max: 1, step: 0.05 },
      gamma: { kind: 'float', default: 2, min: 0, step: 0.5 },
      fromLogits,
      labelSmoothing,
      axis,
      reduction,
    },
  },
  kl_divergence: {
    id: 'kl_divergence',
    class: 'KLDivergence',
    target: ['oneHot'],
    activations: ['softmax'],
    params: { reduction },
  },
  cosine_similarity: plain('cosine_similarity', 'CosineSimilarity', ['number', 'oneHot']),
  hinge: { id: 'hinge', class: 'Hinge', target: ['binary'], activations: signed, params: { reduction } },
  squared_hinge: {
    id: 'squared_hinge',
    class: 'SquaredHinge',
    target: ['binary'],
    activations: signed,
    params: { reduction },
  },
  categorical_hinge: {
    id: 'categorical_hinge',
    class: 'CategoricalHinge',
    target: ['oneHot'],
    params: { reduction },
  },
  /** Hadsell et al. 2006: the output is a distance; target 1 pulls the pair together, 0 pushes it beyond the margin. */
  contrastive: {
    id: 'contrastive',
    class: 'ContrastiveLoss',
    package: 'weft',
    target: ['binary'],
    params: { margin: margin(1), reduction },
  },
  /** Hermans et al. 2017 (batch hard): the output is a place; samples of one class shall be nearer than those of others. */
  triplet: {
    id: 'triplet',
    class: 'TripletLoss',
    package: 'weft',
    target: ['label'],
    params: { margin: margin(1), reduction },
  },
} as const satisfies Record<string, LossType>;
export type LossId = keyof typeof lossTypes;

export const allLossTypes: readonly LossType[] = Object.values(lossTypes);
export const lossType = (id: string): LossType | undefined => allLossTypes.find((type) => type.id === id);
