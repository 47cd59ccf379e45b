/**
 * What TensorFlow.js' LayersModel cannot say, or says differently: found before anything is written, and refused by name.
 * Its file format is Keras 2's config; its layers lack some of Keras 3's, and treat masks differently.
 */
import { StudioError } from '../../shared/problem.ts';
import { isKerasConfig, readPart, type KerasConfig } from '../trainer/model/config.ts';
import { isModelClass, layerName, planModel } from '../trainer/model/model-plan.ts';
import { isRecord } from '../../shared/json.ts';

const passing = new Set([
  'Activation',
  'AlphaDropout',
  'BatchNormalization',
  'Dense',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'LayerNormalization',
  'TimeDistributed',
]);
const recurrent = new Set(['LSTM', 'GRU', 'SimpleRNN', 'Bidirectional']);
const others = new Set([
  'Add',
  'Average',
  'AveragePooling1D',
  'AveragePooling2D',
  'Concatenate',
  'Conv1D',
  'Conv2D',
  'ConvLSTM2D',
  'Dot',
  'Embedding',
  'Flatten',
  'GlobalAveragePooling1D',
  'GlobalMaxPooling1D',
  'InputLayer',
  'Masking',
  'MaxPooling1D',
  'MaxPooling2D',
  'Maximum',
  'Minimum',
  'Multiply',
  'Permute',
  'RepeatVector',
  'Reshape',
  'SpatialDropout1D',
]);
const activations = new Set([
  'linear',
  'relu',
  'relu6',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'tanh',
  'elu',
  'selu',
  'gelu',
  'mish',
  'swish',
  'silu',
]);

/** Throws `export/unsupported` with the layer and the reason, at the first layer that stock TensorFlow.js would get wrong. */
export function checkTfjsDialect(model: KerasConfig): void {
  checkGraph(model, []);
}

/** Walks a model with the knowledge which inputs carry a mask; says which outputs do. */
function checkGraph(model: KerasConfig, inputMasks: readonly boolean[]): boolean[] {
  const plan = planModel(model);
  const layers = new Map(plan.layers.map((layer) => [layerName(layer), layer]));
  const masked = new Map<string, boolean>();
  plan.inputSources.forEach((source, index) =>
    masked.set(`${source.layer}:${source.call}:0`, inputMasks[index] ?? false),
  );
  const isMasked = (source: { layer: string; call: number; output: number }): boolean =>
    masked.get(`${source.layer}:${source.call}:${source.output}`) ?? false;
  const unmasked: string[] = [];
  for (const call of plan.calls) {
    const layer = layers.get(call.layer);
    if (layer === undefined) continue;
    const masks = call.sources.map(isMasked);
    const outputs = checkLayer(layer, masks);
    outputs.forEach((mask, output) => masked.set(`${call.layer}:${call.call}:${output}`, mask));
    if (readsMask(layer) && !masks.some(Boolean)) unmasked.push(layerName(layer));
  }
  const [first] = unmasked;
  if (first !== undefined && [...masked.values()].some(Boolean)) {
    throw new StudioError('export/unsupported', { format: 'TensorFlow.js', layer: first, reason: staleMask });
  }
  return plan.outputSources.map(isMasked);
}

/**
 * Stock TensorFlow.js keeps the arguments of one layer's call for the next: once a mask has been handed to any layer, those
 * after it that have none get that one.
 */
const staleMask = 'no mask arrives here, but elsewhere in the model one does, which TensorFlow.js would use here too';

function readsMask(layer: KerasConfig): boolean {
  const inner = layer.config['layer'];
  if (layer.class_name === 'TimeDistributed') return isKerasConfig(inner) && readsMask(inner);
  return recurrent.has(layer.class_name) || isModelClass(layer.class_name);
}

