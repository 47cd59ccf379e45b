/** The record that declares a layer, once. Palette, inspector, shapes, masks, compiler, importers, docs and tests read it. */
import type { ParamValue } from '../graph/graph-doc.ts';
import type { Shape } from '../graph/shape.ts';
import type { Problem } from '../problem.ts';
import type { Result } from '../result.ts';
import type { ParamSpecs, ParamsOf, WrappedLayer } from './params.ts';

export type LayerCategory = 'io' | 'sequence' | 'recurrent' | 'convolution' | 'pooling' | 'core' | 'shape' | 'merge' | 'regularization' | 'blocks';

/** A place where wires end or start. `many`: any number of wires (merges). `optional`: may stay empty. */
export interface Port {
  readonly name: string;
  readonly many?: boolean;
  readonly optional?: boolean;
}

/** How a layer treats the mask of its inputs: Keras 3's `supports_masking` and `compute_mask`. */
export type MaskRule = 'makes' | 'passes' | 'stops' | 'refuses';

/** What a record may ask about things outside it. */
export interface LayerLookup {
  /** Shape of the data the given Input sees according to the recipe, without the batch; undefined without data. */
  inputShape?(inputName: string): Shape | undefined;
  /** Shape and mask of a wrapped layer or block applied to `inputs`. */
  applyWrapped(layer: WrappedLayer, inputs: readonly Shape[], masked: boolean): Result<WrappedOutcome>;
  /** Keras config of a wrapped layer, for wrappers' own configs. */
  wrappedConfig(layer: WrappedLayer, name: string): KerasLayerConfig;
  /** The record of a layer type, for wrappers. */
  layerType(id: string): LayerType | undefined;
}
export interface WrappedOutcome {
  readonly shape: Shape;
  readonly mask: MaskRule;
}

export interface KerasLayerConfig {
  readonly module: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly registered_name: string | null;
}

/** Shapes that arrive at each port, in the order of the wires. */
export type InputShapes = Readonly<Record<string, readonly Shape[]>>;
export type OutputShapes = Readonly<Record<string, Shape>>;

export interface LayerType<P extends ParamSpecs = ParamSpecs> {
  /** Written into project files: never renamed, never reused. */
  readonly id: string;
  /** Raised with a migration when parameters change meaning. */
  readonly version: number;
  readonly category: LayerCategory;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly params: P;
  /** Pure; called on every keystroke. Problems it returns carry no node id: the caller adds it. */
  inferShape(inputs: InputShapes, params: ParamsOf<P>, lookup: LayerLookup): Result<OutputShapes, Problem>;
  /** Whether outputs carry a mask, given which inputs do. A rule, or a function for layers whose parameters decide. */
  readonly mask: MaskRule | ((inputMasked: readonly boolean[], params: ParamsOf<P>, lookup: LayerLookup) => MaskRule);
  /**
   * Keras class and, where config names do not follow from the parameters in snake_case, the translation both ways.
   * null: not a Keras layer (Input and Output are wiring).
   */
  readonly keras: null | {
    readonly class: string;
    readonly module?: string;
    readonly toConfig?: (params: ParamsOf<P>, lookup: LayerLookup) => Readonly<Record<string, unknown>>;
    readonly fromConfig?: (config: Readonly<Record<string, unknown>>) => Readonly<Record<string, ParamValue>>;
  };
  /** Number of trainable and other parameters, given built input shapes; 0 for layers without weights. Keras' counts. */
  countParams?(inputs: InputShapes, params: ParamsOf<P>, lookup: LayerLookup): { readonly trainable: number; readonly other: number };
}

/** Keeps the parameter types while the registry sees plain `LayerType`s. */
export function defineLayer<const P extends ParamSpecs>(type: LayerType<P>): LayerType {
  // Parameters reach a record only after `parseParams` has checked them against this very record.
  return type as unknown as LayerType;
}
