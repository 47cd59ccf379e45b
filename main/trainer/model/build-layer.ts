/** Makes a built layer, its weights and children, from a Keras config. */
import { StudioError } from '../../../shared/problem.ts';
import { readConfig, type KerasConfig } from './config.ts';
import { layerFactories } from './layer-table.ts';
import { withEnoughSteps } from './enough-steps.ts';
import type {
  BuiltLayer,
  ChildLayer,
  LayerBody,
  LayerSetup,
  Shape,
  Tf,
  Variable,
  Weight,
  WeightSpec,
} from './layer.ts';
import { buildGraph } from './model-graph.ts';
import { isModelClass, layerName, planModel } from './model-plan.ts';
import { checkOperation, isOperation, withoutMasks } from './operations.ts';
import { mixSeed } from './random.ts';
import { readRegularizer } from './regularizers.ts';

/** What all layers of one model share while it is built. */
export interface BuildState {
  readonly tf: Tf;
  readonly seed: number;
  readonly paths: Set<string>;
  createVariable(spec: WeightSpec, seed: number, trainable: boolean): Variable;
}

export interface Place {
  /** Path of what surrounds the layer, ending in a slash, or empty. */
  readonly prefix: string;
  readonly trainable: boolean;
}

/**
 * Builds the layer or model `config` for inputs of `inputShapes`.
 * Throws `model/unsupported-layer` with the class name where the studio has no such layer.
 */
export function buildLayer(
  state: BuildState,
  config: KerasConfig,
  inputShapes: readonly Shape[],
  place: Place,
): BuiltLayer {
  const { tf } = state;
  const name = layerName(config);
  const trainable = place.trainable && config.config['trainable'] !== false;
  const isModel = isModelClass(config.class_name);
  const path = `${place.prefix}${name}`;
  const weights: Weight[] = [];
  const children: ChildLayer[] = [];

  const addTo =
    (list: Weight[], owner: string) =>
    (spec: WeightSpec): Weight => {
      const weight = createWeight(state, `${owner}/${spec.name}`, spec, trainable);
      list.push(weight);
      return weight;
    };
  const setup: LayerSetup = {
    tf,
    name,
    config: readConfig(config.config, name),
    inputShapes,
    // Not the build's seed: a resumed run must draw the same whatever its model was initialised with.
    seed: mixSeed('draws', path),
    trainable,
    addWeight: addTo(weights, path),
    addChild(attribute, childConfig, childShapes) {
      // Keras builds a Sequential under its own name, and a Functional's layers before the model exists.
      const prefix = isModel ? (config.class_name === 'Sequential' ? `${name}/` : '') : `${path}/`;
      const layer = buildLayer(state, childConfig, childShapes, { prefix, trainable });
      children.push({ attribute, layer });
      return layer;
    },
    addCell(className, cellName, attribute = 'cell') {
      const cellWeights: Weight[] = [];
      const cell: BuiltLayer = {
        name: cellName,
        className,
        config: { class_name: className, config: {} },
        weights: cellWeights,
        children: [],
        seedGenerators: 0,
        outputShapes: (shapes) => shapes,
        call: () => {
          throw new RangeError('a cell is called by its layer');
        },
      };
      children.push({ attribute, layer: cell });
      return { addWeight: addTo(cellWeights, `${path}/${cellName}`) };
    },
  };
  const plan = isModel ? planModel(config, inputShapes[0]) : null;
  const isOp = isOperation(config);
  if (isOp) checkOperation(config);
  const made = plan ? buildGraph(setup, plan) : withEnoughSteps(factoryOf(config)(setup), name, inputShapes);
  const body = isOp ? withoutMasks(made) : made;
  if (plan) {
    // They were built in the order of their calls; weights follow the list, as in files and optimizers of Keras.
    const places = new Map(plan.layers.map((layer, place) => [layerName(layer), place]));
    children.sort((a, b) => (places.get(a.layer.name) ?? 0) - (places.get(b.layer.name) ?? 0));
  }
  return {
    name,
    className: config.class_name,
    config,
    weights,
    children,
    seedGenerators: 0,
    ...withPenalty(tf, config, body),
  };
}

function factoryOf(config: KerasConfig) {
  const factory = layerFactories[config.class_name];
  if (factory === undefined)
    throw new StudioError('model/unsupported-layer', { layer: config.class_name, name: layerName(config) });
  return factory;
}

function createWeight(state: BuildState, wanted: string, spec: WeightSpec, trainable: boolean): Weight {
  const { paths, seed } = state;
  let path = wanted;
  for (let number = 1; paths.has(path); number += 1) path = `${wanted}_${number}`;
  paths.add(path);
  const isTrainable = trainable && spec.trainable !== false;
  return {
    path,
    name: spec.name,
    shape: spec.shape,
    trainable: isTrainable,
    variable: state.createVariable(spec, mixSeed(seed, path), isTrainable),
    regularizer: spec.regularizer ?? null,
    constraint: spec.constraint ?? null,
  };
}

/** Keras divides an activity regularizer's sum by the batch size, and adds that of every output: states too. */
function withPenalty(tf: Tf, config: KerasConfig, body: LayerBody): LayerBody {
  const regularizer = readRegularizer(config.config['activity_regularizer']);
  if (regularizer === null || body.addsOwnPenalties === true) return body;
  return {
    ...body,
    call(input, context) {
      const result = body.call(input, context);
      for (const output of result.outputs)
        context.penalties.push(tf.div(regularizer(tf, output), output.shape[0] ?? 1));
      return result;
    },
  };
}
