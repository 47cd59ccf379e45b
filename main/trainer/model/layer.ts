/**
 * What a layer is to the model builder: declared weights and a function of tensors and masks. Layers are closures made
 * from a Keras config; everything they mean is what Keras 3 means.
 */
import type { ConfigReader, KerasConfig } from './config.ts';
import type { Initializer } from './initializers.ts';
import type { Regularizer } from './regularizers.ts';
import type { Constraint } from './constraints.ts';
import type { Tensor, Tf, Variable } from './tf.ts';

export type { Tensor, Tf, Variable } from './tf.ts';

/** With the batch axis first; null where a size is not fixed. */
export type Shape = readonly (number | null)[];

/** Boolean [batch, time], true where a step counts; null: every step counts. */
export type Mask = Tensor | null;

/** A variable of the model, with what Keras knows about it. */
export interface Weight {
  /** Keras' path, such as `lstm/lstm_cell/kernel`; unique in the model. */
  readonly path: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly variable: Variable;
  readonly regularizer: Regularizer | null;
  readonly constraint: Constraint | null;
}

export interface LayerInput {
  readonly inputs: readonly Tensor[];
  readonly masks: readonly Mask[];
  /** Keras' call argument `use_causal_mask` of attention: a step sees nothing that comes after it. */
  readonly causal?: boolean;
}
export interface LayerOutput {
  readonly outputs: readonly Tensor[];
  readonly masks: readonly Mask[];
}

/** What a random draw follows from, and nothing else. */
export interface DrawKey {
  /** Of the run's seed, the layer and the call's number. */
  readonly key: number;
  /** Counts training steps from 0. */
  readonly stepIndex: number;
  /** The same as a tensor, int32 of one number; null: the number will do. */
  readonly step: Tensor | null;
}

/** What one pass through the model carries along. */
export interface CallContext {
  readonly training: boolean;
  /** What the draws of a call follow from; no other call of any layer gets the same. See draws.ts. */
  drawKey(layerSeed: number): DrawKey;
  /** Logits of an output that went through softmax or sigmoid last: Keras' losses take them instead, for precision. */
  readonly logits: WeakMap<Tensor, Tensor>;
  /** Tensors that no weight stands behind (the model's inputs, masked inputs): nothing needs their gradient. */
  readonly constants: WeakSet<Tensor>;
  /**
   * For weights whose gradient is a sum over look-ups (embeddings): the sum of the parts' squares, where Keras on
   * TensorFlow feeds that to an optimizer's second moments instead of the square of the sum. Filled while going backwards;
   * the tensors are kept, whoever reads them disposes them. Null: nobody reads them.
   */
  readonly gradientSquares: Map<Variable, Tensor> | null;
  /** As `gradientSquares`, the sum of the parts' absolute values; null unless the optimizer asks for it (Adamax). */
  readonly gradientSizes: Map<Variable, Tensor> | null;
  /** The optimizer's `clipvalue`: those parts are clipped one by one. Null: they are not. */
  readonly partLimit: number | null;
  /** Penalties that layers add to the loss (activity regularizers). */
  readonly penalties: Tensor[];
  /** Told the outputs of each layer as it has been called, those inside a block before the block. */
  readonly observe?: (layer: string, outputs: readonly Tensor[]) => void;
  /** Told every call of a layer in a graph with what went in and came out, those inside a block before the block. */
  readonly watch?: (seen: SeenCall) => void;
  /** The calls around this one (see watched-call.ts); only while `watch` is there. */
  readonly within?: readonly string[];
  /** Told the weights that attention gives, [batch, steps, places] or [batch, heads, steps, places]; as `within`. */
  readonly noteAttention?: (weights: Tensor) => void;
}

/** One call of a layer as `CallContext.watch` is told of it. */
export interface SeenCall {
  /** `layer:call` of what is around, outermost first, and of the layer. */
  readonly path: readonly string[];
  readonly layer: BuiltLayer;
  readonly input: LayerInput;
  readonly result: LayerOutput;
  readonly attention: readonly Tensor[];
}

