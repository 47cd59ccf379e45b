/** The record that declares a layer, once. Palette, inspector, shapes, masks, compiler, importers, docs and tests read it. */
import type { InputSpec } from '../data/spec-types.ts';
import type { ParamValue } from '../graph/graph-doc.ts';
import type { Shape } from '../graph/shape.ts';
import type { Problem } from '../problem.ts';
import type { Result } from '../result.ts';
import type { SerializedKerasObject } from './keras-objects.ts';
import type { ParamSpecs, ParamsOf, VisibleIf, WrappedLayer } from './params.ts';

/** In the order in which the palette shows them. */
export const layerCategories = [
  'io',
  'sequence',
  'recurrent',
  'convolution',
  'pooling',
  'core',
  'shape',
  'merge',
  'regularization',
  'blocks',
] as const;
export type LayerCategory = (typeof layerCategories)[number];

/** A place where wires end or start. `many`: any number of wires (merges). `optional`: may stay empty. */
export interface Port {
  readonly name: string;
  readonly many?: boolean;
  readonly optional?: boolean;
  /** Exists only while a parameter has one of these values (the states of a recurrent layer), or while they say so. */
  readonly visibleIf?: VisibleIf | ((params: Readonly<Record<string, ParamValue>>) => boolean);
}

/**
 * How a layer treats the mask of its inputs, as Keras 3 does: `makes` one; `passes` it on; `uses` it and gives an output
 * without one (last step of an LSTM, masked average); `stops` it (dropped silently: the editor says so); `refuses`.
 */
export type MaskRule = 'makes' | 'passes' | 'uses' | 'stops' | 'refuses';

/** What a record may ask about things outside it. */
export interface LayerLookup {
  /** What the Input node sees according to the recipe; undefined without data. */
  readonly inputSpec?: InputSpec | undefined;
  /** Shape, mask and weights of a wrapped layer or block applied to one input. */
  applyWrapped(layer: WrappedLayer, input: Shape, masked: boolean): Result<WrappedOutcome>;
  /** The record of a layer type, for wrappers. */
  layerType(id: string): LayerType | undefined;
}
/** What compiling adds. */
export interface CompileLookup extends LayerLookup {
  /** Keras config of a wrapped layer, for wrappers' own configs; `input` is the shape it will see. `override` replaces entries of its config. */
  wrappedConfig(layer: WrappedLayer, input: Shape, override?: Readonly<Record<string, unknown>>): SerializedKerasObject;
}
/** What reading a Keras config back adds. */
export interface ImportLookup {
  /** The wrapped layer of a Keras config (a nested model becomes a definition); undefined when it cannot be said. */
  wrappedFromConfig(config: unknown): WrappedLayer | undefined;
}
export interface WrappedOutcome {
  readonly shape: Shape;
  readonly masked: boolean;
  readonly rule: MaskRule;
  readonly params: ParamCount;
}

/** Numbers of scalar weights: those that training changes, and the others (frozen, moving averages). */
export interface ParamCount {
  readonly trainable: number;
  readonly other: number;
}
export const noParams: ParamCount = { trainable: 0, other: 0 };

/** Shapes that arrive at each port, in the order of the wires; a port without wires has an empty list. */
export type InputShapes = Readonly<Record<string, readonly Shape[]>>;
export type OutputShapes = Readonly<Record<string, Shape>>;

export interface LayerType<P extends ParamSpecs = ParamSpecs> {
  /** Written into project files: never renamed, never reused. */
  readonly id: string;
  /** Raised with a migration when parameters change meaning. */
  readonly version: number;
  readonly category: LayerCategory;
  /** The first input is Keras' first call argument, further ones are its keyword arguments (`kerasArgument`). */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly params: P;
  /** Pure; called on every keystroke. Problems it returns carry no node id: the caller adds it. */
  inferShape(inputs: InputShapes, params: ParamsOf<P>, lookup: LayerLookup): Result<OutputShapes, Problem>;
  /** Whether the first output carries a mask. A rule, or a function for layers whose parameters decide. */
  readonly mask:
    | MaskRule
    | ((inputMasked: readonly boolean[], params: ParamsOf<P>, lookup: LayerLookup, inputs: InputShapes) => MaskRule);
  /** Outputs beside the first that carry the same mask. */
  readonly maskedOutputs?: readonly string[];
  /** Inputs whose mask Keras never reads, whatever the rule says of the others. */
  readonly unreadMasks?: readonly string[];
  /** null: not a Keras layer (Input and Output are wiring). */
  readonly keras: null | KerasMapping<P>;
  /** Keras' counts, given the shapes it is built with; absent for layers without weights. Ignores `trainable`. */
  countParams?(inputs: InputShapes, params: ParamsOf<P>, lookup: LayerLookup): ParamCount;
}

/** Config names follow from the parameters in snake_case; `toConfig` adds to and overrides them, `fromConfig` likewise. */
export interface KerasMapping<P extends ParamSpecs> {
  readonly class: string;
  /** A class of the studio's own: `weft>Class`, whose Python file travels in the export. */
  readonly package?: 'weft';
  /** Config entries with the only value that the studio has; a file with another value is refused by name. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Further values of fixed entries that mean the same here. */
  readonly fixedAlso?: Readonly<Record<string, readonly unknown[]>>;
  readonly toConfig?: (
    params: ParamsOf<P>,
    lookup: CompileLookup,
    inputs: InputShapes,
  ) => Readonly<Record<string, unknown>>;
  readonly fromConfig?: (
    config: Readonly<Record<string, unknown>>,
    lookup: ImportLookup,
  ) => Readonly<Record<string, ParamValue>> | undefined;
  /** Ports that Keras takes as keyword argument instead of in its first argument, by port: states of a recurrent layer. */
  readonly keywordPorts?: { readonly argument: string; readonly ports: readonly string[] };
  /** All ports in their order are Keras' call arguments, under the ports' names, or together the list that it is called with. */
  readonly callPorts?: 'arguments' | 'list';
  /** Switches that Keras takes when the layer is called, not in its config. */
  readonly callParams?: readonly string[];
}

/** Keeps the parameter types while the registry sees plain `LayerType`s. */
export function defineLayer<const P extends ParamSpecs>(type: LayerType<P>): LayerType {
  // Parameters reach a record only after `parseParams` has checked them against this very record.
  return type as unknown as LayerType;
}
