/**
 * The order in which Keras lists the layers of a functional model. Weights, their addresses in a file and an optimizer's
 * variables follow it, and Keras finds it again whenever it loads a model, whatever order the file has.
 */
import { type Call, callDepths } from './call-depths.ts';
import type { KerasHistory } from './keras-config.ts';
import { mergesMasks, passesMask, takesMask } from './mask-rules.ts';
import { isRecord, type JsonRecord } from '../json.ts';

/**
 * `layers` of a Functional config in Keras' order (`keras.src.ops.function.map_graph`): by distance from the outputs,
 * then in the order in which a walk from the outputs meets them. Layers that no output needs come last, as they stand.
 */
export function inKerasOrder<T extends object>(layers: readonly T[], outputs: readonly KerasHistory[]): readonly T[] {
  const records: readonly unknown[] = layers;
  const calls = callsOf(records.filter(isRecord));
  const { ownerDepths, firstMet } = callDepths(
    outputs.flatMap(([name, application]) => calls(name, application) ?? []),
  );
  const rank = (layer: T): readonly [number, number] => [
    -(ownerDepths.get(layer) ?? -1),
    firstMet.get(layer) ?? Number.POSITIVE_INFINITY,
  ];
  return layers.toSorted((a, b) => {
    const [[depthA, metA], [depthB, metB]] = [rank(a), rank(b)];
    return depthA - depthB || (metA === metB ? 0 : metA - metB);
  });
}

/** A tensor of the graph with what Keras knows about it. */
interface Known {
  readonly call: Call;
  /** The operation that makes its mask. */
  readonly mask: Call | undefined;
}
interface Arguments {
  readonly args: readonly KerasHistory[];
  readonly kwargs: readonly (readonly [name: string, tensors: readonly KerasHistory[]])[];
}

function callsOf(layers: readonly JsonRecord[]): (name: string, application: number) => Call | undefined {
  const byName = new Map(layers.map((layer) => [nameOf(layer), layer]));
  const known = new Map<string, { readonly call: Call; readonly masks: readonly (Call | undefined)[] }>();
  const resolve = ([name, application, output]: KerasHistory): Known | undefined => {
    const key = `${application} ${name}`;
    const layer = byName.get(name);
    if (!layer) return undefined;
    const found = known.get(key) ?? apply(layer, argumentsOf(layer, application), resolve);
    known.set(key, found);
    return { call: found.call, mask: found.masks[output] };
  };
  // In the order of the list, which is nearly always one that can be computed: the recursion stays shallow.
  for (const layer of layers) {
    const applications = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes.length : 0;
    for (let application = 0; application < applications; application += 1) resolve([nameOf(layer), application, 0]);
  }
  return (name, application) => resolve([name, application, 0])?.call;
}

/** The layer's call with what it depends on, and the masks of its outputs as Keras derives them. */
function apply(
  layer: JsonRecord,
  { args, kwargs }: Arguments,
  resolve: (history: KerasHistory) => Known | undefined,
): { readonly call: Call; readonly masks: readonly (Call | undefined)[] } {
  const className = String(layer.class_name);
  const config = isRecord(layer.config) ? layer.config : {};
  const at = (tensors: readonly KerasHistory[]): readonly Known[] => tensors.flatMap((one) => resolve(one) ?? []);
  const inputs = at(args);
  const masks = inputs.map((input) => input.mask);
  const given = kwargs.filter(([name]) => name.endsWith('mask'));
  const derived = (): readonly (readonly [string, readonly Known[]])[] => {
    if (given.length > 0) return [];
    if (className === 'MultiHeadAttention') return attentionMasks(inputs, kwargs, at);
    if (!takesMask.has(className) || kwargs.some(([, tensors]) => tensors.length > 0)) return [];
    return [['mask', masks.flatMap((mask) => (mask ? [{ call: mask, mask: undefined }] : []))]];
  };
  const named = [...kwargs.map(([name, tensors]) => [name, at(tensors)] as const), ...derived()];
  const parents = [...inputs, ...named.toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, tensors]) => tensors)];
  const call: Call = { owner: layer, parents: parents.map((parent) => parent.call) };
  const first = inputs[0];
  const mask = (): Call | undefined => {
    if (className === 'Masking' && first) return operation(operation(first.call));
    if (className === 'Embedding') return config.mask_zero === true && first ? operation(first.call) : undefined;
    if (passesMask(className, config)) return masks[0];
    if (className === 'Concatenate') return concatenated(inputs);
    if (!mergesMasks.has(className) || !masks.every((one) => one !== undefined)) return undefined;
    return masks.reduce<Call | undefined>((one, other) => (one && other ? operation(one, other) : other), undefined);
  };
  // A Bidirectional that does not merge gives two sequences, both with the mask.
  return { call, masks: config.merge_mode === null ? [mask(), mask()] : [mask()] };
}

const operation = (...parents: readonly Call[]): Call => ({ owner: {}, parents });

/** any(concatenate(...)), each mask spread over its input, ones where there is none. */
function concatenated(inputs: readonly Known[]): Call | undefined {
  if (inputs.every((input) => input.mask === undefined)) return undefined;
  return operation(
    operation(
      ...inputs.map(({ call, mask }) => (mask ? operation(operation(mask), operation(call)) : operation(call))),
    ),
  );
}

function attentionMasks(
  inputs: readonly Known[],
  kwargs: Arguments['kwargs'],
  at: (tensors: readonly KerasHistory[]) => readonly Known[],
): readonly (readonly [string, readonly Known[]])[] {
  const positional = ['query', 'value', 'key'].flatMap((name, index) => {
    const known = inputs[index];
    return known ? [[name, [known]] as const] : [];
  });
  return [...positional, ...kwargs.map(([name, tensors]) => [name, at(tensors)] as const)].map(([name, tensors]) => [
    `${name}_mask`,
    tensors.flatMap(({ mask }) => (mask ? [{ call: mask, mask: undefined }] : [])),
  ]);
}

const nameOf = (layer: JsonRecord): string =>
  String(layer.name ?? (isRecord(layer.config) ? layer.config.name : undefined) ?? '');

function argumentsOf(layer: JsonRecord, application: number): Arguments {
  const nodes = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes : [];
  const node: unknown = nodes[application];
  if (!isRecord(node)) return { args: [], kwargs: [] };
  const kwargs = isRecord(node.kwargs) ? node.kwargs : {};
  return {
    args: histories(node.args),
    kwargs: Object.entries(kwargs).flatMap(([name, value]) => {
      const tensors = histories(value);
      return tensors.length > 0 ? [[name, tensors] as const] : [];
    }),
  };
}

/** The tensors in arguments, in order. */
function histories(value: unknown): readonly KerasHistory[] {
  if (Array.isArray(value)) return value.flatMap(histories);
  if (!isRecord(value) || value.class_name !== '__keras_tensor__' || !isRecord(value.config)) return [];
  const history: unknown = value.config.keras_history;
  if (!Array.isArray(history)) return [];
  const [name, application, output]: unknown[] = history;
  return typeof name === 'string' && typeof application === 'number' && typeof output === 'number'
    ? [[name, application, output]]
    : [];
}
