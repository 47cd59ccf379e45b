/** `model.summary()` of a serialised model: of a file as Keras wrote it, mask operations included. */
import { readEnds } from '../../../shared/keras/model-ends.ts';
import { optimizerSize } from '../../../shared/graph/summary-optimizer.ts';
import { summaryOrder } from '../../../shared/graph/summary-order.ts';
import type { Connection, Summary, SummaryRow } from '../../../shared/graph/summary.ts';
import { isKerasConfig, isRecord, type JsonRecord, type KerasConfig, textOr } from './config.ts';
import { describeModel } from './describe-model.ts';
import { allWeights, type BuiltLayer, type Shape } from './layer.ts';
import { isModelClass, layerName, planModel } from './model-graph.ts';

/**
 * `compile`: the file's compile config; with it the optimizer's numbers are counted, as Keras does once it is built.
 * Throws like `buildModel`.
 */
export function summarizeConfig(config: KerasConfig, compile: JsonRecord | null = null): Summary {
  const root = describeModel(config);
  const { rows, isSequence } = modelRows(root, config, undefined, true, 0);
  const weights = allWeights(root);
  const count = (trainable: boolean): number =>
    weights.filter((weight) => weight.trainable === trainable).reduce((sum, { shape }) => sum + product(shape), 0);
  const optimizer = compile?.['optimizer'];
  return {
    name: root.name,
    isSequence,
    rows,
    total: { trainable: count(true), other: count(false) },
    optimizer: isKerasConfig(optimizer) ? optimizerSize(optimizer.class_name, optimizer.config, count(true)) : null,
  };
}

const product = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

interface Rows {
  readonly rows: readonly SummaryRow[];
  readonly isSequence: boolean;
}

function modelRows(
  root: BuiltLayer,
  config: KerasConfig,
  inputShape: Shape | undefined,
  isTrained: boolean,
  depth: number,
): Rows {
  const plan = planModel(config, inputShape);
  const built = new Map(root.children.map((child) => [child.layer.name, child.layer]));
  const shapes = new Map<string, readonly Shape[]>();
  const firstInput = new Map<string, Shape | undefined>();
  const lastOutput = new Map<string, readonly Shape[]>();
  plan.inputs.forEach((input) => {
    shapes.set(`${input.name}:0`, [input.shape]);
    lastOutput.set(input.name, [input.shape]);
  });
  for (const { layer, call, sources } of plan.calls) {
    const inputs = sources.map((source) => shapes.get(`${source.layer}:${source.call}`)?.[source.output] ?? []);
    const outputs = built.get(layer)?.outputShapes(inputs) ?? [];
    shapes.set(`${layer}:${call}`, outputs);
    if (!firstInput.has(layer)) firstInput.set(layer, inputs[0]);
    lastOutput.set(layer, outputs);
  }

  const wiring = plan.kind === 'Functional' ? readWiring(config) : null;
  const names = wiring ? wiring.order.layers : plan.layers.map(layerName);
  const configs = new Map(layersOf(config).map((layer) => [layerName(layer), layer]));
  const rows = names.flatMap((name): readonly SummaryRow[] => {
    const one = configs.get(name);
    if (!one) return [];
    const layer = built.get(name);
    const isLayer = layer !== undefined || one.class_name === 'InputLayer';
    if (!isLayer && depth > 0) return []; // inside of a nested model Keras lists layers alone
    const trained = isTrained && one.config['trainable'] !== false;
    const weights = layer ? allWeights(layer) : [];
    const row: SummaryRow = {
      nodeId: null,
      depth,
      name,
      className: one.class_name,
      outputShapes: lastOutput.get(name) ?? wiring?.shapes.get(name) ?? [],
      params: weights.reduce((sum, weight) => sum + product(weight.shape), 0),
      trainable: weights.length === 0 ? null : trained,
      connectedTo: depth > 0 ? [] : (wiring?.connections.get(name) ?? []),
    };
    return layer && isModelClass(one.class_name)
      ? [row, ...modelRows(layer, one, firstInput.get(name), trained, depth + 1).rows]
      : [row];
  });
  return { rows, isSequence: wiring?.order.isSequence ?? true };
}

interface Wiring {
  readonly order: ReturnType<typeof summaryOrder>;
  readonly connections: ReadonlyMap<string, readonly Connection[]>;
  /** Shapes of tensors that some layer reads, by the layer that makes them: all that is known of mask operations. */
  readonly shapes: ReadonlyMap<string, readonly Shape[]>;
}

/** Every tensor of a functional model's calls, masks included, in Keras' order of arguments. */
function readWiring(config: KerasConfig): Wiring {
  const calls: { readonly layer: string; readonly call: number; readonly tensors: readonly FoundTensor[] }[] = [];
  for (const layer of layersOf(config)) {
    const nodes = (layer as unknown as JsonRecord)['inbound_nodes'];
    const name = layerName(layer);
    if (!Array.isArray(nodes) || nodes.length === 0) calls.push({ layer: name, call: 0, tensors: [] });
    else nodes.forEach((node: unknown, call) => calls.push({ layer: name, call, tensors: tensorsOf(node) }));
  }
  const indices = new Map(calls.map(({ layer, call }, index) => [`${layer}:${call}`, index]));
  const indexOf = ({ layer, call }: Connection): readonly number[] => {
    const index = indices.get(`${layer}:${call}`);
    return index === undefined ? [] : [index];
  };
  const connections = new Map<string, Connection[]>();
  const shapes = new Map<string, readonly Shape[]>();
  for (const { layer, tensors } of calls) {
    connections.set(layer, [...(connections.get(layer) ?? []), ...tensors.map(({ from }) => from)]);
    for (const { from, shape } of tensors) shapes.set(from.layer, [shape]);
  }
  const order = summaryOrder(
    calls.map(({ layer, tensors }) => ({ layer, sources: tensors.flatMap(({ from }) => indexOf(from)) })),
    readEnds(config.config['output_layers'], layersOf(config)).flatMap(([layer, call, output]) =>
      indexOf({ layer, call, output }),
    ),
  );
  return { order, connections, shapes };
}

interface FoundTensor {
  readonly from: Connection;
  readonly shape: Shape;
}

/** Positional arguments first, then keyword arguments by name: how Keras flattens them. */
function tensorsOf(value: unknown): readonly FoundTensor[] {
  if (Array.isArray(value)) return value.flatMap(tensorsOf);
  if (!isRecord(value)) return [];
  if (value['class_name'] === '__keras_tensor__' && isRecord(value['config'])) {
    const [from] = endsOf([value['config']['keras_history']]);
    const shape = value['config']['shape'];
    return from
      ? [{ from, shape: Array.isArray(shape) ? shape.map((size) => (typeof size === 'number' ? size : null)) : [] }]
      : [];
  }
  return Object.keys(value)
    .toSorted()
    .flatMap((key) => tensorsOf(value[key]));
}

/** `["dense", 0, 0]`, or a list of such ends. */
function endsOf(value: unknown): readonly Connection[] {
  if (!Array.isArray(value)) return [];
  const ends: readonly unknown[] = typeof value[0] === 'string' ? [value] : value;
  return ends.flatMap((end) => {
    if (!Array.isArray(end)) return [];
    const [layer, call, output] = end as readonly unknown[];
    return typeof call === 'number' && typeof output === 'number' ? [{ layer: textOr(layer, ''), call, output }] : [];
  });
}

const layersOf = ({ config }: KerasConfig): readonly KerasConfig[] => {
  const layers = config['layers'];
  return Array.isArray(layers) ? layers.filter(isKerasConfig) : [];
};
