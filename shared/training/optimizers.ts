/** The optimizers, as records: Keras' class, its own parameters with Keras' defaults. */
import type { ParamSpecs } from '../layers/params.ts';
import { snakeCase } from '../layers/keras-objects.ts';

export interface OptimizerType {
  /** Text under `optimizer.<id>`. */
  readonly id: string;
  readonly class: string;
  /** Keras' default object name, which it writes into configs. */
  readonly kerasName: string;
  /** Keras' default rate. */
  readonly learningRate: number;
  readonly params: ParamSpecs;
}

const share = (fallback: number) => ({ kind: 'float', default: fallback, min: 0, max: 1, step: 0.01 }) as const;
const epsilon = { kind: 'float', default: 1e-7, min: 0, advanced: true } as const;
const off = { kind: 'boolean', default: false } as const;
const decay = (fallback: number | null) =>
  ({ kind: 'optionalFloat', default: fallback, min: 0, max: 1, advanced: true }) as const;
const betas = {
  beta1: { ...share(0.9), advanced: true },
  beta2: { ...share(0.999), advanced: true },
  epsilon,
} as const;
const amsgrad = { kind: 'boolean', default: false, advanced: true } as const;

const optimizerTypes = {
  adam: {
    id: 'adam',
    class: 'Adam',
    kerasName: 'adam',
    learningRate: 0.001,
    params: { ...betas, amsgrad, weightDecay: decay(null) },
  },
  rmsprop: {
    id: 'rmsprop',
    class: 'RMSprop',
    kerasName: 'rm_sprop',
    learningRate: 0.001,
    params: {
      rho: share(0.9),
      momentum: share(0),
      epsilon,
      centered: { kind: 'boolean', default: false, advanced: true },
      weightDecay: decay(null),
    },
  },
  sgd: {
    id: 'sgd',
    class: 'SGD',
    kerasName: 'sgd',
    learningRate: 0.01,
    params: { momentum: share(0), nesterov: off, weightDecay: decay(null) },
  },
  adagrad: {
    id: 'adagrad',
    class: 'Adagrad',
    kerasName: 'adagrad',
    learningRate: 0.001,
    params: {
      initialAccumulatorValue: { kind: 'float', default: 0.1, min: 0, advanced: true },
      epsilon,
      weightDecay: decay(null),
    },
  },
  adamw: {
    id: 'adamw',
    class: 'AdamW',
    kerasName: 'adam_w',
    learningRate: 0.001,
    params: { weightDecay: { kind: 'float', default: 0.004, min: 0, max: 1, step: 0.001 }, ...betas, amsgrad },
  },
  adadelta: {
    id: 'adadelta',
    class: 'Adadelta',
    kerasName: 'adadelta',
    learningRate: 0.001,
    params: { rho: share(0.95), epsilon, weightDecay: decay(null) },
  },
  adamax: {
    id: 'adamax',
    class: 'Adamax',
    kerasName: 'adamax',
    learningRate: 0.001,
    params: { ...betas, weightDecay: decay(null) },
  },
  nadam: {
    id: 'nadam',
    class: 'Nadam',
    kerasName: 'nadam',
    learningRate: 0.001,
    params: { ...betas, weightDecay: decay(null) },
  },
} as const satisfies Record<string, OptimizerType>;
export type OptimizerId = keyof typeof optimizerTypes;

export const allOptimizerTypes: readonly OptimizerType[] = Object.values(optimizerTypes);
export const optimizerType = (id: string): OptimizerType | undefined =>
  allOptimizerTypes.find((type) => type.id === id);

/** `beta1` is `beta_1` in Keras. */
export const optimizerParamName = (name: string): string => snakeCase(name).replace(/^(beta)(\d)$/, '$1_$2');
