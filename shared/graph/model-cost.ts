/** What a model costs by layer: weights, multiply-adds of one sample forward, memory of what leaves each layer. */
import type { NodeId } from '../ids.ts';
import { type LayerTypeId, layerType, layerTypes } from '../layers/index.ts';
import { defaultParams, type ParamValues } from '../layers/param-values.ts';
import type { Definition, Graph, GraphNode, ParamValue } from './graph-doc.ts';
import type { GraphInference, NodeInference } from './infer-shapes.ts';
import { blockType } from './ports.ts';
import type { Shape } from './shape.ts';

export interface NodeCost {
  readonly params: number;
  readonly multiplyAdds: number;
  /** Four bytes a number. */
  readonly activationBytes: number;
  /** An axis is open (sequences of any length): counted as one step. */
  readonly perStep: boolean;
}
export const noCost: NodeCost = { params: 0, multiplyAdds: 0, activationBytes: 0, perStep: false };

interface Call {
  readonly inputs: NodeInference['inputs'];
  readonly output: Shape;
  readonly params: ParamValues;
  readonly wrapped: (layer: ParamValue | undefined) => number;
}
type Formula = (call: Call) => number;

const sizeOf = (shape: Shape | undefined, axis: number): number => shape?.at(axis)?.size ?? 1;
const elements = (shape: Shape | undefined): number =>
  shape?.slice(1).reduce((total, { size }) => total * (size ?? 1), 1) ?? 0;
const first = ({ inputs }: Call, port = 'x'): Shape | undefined => inputs[port]?.[0];
const number = (value: ParamValue | undefined, otherwise = 1): number =>
  typeof value === 'number'
    ? value
    : Array.isArray(value)
      ? value.reduce<number>((all, size) => all * number(size), 1)
      : otherwise;

const nothing: Formula = () => 0;
/** One for each number that leaves. */
const eachOut: Formula = ({ output }) => elements(output);
/** One for each number that arrives. */
const eachIn: Formula = ({ inputs }) =>
  Object.values(inputs).reduce((all, shapes) => all + shapes.reduce((sum, shape) => sum + elements(shape), 0), 0);
const convolution: Formula = (call) =>
  elements(call.output) * number(kernelOf(call)) * (sizeOf(first(call), -1) / number(call.params['groups']));
const depthwise: Formula = (call) => elements(call.output) * number(kernelOf(call));
const kernelOf = ({ params, output }: Call): ParamValue | undefined => {
  const kernel = params['kernelSize'];
  // One number stands for both sides of a picture's kernel.
  return typeof kernel === 'number' && output.length === 4 ? kernel * kernel : kernel;
};
const recurrent =
  (gates: number): Formula =>
  (call) => {
    const units = number(call.params['units']);
    return sizeOf(first(call), 1) * gates * units * (sizeOf(first(call), 2) + units);
  };
/** Scores of every query with every key, and their sums over the values. */
const attention: Formula = (call) => {
  const [query, value] = [first(call, 'query'), first(call, 'value')];
  const key = first(call, 'key') ?? value;
  return sizeOf(query, 1) * sizeOf(value, 1) * (sizeOf(key, -1) + sizeOf(value, -1));
};

const multiplyAdds: Readonly<Record<LayerTypeId, Formula>> = {
  input: nothing,
  output: nothing,
  masking: nothing,
  embedding: nothing,
  timeDistributed: (call) => sizeOf(first(call), 1) * call.wrapped(call.params['layer']),
  lstm: recurrent(4),
  gru: recurrent(3),
  simpleRnn: recurrent(1),
  bidirectional: (call) =>
    call.wrapped(call.params['layer']) + call.wrapped(call.params['backwardLayer'] ?? call.params['layer']),
  convLstm2d: (call) => {
    const { output, params } = call;
    const filters = number(params['filters']);
    const kernel = params['kernelSize'];
    const window = typeof kernel === 'number' ? kernel * kernel : number(kernel);
    const pixels = sizeOf(output, -3) * sizeOf(output, -2);
    return sizeOf(first(call), 1) * pixels * window * 4 * filters * (sizeOf(first(call), -1) + filters);
  },
  attention,
  additiveAttention: attention,
  multiHeadAttention: (call) => {
    const { params, output } = call;
    const [query, value] = [first(call, 'query'), first(call, 'value')];
    const key = first(call, 'key') ?? value;
    const [heads, keyDim] = [number(params['numHeads']), number(params['keyDim'])];
    const valueDim = number(params['valueDim'], keyDim);
    const [steps, others] = [sizeOf(query, 1), sizeOf(value, 1)];
    const projections =
      steps * sizeOf(query, -1) * heads * keyDim +
      others * (sizeOf(key, -1) * heads * keyDim + sizeOf(value, -1) * heads * valueDim) +
      steps * heads * valueDim * sizeOf(output, -1);
    return projections + heads * steps * others * (keyDim + valueDim);
  },
  conv1d: convolution,
  conv2d: convolution,
  separableConv1d: (call) => {
    const [steps, channels] = [
      sizeOf(call.output, 1),
      sizeOf(first(call), -1) * number(call.params['depthMultiplier']),
    ];
    return steps * channels * (number(kernelOf(call)) + sizeOf(call.output, -1));
  },
  depthwiseConv1d: depthwise,
  maxPooling1d: nothing,
  maxPooling2d: nothing,
  averagePooling1d: eachIn,
  averagePooling2d: eachIn,
  globalAveragePooling1d: eachIn,
  globalAveragePooling2d: eachIn,
  globalMaxPooling1d: nothing,
  globalMaxPooling2d: nothing,
  dense: (call) => elements(call.output) * sizeOf(first(call), -1),
  activation: eachOut,
  relu: eachOut,
  leakyRelu: eachOut,
  prelu: eachOut,
  elu: eachOut,
  softmax: eachOut,
  repeatVector: nothing,
  flatten: nothing,
  reshape: nothing,
  permute: nothing,
  upSampling1d: nothing,
  upSampling2d: nothing,
  zeroPadding1d: nothing,
  cropping1d: nothing,
  concatenate: nothing,
  add: eachIn,
  subtract: eachIn,
  multiply: eachIn,
  average: eachIn,
  maximum: nothing,
  minimum: nothing,
  dot: (call) => Math.max(elements(first(call)), elements(call.inputs['x']?.[1])) * sizeOf(call.output, -1),
  euclideanDistance: eachIn,
  manhattanDistance: eachIn,
  cosineDistance: eachIn,
  // Layers of the training alone do nothing when the model is used.
  dropout: nothing,
  spatialDropout1d: nothing,
  gaussianNoise: nothing,
  gaussianDropout: nothing,
  alphaDropout: nothing,
  batchNormalization: eachOut,
  layerNormalization: (call) => 2 * elements(call.output),
};