/** A child, under the attribute name that Keras saves it by (`cell`, `forward_layer`, `layer`, `layers/dense_1`). */
export interface ChildLayer {
  readonly attribute: string;
  readonly layer: BuiltLayer;
}

/** What a stateful layer carries from batch to batch, zeros where it begins anew. */
export interface CarriedStates {
  /** Null before the first call. */
  readonly variables: readonly Variable[] | null;
  /** Makes the variables, where a call is to find them made. */
  prepare(): void;
  /** Hands the values over, null before the first call; the layer then begins anew. */
  take(): readonly Tensor[] | null;
  /** The layer goes on from these and disposes them; null: it begins anew. */
  put(states: readonly Tensor[] | null): void;
  dispose(): void;
}

/** What a layer's own file returns. */
export interface LayerBody {
  /** Shapes of the outputs for inputs of these shapes. */
  outputShapes(inputs: readonly Shape[]): readonly Shape[];
  call(input: LayerInput, context: CallContext): LayerOutput;
  /** Stateful layers forget what they carried from batch to batch. */
  resetStates?(): void;
  /** Stateful layers only. */
  readonly states?: CarriedStates;
  /** Batches must hold exactly this many samples (stateful layers). */
  readonly batchSize?: number;
  /** Output depends on the other samples of the batch: the time axis of TimeDistributed must not be folded into it. */
  readonly mixesBatch?: boolean;
  /** Takes the masks off its inputs, so that later layers do not find them there (Keras' MultiHeadAttention). */
  readonly forgetsMasks?: boolean;
  /** Adds its activity regularizer itself, where Keras gives it to parts inside instead of the output. */
  readonly addsOwnPenalties?: boolean;
}

export interface BuiltLayer extends LayerBody {
  readonly name: string;
  readonly className: string;
  readonly config: KerasConfig;
  /** Its own, in Keras' order; children have theirs. */
  readonly weights: readonly Weight[];
  readonly children: readonly ChildLayer[];
  readonly seedGenerators: number;
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  readonly regularizer?: Regularizer | null;
  readonly constraint?: Constraint | null;
  /** false: never trained, whatever the layer says (moving averages). */
  readonly trainable?: boolean;
}

/** What a layer's file gets to build itself. */
export interface LayerSetup {
  readonly tf: Tf;
  readonly name: string;
  readonly config: ConfigReader;
  /** Shapes of the first call's inputs. */
  readonly inputShapes: readonly Shape[];
  /** Tells this layer's random draws from other layers': made from its path. The run's seed and the step come at the call. */
  readonly seed: number;
  /** False when this layer, or a model around it, is frozen. */
  readonly trainable: boolean;
  readonly addWeight: (spec: WeightSpec) => Weight;
  /** Builds a wrapped layer or model and registers it as a child that Keras saves under `attribute`. */
  readonly addChild: (attribute: string, config: KerasConfig, inputShapes: readonly Shape[]) => BuiltLayer;
  /** A child without a config of its own, such as the cell of a recurrent layer; weights that it adds belong to it. */
  readonly addCell: (className: string, name: string, attribute?: string) => Pick<LayerSetup, 'addWeight'>;
}

export type LayerFactory = (setup: LayerSetup) => LayerBody;

/** All weights of a layer and its children in Keras' order, each once. */
export function allWeights(layer: BuiltLayer): Weight[] {
  const seen = new Set<Weight>();
  const visit = (one: BuiltLayer): void => {
    for (const weight of one.weights) seen.add(weight);
    for (const child of one.children) visit(child.layer);
  };
  visit(layer);
  return [...seen];
}

/** The first input, for layers that take one. */
export function only(input: LayerInput): Tensor {
  const [first] = input.inputs;
  if (first === undefined) throw new RangeError('a layer was called without input');
  return first;
}

/** The size of an axis that must be fixed for weights to have a shape. */
export function fixedSize(shape: Shape | undefined, axis: number): number {
  const size = shape?.at(axis);
  if (size === undefined || size === null) {
    throw new RangeError(`axis ${axis} of shape (${shape?.join(', ') ?? ''}) has no fixed size`);
  }
  return size;
}
