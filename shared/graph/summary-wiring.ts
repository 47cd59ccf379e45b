/** How the calls of a serialised functional model are wired, masks included: what Keras' summary says of connections. */
import { readEnds } from '../keras/model-ends.ts';
import type { Connection } from './summary.ts';
import { summaryOrder } from './summary-order.ts';
import { isRecord, type JsonRecord } from '../json.ts';

type Sizes = readonly (number | null)[];
interface Serialised {
  readonly config: JsonRecord;
}
const layerName = (layer: JsonRecord): string =>
  String(layer.name ?? (isRecord(layer.config) ? layer.config.name : undefined) ?? '');

export interface Wiring {
  readonly order: ReturnType<typeof summaryOrder>;
  readonly connections: ReadonlyMap<string, readonly Connection[]>;
  /** Shapes of tensors that some layer reads, by the layer that makes them: all that is known of mask operations. */
  readonly shapes: ReadonlyMap<string, readonly Sizes[]>;
}

/** Every tensor of a functional model's calls, masks included, in Keras' order of arguments. */
export function readWiring(config: Serialised): Wiring {
  const calls: { readonly layer: string; readonly call: number; readonly tensors: readonly FoundTensor[] }[] = [];
  for (const layer of layersOf(config)) {
    const nodes = layer['inbound_nodes'];
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
  const shapes = new Map<string, readonly Sizes[]>();
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
  readonly shape: Sizes;
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
    return typeof call === 'number' && typeof output === 'number'
      ? [{ layer: typeof layer === 'string' ? layer : '', call, output }]
      : [];
  });
}

const layersOf = ({ config }: Serialised): readonly JsonRecord[] => {
  const layers = config['layers'];
  return Array.isArray(layers) ? layers.filter(isRecord) : [];
};
