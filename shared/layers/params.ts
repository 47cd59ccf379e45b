/**
 * A parameter is data: kind, default, limits, unit, visibility. From it follow its TypeScript type, its zod schema
 * (param-values.ts), its place in Keras' config (keras-values.ts) and its form field. Texts are catalogue keys derived
 * from the layer and parameter id: `param.<layer>.<param>` falling back to `param.<param>`, help under
 * `param.<layer>.<param>.help` falling back to `param.<param>.help`. Values of a choice are `choice.<value>`.
 */
import type { ParamValue } from '../graph/graph-doc.ts';
import { activationIds } from './activations.ts';

/** Shown only while another parameter of the same layer has one of these values. */
export interface VisibleIf {
  readonly param: string;
  readonly is: readonly ParamValue[];
}

interface Common {
  readonly visibleIf?: VisibleIf;
  /** Rare: folded away under "advanced". */
  readonly advanced?: boolean;
}
interface Limits {
  readonly min?: number;
  readonly max?: number;
}

export type ParamSpec = Common &
  (
    | ({ readonly kind: 'int'; readonly default: number; readonly unit?: string } & Limits)
    | ({ readonly kind: 'float'; readonly default: number; readonly step?: number; readonly unit?: string } & Limits)
    | { readonly kind: 'boolean'; readonly default: boolean }
    | { readonly kind: 'choice'; readonly default: string; readonly options: readonly string[] }
    /** null means "none" or "let Keras choose". */
    | ({ readonly kind: 'optionalInt'; readonly default: number | null } & Limits)
    | ({ readonly kind: 'optionalFloat'; readonly default: number | null } & Limits)
    /** A fixed number of integers such as a kernel size; Keras writes it as a list. */
    | ({ readonly kind: 'ints'; readonly default: readonly number[]; readonly length: number } & Limits)
    /** As `ints`, or null for Keras' own choice (strides of pooling: the pool size). */
    | ({ readonly kind: 'optionalInts'; readonly default: readonly number[] | null; readonly length: number } & Limits)
    /** Sizes of an Input or Reshape without the batch; null is "differs" (Reshape: "what is left"). */
    | { readonly kind: 'shape'; readonly default: readonly (number | null)[] }
    /** An id of initializers.ts, or `{id, …}` with parameters that differ from its defaults. */
    | { readonly kind: 'initializer'; readonly default: ParamValue }
    /** null, or `{id, …}` of regularizers.ts. */
    | { readonly kind: 'regularizer'; readonly default: ParamValue }
    /** null, or `{id, …}` of constraints.ts. */
    | { readonly kind: 'constraint'; readonly default: ParamValue }
    | { readonly kind: 'text'; readonly default: string }
    /** A wrapped layer `{type, params, name?}` or `{definition}`: TimeDistributed, Bidirectional. */
    | {
        readonly kind: 'layer';
        readonly default: ParamValue;
        readonly accepts: 'any' | 'recurrent';
        /** null: none of its own. */
        readonly optional?: true;
        /** Parameters of the layer inside that the wrapper decides, whatever they say: they get no form field. */
        readonly decided?: readonly string[];
      }
  );
export type ParamKind = ParamSpec['kind'];
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

type ValueOf<S extends ParamSpec> = S extends { kind: 'int' | 'float' }
  ? number
  : S extends { kind: 'boolean' }
    ? boolean
    : S extends { kind: 'choice' | 'text' }
      ? string
      : S extends { kind: 'optionalInt' | 'optionalFloat' }
        ? number | null
        : S extends { kind: 'ints' }
          ? readonly number[]
          : S extends { kind: 'optionalInts' }
            ? readonly number[] | null
            : S extends { kind: 'shape' }
              ? readonly (number | null)[]
              : S extends { kind: 'layer'; optional: true }
                ? WrappedLayer | null
                : S extends { kind: 'layer' }
                  ? WrappedLayer
                  : ParamValue;

export type ParamsOf<P extends ParamSpecs> = { readonly [K in keyof P]: ValueOf<P[K]> };

/** What a wrapper's `layer` parameter holds. `name` is the inner layer's own Keras name. */
export type WrappedLayer =
  | { readonly type: string; readonly params: Readonly<Record<string, ParamValue>>; readonly name?: string }
  | { readonly definition: string };

// Declarations that many layers share, so that Keras' defaults are written once.
export const activationParam = (fallback: string) =>
  ({ kind: 'choice', default: fallback, options: activationIds }) as const;
export const initializerParam = (fallback: string) =>
  ({ kind: 'initializer', default: fallback, advanced: true }) as const;
export const regularizerParam = { kind: 'regularizer', default: null, advanced: true } as const;
export const constraintParam = { kind: 'constraint', default: null, advanced: true } as const;
export const flag = (fallback: boolean) => ({ kind: 'boolean', default: fallback }) as const;
export const rareFlag = (fallback: boolean) => ({ kind: 'boolean', default: fallback, advanced: true }) as const;
export const seedParam = { kind: 'optionalInt', default: null, min: 0, max: 2 ** 31 - 1, advanced: true } as const;
/** Keras' `trainable`: a frozen layer keeps its weights. */
export const trainableParam = rareFlag(true);

/** What Dense and convolutions say about their kernel and bias, with Keras' defaults. */
export const kernelParams = {
  useBias: rareFlag(true),
  kernelInitializer: initializerParam('glorotUniform'),
  biasInitializer: initializerParam('zeros'),
  kernelRegularizer: regularizerParam,
  biasRegularizer: regularizerParam,
  activityRegularizer: regularizerParam,
  kernelConstraint: constraintParam,
  biasConstraint: constraintParam,
  trainable: trainableParam,
} as const;
