/**
 * Instantiates a Keras 3 model config on an engine. The config is the compiled form of a graph; what it means is what
 * Keras 3 means by it.
 */
import { StudioError } from '../../../shared/problem.ts';
import { buildLayer, type BuildState } from './build-layer.ts';
import { statesOf } from './carried-states.ts';
import type { KerasConfig } from './config.ts';
import {
  allWeights,
  type BuiltLayer,
  type CallContext,
  type LayerOutput,
  type Shape,
  type Tensor,
  type Tf,
  type Variable,
  type Weight,
} from './layer.ts';
import { isModelClass, planModel, type ModelInput } from './model-plan.ts';
import { createNewest, type Newest } from './newest.ts';

export type { KerasConfig } from './config.ts';
export type { BuiltLayer, CallContext, LayerOutput, Shape, Tf, Weight } from './layer.ts';
export { createContext } from './context.ts';

/** Values of one weight, row-major. */
export interface WeightValues {
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface ParamCounts {
  readonly total: number;
  readonly trainable: number;
  readonly nonTrainable: number;
}

export interface Model {
  readonly tf: Tf;
  readonly config: KerasConfig;
  readonly name: string;
  readonly inputs: readonly ModelInput[];
  /** Name of the layer that makes each output, as Keras names outputs, and its shape. */
  readonly outputs: readonly { readonly name: string; readonly shape: Shape }[];
  /** The model as the root of its tree of layers. */
  readonly root: BuiltLayer;
  /** Every weight in Keras' order (`model.weights`). */
  readonly weights: readonly Weight[];
  readonly trainableWeights: readonly Weight[];
  /** To be told before the variables are read or changed by anyone but this model's methods. */
  readonly newest: Newest;
  /** Batches must hold exactly this many samples (stateful layers), else undefined. */
  readonly batchSize: number | undefined;
  /** One pass; the caller tidies. One tensor an input, in the model's order. */
  call(inputs: readonly Tensor[], context: CallContext): LayerOutput;
  countParams(): ParamCounts;
  /** Copies all weights to the host, in Keras' order. */
  getWeights(): Promise<WeightValues[]>;
  /** By path; every weight must be there in its shape, else `model/unreadable`. */
  setWeights(values: readonly WeightValues[]): void;
  resetStates(): void;
  dispose(): void;
}

export interface BuildOptions {
  /** Decides every initial weight. Draws while training follow from the run's seed and the step alone. */
  readonly seed?: number;
}

/**
 * `config`: Keras 3's `{class_name: 'Functional' | 'Sequential', config}`.
 * Throws StudioError `model/unsupported-layer` (with the class) or `model/unreadable` (with layer and parameter).
 */
export function buildModel(tf: Tf, config: KerasConfig, { seed = 0 }: BuildOptions = {}): Model {
  if (!isModelClass(config.class_name)) throw new StudioError('model/unsupported-layer', { layer: config.class_name });
  const plan = planModel(config);
  const inputShapes = plan.inputs.map((input) => input.shape);
  const root = buildRoot(tf, seed, config, inputShapes);
  const weights = allWeights(root);
  const shapes = root.outputShapes(inputShapes);
  const outputs = plan.outputSources.map((source, index) => ({ name: source.layer, shape: shapes[index] ?? [] }));
  const newest = createNewest();
  const states = statesOf(root).map((one) => one.states);

  return {
    tf,
    config,
    name: root.name,
    inputs: plan.inputs,
    outputs,
    root,
    weights,
    trainableWeights: weights.filter((weight) => weight.trainable),
    newest,
    batchSize: root.batchSize,
    call(inputs, context) {
      if (context.training || states.length > 0) newest.beforeChange();
      else newest.beforeRead();
      for (const input of inputs) context.constants.add(input);
      return root.call({ inputs, masks: inputs.map(() => null) }, context);
    },
    countParams: () => countParams(weights),
    getWeights: () => {
      newest.beforeRead();
      return Promise.all(weights.map(readWeight));
    },
    setWeights: (values) => {
      newest.beforeChange();
      setWeights(tf, weights, values);
    },
    resetStates: () => {
      if (states.length === 0) return;
      newest.beforeChange();
      root.resetStates?.();
    },
    dispose() {
      for (const one of states) one.dispose();
      for (const weight of weights) weight.variable.dispose();
    },
  };
}

function buildRoot(tf: Tf, seed: number, config: KerasConfig, inputShapes: readonly Shape[]): BuiltLayer {
  const variables: Variable[] = [];
  const state: BuildState = {
    tf,
    seed,
    paths: new Set(),
    createVariable(spec, weightSeed, trainable) {
      const initial = tf.tensor(spec.initializer(spec.shape, weightSeed), [...spec.shape], 'float32');
      const variable = tf.variable(initial, trainable);
      initial.dispose();
      variables.push(variable);
      return variable;
    },
  };
  try {
    return buildLayer(state, config, inputShapes, { prefix: '', trainable: true });
  } catch (error) {
    for (const variable of variables) variable.dispose();
    throw error;
  }
}

async function readWeight(weight: Weight): Promise<WeightValues> {
  const values = await weight.variable.data();
  // A copy: some backends hand out their own memory.
  return { path: weight.path, shape: weight.shape, values: Float32Array.from(values) };
}

function setWeights(tf: Tf, weights: readonly Weight[], given: readonly WeightValues[]): void {
  const byPath = new Map(given.map((one) => [one.path, one]));
  for (const weight of weights) {
    const one = byPath.get(weight.path);
    if (one === undefined || one.shape.join() !== weight.shape.join()) {
      throw new StudioError('model/unreadable', {
        layer: weight.path,
        expected: `shape (${weight.shape.join(', ')})`,
        received: one === undefined ? 'nothing' : `shape (${one.shape.join(', ')})`,
      });
    }
    const tensor = tf.tensor(one.values.slice(), [...weight.shape], 'float32');
    weight.variable.assign(tensor);
    tensor.dispose();
  }
}

function countParams(weights: readonly Weight[]): ParamCounts {
  const size = (weight: Weight): number => weight.shape.reduce((product, axis) => product * axis, 1);
  const total = weights.reduce((sum, weight) => sum + size(weight), 0);
  const trainable = weights.filter((weight) => weight.trainable).reduce((sum, weight) => sum + size(weight), 0);
  return { total, trainable, nonTrainable: total - trainable };
}