/** The cost of every node whose shapes are known. A block costs what is inside it, wherever it stands. */
export function nodeCosts(
  graph: Graph,
  inference: GraphInference,
  definitions: readonly Definition[],
): ReadonlyMap<NodeId, NodeCost> {
  return new Map(graph.nodes.map((node) => [node.id, costOf(node, inference, definitions)]));
}

export function totalCost(costs: Iterable<NodeCost>): NodeCost {
  let total = noCost;
  for (const cost of costs) total = sum(total, cost);
  return total;
}

const sum = (a: NodeCost, b: NodeCost): NodeCost => ({
  params: a.params + b.params,
  multiplyAdds: a.multiplyAdds + b.multiplyAdds,
  activationBytes: a.activationBytes + b.activationBytes,
  perStep: a.perStep || b.perStep,
});

function costOf(node: GraphNode, inference: GraphInference, definitions: readonly Definition[]): NodeCost {
  const known = inference.nodes.get(node.id);
  const type = layerType(node.type);
  if (!known || node.bypassed === true || Object.keys(known.outputs).length === 0) return noCost;
  const params = known.params.trainable + known.params.other;
  if (node.type === blockType) return { ...insideOf(node.definition, inference, definitions), params };
  if (!type) return noCost;
  const shapes = Object.values(known.outputs);
  const values = { ...defaultParams(type), ...node.params };
  const [output = []] = shapes;
  const call: Call = {
    inputs: known.inputs,
    output,
    params: values,
    wrapped: (layer) => wrappedMultiplyAdds(layer, node, known, inference, definitions),
  };
  const through = [...Object.values(known.inputs).flat(), ...shapes];
  return {
    params,
    multiplyAdds: isKnownType(node.type) ? multiplyAdds[node.type](call) : 0,
    activationBytes: 4 * shapes.reduce((all, shape) => all + elements(shape), 0),
    perStep: through.some((shape) => shape.slice(1).some(({ size }) => size === null)),
  };
}

const isKnownType = (type: string): type is LayerTypeId => type in layerTypes;

function insideOf(
  definition: string | undefined,
  inference: GraphInference,
  definitions: readonly Definition[],
): NodeCost {
  const drawn = definitions.find(({ id }) => id === definition);
  const inside = drawn && inference.definitions.get(drawn.id);
  return drawn && inside
    ? totalCost(nodeCosts(drawn, { ...inside, definitions: inference.definitions }, definitions).values())
    : noCost;
}

/** A wrapper's layer: once over the whole sequence (Bidirectional), or for a single step (TimeDistributed). */
function wrappedMultiplyAdds(
  layer: ParamValue | undefined,
  node: GraphNode,
  known: NodeInference,
  inference: GraphInference,
  definitions: readonly Definition[],
): number {
  if (typeof layer !== 'object' || layer === null) return 0;
  if ('definition' in layer) return insideOf(String(layer.definition), inference, definitions).multiplyAdds;
  if (!('type' in layer) || typeof layer.type !== 'string' || !isKnownType(layer.type)) return 0;
  const type = layerTypes[layer.type];
  const own = 'params' in layer && typeof layer.params === 'object' && layer.params !== null ? layer.params : {};
  const steps = node.type === 'timeDistributed';
  const withoutSteps = (shape: Shape): Shape => (steps ? [...shape.slice(0, 1), ...shape.slice(2)] : shape);
  const inputs = Object.fromEntries(
    Object.entries(known.inputs).map(([port, shapes]) => [port, shapes.map(withoutSteps)]),
  );
  const call: Call = {
    inputs,
    output: withoutSteps(Object.values(known.outputs)[0] ?? []),
    // A parameter of a layer inside is JSON as well, an object with the names of its record.
    params: { ...defaultParams(type), ...(own as ParamValues) },
    wrapped: () => 0,
  };
  return multiplyAdds[layer.type](call);
}
