/**
 * The operations by which Keras derives masks (`not_equal`, `any` …). A drawing's config has none: Keras makes them anew
 * when it loads a file, lists them in its summary and writes them into files of its own. Here they are made as Keras does.
 */
import type { KerasHistory } from './keras-config.ts';
import { mergesMasks, passesMask, takesMask } from './mask-rules.ts';
import { isRecord, type JsonRecord } from '../json.ts';

interface Serialised {
  readonly class_name: string;
  readonly config: JsonRecord;
}
type Sizes = readonly (number | null)[];
/** A tensor between layers, and the mask that Keras keeps with it. */
interface Traced {
  readonly history: KerasHistory;
  readonly shape: Sizes;
}
type Mask = Traced | null;

/** How often Keras has used a name; shared by a model and the models inside of it, which are made first. */
export type NameCounts = Map<string, number>;

/**
 * The config with a layer record for every operation of a mask, and with the masks among the arguments of the layers that
 * take them: what Keras writes when it saves a model that it has loaded. Models inside are given theirs as well. A config
 * that has them already comes back as it is.
 */
export function withMaskOperations<T extends Serialised>(model: T, counts: NameCounts = new Map()): T {
  const given: readonly unknown[] = Array.isArray(model.config['layers']) ? model.config['layers'] : [];
  const layers = given.filter(isRecord).map((layer) => withInnerOperations(layer, counts));
  if (model.class_name === 'Sequential' || layers.some((layer) => layer.class_name === 'NotEqual'))
    return { ...model, config: { ...model.config, layers } };
  const operations: JsonRecord[] = [];
  const operate = (className: string, base: string, shape: Sizes, sources: readonly Traced[]): Traced => {
    const used = counts.get(base) ?? 0;
    counts.set(base, used + 1);
    const name = used === 0 ? base : `${base}_${used}`;
    operations.push({ class_name: className, name, config: { name }, inbound_nodes: [inbound(sources)] });
    return { history: [name, 0, 0], shape };
  };

  const masks = new Map<string, readonly Mask[]>();
  const done = new Map<string, unknown[]>(layers.map((layer) => [nameOf(layer), []]));
  // As Keras does: layer by layer, and again for the calls that read what is made further down the list.
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    for (const layer of layers) {
      const name = nameOf(layer);
      const calls = nodesOf(layer);
      const finished = done.get(name) ?? [];
      if (calls.length === 0 && !masks.has(`${name}:0`)) masks.set(`${name}:0`, []);
      for (let call = finished.length; call < calls.length; call += 1) {
        const node = calls[call] ?? {};
        const inputs = tensorsIn(node.args);
        const named = isRecord(node.kwargs) ? node.kwargs : {};
        const isReady = [...inputs, ...tensorsIn(named)].every(({ history: [of, at] }) => masks.has(`${of}:${at}`));
        if (!isReady) break;
        const maskOf = ({ history: [of, at, output] }: Traced): Mask => masks.get(`${of}:${at}`)?.[output] ?? null;
        finished.push({ ...node, kwargs: { ...named, ...maskArguments(layer, node, named, inputs, maskOf) } });
        masks.set(`${name}:${call}`, outputMasks(layer, inputs, inputs.map(maskOf), operate));
        isMoving = true;
      }
    }
  }
  const traced = layers.map((layer) =>
    nodesOf(layer).length === 0 ? layer : { ...layer, inbound_nodes: done.get(nameOf(layer)) ?? [] },
  );
  return { ...model, config: { ...model.config, layers: [...traced, ...operations] } };
}

/** Keras makes a nested model, also one that is wrapped, before it calls anything of the model around it. */
function withInnerOperations(layer: JsonRecord, counts: NameCounts): JsonRecord {
  const { class_name: className, config } = layer;
  if (typeof className !== 'string' || !isRecord(config)) return layer;
  if (Array.isArray(config.layers)) return withMaskOperations({ ...layer, class_name: className, config }, counts);
  const { layer: wrapped } = config;
  return isRecord(wrapped) ? { ...layer, config: { ...config, layer: withInnerOperations(wrapped, counts) } } : layer;
}

type Operate = (className: string, base: string, shape: Sizes, sources: readonly Traced[]) => Traced;

/** The masks of a call's outputs; what is not in the list has none. */
function outputMasks(
  layer: JsonRecord,
  inputs: readonly Traced[],
  masks: readonly Mask[],
  operate: Operate,
): readonly Mask[] {
  const className = String(layer.class_name);
  const config = isRecord(layer.config) ? layer.config : {};
  const [first] = inputs;
  if (first === undefined) return [];
  if (className === 'Masking') {
    const differs = operate('NotEqual', 'not_equal', first.shape, [first]);
    return [operate('Any', 'any', first.shape.slice(0, -1), [differs])];
  }
  if (className === 'Embedding')
    return config.mask_zero === true ? [operate('NotEqual', 'not_equal', first.shape, [first])] : [];
  if (className === 'Concatenate') return [concatenated(config, inputs, masks, operate)];
  if (mergesMasks.has(className)) {
    const [start, ...others] = masks.filter((mask) => mask !== null);
    if (start === undefined || masks.includes(null)) return [];
    return [others.reduce((one, other) => operate('LogicalOr', 'logical_or', spread(one, other), [one, other]), start)];
  }
  if (!passesMask(className, config)) return [];
  const mask = masks[0] ?? null;
  // A Bidirectional that does not merge gives two sequences, both with the mask.
  return config.merge_mode === null ? [mask, mask] : [mask];
}

