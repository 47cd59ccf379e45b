/**
 * A parameter is data: kind, default, limits, unit, visibility. From it follow its TypeScript type, its zod schema and
 * its form field. Texts are catalogue keys derived from the layer and parameter id:
 * `param.<layer>.<param>` falling back to `param.<param>`, help under `param.<param>.help`.
 */
import type { ParamValue } from '../graph/graph-doc.ts';

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

export type ParamSpec = Common &
  (
    | { readonly kind: 'int'; readonly default: number; readonly min?: number; readonly max?: number; readonly unit?: string }
    | { readonly kind: 'float'; readonly default: number; readonly min?: number; readonly max?: number; readonly step?: number; readonly unit?: string }
    | { readonly kind: 'boolean'; readonly default: boolean }
    | { readonly kind: 'choice'; readonly default: string; readonly options: readonly string[] }
    /** null means "none" or "let Keras choose". */
    | { readonly kind: 'optionalInt'; readonly default: number | null; readonly min?: number; readonly max?: number }
    /** A fixed number of integers such as a kernel size; Keras writes it as a list. */
    | { readonly kind: 'ints'; readonly default: readonly number[]; readonly length: number; readonly min?: number; readonly max?: number }
    /** Sizes of an Input or Reshape without the batch; null is "differs". */
    | { readonly kind: 'shape'; readonly default: readonly (number | null)[] }
    | { readonly kind: 'initializer'; readonly default: ParamValue }
    | { readonly kind: 'regularizer'; readonly default: ParamValue }
    | { readonly kind: 'text'; readonly default: string }
    /** A wrapped layer `{type, params}` or `{definition}`: TimeDistributed, Bidirectional. */
    | { readonly kind: 'layer'; readonly default: ParamValue; readonly accepts: 'any' | 'recurrent' }
  );

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

type ValueOf<S extends ParamSpec> = S extends { kind: 'int' | 'float' }
  ? number
  : S extends { kind: 'boolean' }
    ? boolean
    : S extends { kind: 'choice' | 'text' }
      ? string
      : S extends { kind: 'optionalInt' }
        ? number | null
        : S extends { kind: 'ints' }
          ? readonly number[]
          : S extends { kind: 'shape' }
            ? readonly (number | null)[]
            : ParamValue;

export type ParamsOf<P extends ParamSpecs> = { readonly [K in keyof P]: ValueOf<P[K]> };

/** What a wrapper's `layer` parameter holds. */
export type WrappedLayer =
  | { readonly type: string; readonly params: Readonly<Record<string, ParamValue>> }
  | { readonly definition: string };