/** Whether each output carries a mask. */
function checkLayer(layer: KerasConfig, masks: readonly boolean[]): readonly boolean[] {
  const { class_name: className, config } = layer;
  const name = layerName(layer);
  const isMasked = masks.some(Boolean);
  const refuse = (reason: string): never => {
    throw new StudioError('export/unsupported', { format: 'TensorFlow.js', layer: name, reason });
  };
  if (isModelClass(className)) return checkGraph(layer, masks);
  if (!passing.has(className) && !recurrent.has(className) && !others.has(className)) refuse(`no layer ${className}`);
  for (const key of ['activation', 'recurrent_activation']) {
    const activation = readPart(config[key])?.name;
    if (activation !== undefined && !activations.has(activation)) refuse(`${key} ${activation}`);
  }
  const inner = [config['layer'], config['backward_layer']].filter(isKerasConfig);
  const differs = settingsThatDiffer(className, config) ?? shapesThatDiffer(className, inputShapesOf(layer));
  if (differs !== null) refuse(differs);
  if (className === 'Embedding') return [config['mask_zero'] === true];
  if (className === 'Masking') return [true];
  if (recurrent.has(className)) {
    const sequences = (inner[0]?.config ?? config)['return_sequences'] === true;
    if (isMasked && masks.length > 1) refuse('masked input together with an initial state');
    const isZeroed = className === 'Bidirectional' ? sequences : config['zero_output_for_mask'] === true;
    if (isMasked && isZeroed) refuse('masked steps become zero (zero_output_for_mask)');
    for (const one of inner) checkLayer(one, [false]);
    return [isMasked && sequences];
  }
  if (className === 'TimeDistributed') {
    for (const one of inner) checkLayer(one, [false]);
    if (isMasked && readsMask(layer)) refuse('a mask arrives at a layer inside TimeDistributed');
  }
  if (passing.has(className)) return [isMasked];
  if (isMasked) refuse('a mask arrives, which the layer uses or drops differently there');
  return [false];
}

/** Shapes with which a layer is first called, as Keras notes them beside each tensor. */
export function inputShapesOf(layer: KerasConfig): readonly (readonly unknown[])[] {
  const shapes = (value: unknown): readonly (readonly unknown[])[] => {
    if (Array.isArray(value)) return value.flatMap(shapes);
    if (!isRecord(value) || value['class_name'] !== '__keras_tensor__' || !isRecord(value['config'])) return [];
    const { shape } = value['config'];
    return Array.isArray(shape) ? [shape] : [];
  };
  const nodes = layer.inbound_nodes;
  const [first] = Array.isArray(nodes) ? (nodes as unknown[]) : [];
  return isRecord(first) ? shapes(first['args']) : [];
}

function shapesThatDiffer(className: string, shapes: readonly (readonly unknown[])[]): string | null {
  if (className === 'Flatten' && shapes.some((shape) => shape.slice(1).includes(null))) return 'an axis of open size';
  if (className === 'Flatten' && shapes.some((shape) => shape.length < 3)) return 'an input that is flat already';
  if (className === 'Dot' && new Set(shapes.map((shape) => shape.length)).size > 1)
    return 'tensors with different axes';
  return null;
}

function settingsThatDiffer(className: string, config: KerasConfig['config']): string | null {
  if (className === 'GRU' && config['reset_after'] !== false) return 'reset_after';
  if (className.startsWith('Conv') && config['padding'] === 'causal') return 'causal padding';
  if (className.startsWith('Conv') && typeof config['groups'] === 'number' && config['groups'] !== 1) return 'groups';
  if (className === 'LayerNormalization' && config['rms_scaling'] === true) return 'rms_scaling';
  if (className === 'Bidirectional' && config['backward_layer'] !== undefined && config['backward_layer'] !== null) {
    const [one, other] = [config['layer'], config['backward_layer']].map((layer) =>
      isKerasConfig(layer) ? layer.class_name : '',
    );
    if (one !== other) return 'a backward layer of another kind';
  }
  if (config['keepdims'] === true) return 'keepdims';
  return null;
}