/** any(concatenate(...)), each mask spread over its input, ones where there is none. */
function concatenated(config: JsonRecord, inputs: readonly Traced[], masks: readonly Mask[], operate: Operate): Mask {
  if (masks.every((mask) => mask === null)) return null;
  const parts = inputs.map((input, index) => {
    const mask = masks[index] ?? null;
    if (mask === null) return operate('OnesLike', 'ones_like', input.shape, [input]);
    if (mask.shape.length >= input.shape.length) return mask;
    const wider = operate('ExpandDims', 'expand_dims', [...mask.shape, 1], [mask]);
    const zeros = operate('ZerosLike', 'zeros_like', input.shape, [input]);
    return operate('LogicalOr', 'logical_or', input.shape, [wider, zeros]);
  });
  const axis = typeof config.axis === 'number' ? config.axis : -1;
  const rank = parts[0]?.shape.length ?? 0;
  const along = axis < 0 ? rank + axis : axis;
  const lengths = parts.map(({ shape }) => shape[along] ?? null);
  const length = lengths.includes(null) ? null : lengths.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const shape = (parts[0]?.shape ?? []).map((size, index) => (index === along ? length : size));
  const joined = operate('Concatenate', 'concatenate', shape, parts);
  return operate('Any', 'any', shape.slice(0, -1), [joined]);
}

/** Sizes of two masks laid over each other. */
function spread(one: Traced, other: Traced): Sizes {
  const rank = Math.max(one.shape.length, other.shape.length);
  const sizeAt = ({ shape }: Traced, at: number): number | null => {
    const size = shape[shape.length - rank + at];
    return size === undefined ? 1 : size;
  };
  return Array.from({ length: rank }, (_, at) => (sizeAt(one, at) === 1 ? sizeAt(other, at) : sizeAt(one, at)));
}

/** The masks that Keras gives a call beside what the config names. */
function maskArguments(
  layer: JsonRecord,
  node: JsonRecord,
  named: JsonRecord,
  inputs: readonly Traced[],
  maskOf: (tensor: Traced) => Mask,
): JsonRecord {
  const className = String(layer.class_name);
  if (Object.entries(named).some(([name, value]) => name.endsWith('mask') && tensorsIn(value).length > 0)) return {};
  const written = (tensor: Traced): unknown => {
    const mask = maskOf(tensor);
    return mask === null ? null : tensorRecord(mask);
  };
  if (className === 'MultiHeadAttention') {
    const all: readonly (readonly [string, Traced | undefined])[] = [
      ...['query', 'value', 'key'].map((name, index) => [name, inputs[index]] as const),
      ...Object.entries(named).map(([name, value]) => [name, tensorsIn(value)[0]] as const),
    ];
    const found = all.flatMap(([name, tensor]) => (tensor ? [[`${name}_mask`, written(tensor)] as const] : []));
    return Object.fromEntries(found);
  }
  // With further tensors (an initial state) Keras finds no mask for the call.
  if (!takesMask.has(className) || tensorsIn(named).length > 0) return {};
  const args = Array.isArray(node.args) ? (node.args as readonly unknown[]) : [];
  const list = inputs.map(written);
  return { mask: Array.isArray(args[0]) ? list : (list[0] ?? null) };
}

const nameOf = (layer: JsonRecord): string =>
  String(layer.name ?? (isRecord(layer.config) ? layer.config.name : undefined) ?? '');

function nodesOf(layer: JsonRecord): readonly JsonRecord[] {
  const nodes: readonly unknown[] = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes : [];
  return nodes.map((node) => (isRecord(node) ? node : {}));
}

const inbound = (sources: readonly Traced[]): JsonRecord => ({ args: sources.map(tensorRecord), kwargs: {} });
const tensorRecord = ({ history, shape }: Traced): JsonRecord => ({
  class_name: '__keras_tensor__',
  config: { shape, dtype: 'bool', keras_history: history },
});

/** The tensors in arguments, in order. */
function tensorsIn(value: unknown): readonly Traced[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (!isRecord(value)) return [];
  if (value.class_name !== '__keras_tensor__') return Object.values(value).flatMap(tensorsIn);
  if (!isRecord(value.config) || !Array.isArray(value.config.keras_history)) return [];
  const [layer, call, output]: readonly unknown[] = value.config.keras_history;
  if (typeof layer !== 'string' || typeof call !== 'number' || typeof output !== 'number') return [];
  const shape: readonly unknown[] = Array.isArray(value.config.shape) ? value.config.shape : [];
  return [{ history: [layer, call, output], shape: shape.map((size) => (typeof size === 'number' ? size : null)) }];
}
