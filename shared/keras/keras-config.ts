/** Keras 3's saved form of layers and models: the compiled form of a graph. */
import type { SerializedKerasObject } from '../layers/keras-objects.ts';

export type { SerializedKerasObject };

/** A serialised model: class `Functional` or `Sequential`. */
export interface KerasModelConfig {
  readonly module: string;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly registered_name: string | null;
}

/** One output of one application of a layer: layer name, which application, which output. */
export type KerasHistory = readonly [layer: string, application: number, output: number];
export interface KerasTensor {
  readonly class_name: '__keras_tensor__';
  readonly config: {
    readonly shape: readonly (number | null)[];
    readonly dtype: string;
    readonly keras_history: KerasHistory;
  };
}
export interface InboundNode {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}
export interface FunctionalLayer extends SerializedKerasObject {
  readonly name: string;
  readonly inbound_nodes: readonly InboundNode[];
}
export interface FunctionalConfig {
  readonly name: string;
  readonly trainable: boolean;
  readonly layers: readonly FunctionalLayer[];
  /** One end as it is, several as a list: a model with a list of one input takes a list, which TimeDistributed does not give. */
  readonly input_layers: KerasHistory | readonly KerasHistory[];
  readonly output_layers: KerasHistory | readonly KerasHistory[];
}

/** Every layer computes in float32. */
export const float32Policy: SerializedKerasObject = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
};
