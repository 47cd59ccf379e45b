/** Names of layers that Keras leaves free when it loads a model with masks. */
import { isRecord, type JsonRecord } from '../json.ts';

interface Serialised {
  readonly class_name: string;
  readonly config: JsonRecord;
}
const isSerialised = (value: unknown): value is Serialised & JsonRecord =>
  isRecord(value) && typeof value.class_name === 'string' && isRecord(value.config);
const layerName = (layer: Serialised & JsonRecord): string => String(layer.name ?? layer.config.name ?? '');

/** Operations with which Keras derives masks: it makes them anew when it loads a model, under these names. */
const maskOperation = /^(?:any|concatenate|expand_dims|logical_or|not_equal|ones_like|zeros_like)(?:_\d+)?$/;

/**
 * A model with masks whose layers have none of the names that Keras gives to operations of masks: two of one name would
 * keep it from loading. Other models come back as they are.
 */
export function withFreeNames<T extends Serialised>(model: T): T {
  const layers = model.config['layers'];
  if (!Array.isArray(layers)) return model;
  const known = layers.filter(isSerialised);
  const isMasked = known.some(
    ({ class_name: name, config }) => name === 'Masking' || (name === 'Embedding' && config['mask_zero'] === true),
  );
  const taken = new Set(known.map((layer) => layerName(layer)));
  const names = new Map<string, string>();
  for (const name of isMasked ? taken : []) {
    if (!maskOperation.test(name)) continue;
    let free = `${name}_layer`;
    while (taken.has(free)) free = `${free}_`;
    names.set(name, free);
  }
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const [first, ...rest] = value as unknown[];
      // An end, or a tensor's history: layer, call, output.
      if (typeof first === 'string' && rest.length === 2 && rest.every((one) => typeof one === 'number'))
        return [names.get(first) ?? first, ...rest];
      return value.map((one) => renamed(one));
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, renamed(one)]));
  };
  const config = {
    ...model.config,
    layers: known.map((layer) => {
      const inner = withFreeNames(layer);
      const name = names.get(layerName(layer)) ?? layerName(layer);
      const others: Record<string, unknown> = { ...inner };
      if ('inbound_nodes' in others) others['inbound_nodes'] = renamed(others['inbound_nodes']);
      if ('name' in others) others['name'] = name;
      const wrapped = inner.config['layer'];
      return {
        ...others,
        config: { ...inner.config, name, ...(isSerialised(wrapped) ? { layer: withFreeNames(wrapped) } : {}) },
      };
    }),
    ...('output_layers' in model.config ? { output_layers: renamed(model.config['output_layers']) } : {}),
  };
  return { ...model, config };
}
