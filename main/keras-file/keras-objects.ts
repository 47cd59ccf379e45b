/** What both of Keras' file formats say about a model beside its weights. */
import { isKerasConfig, isRecord, type JsonRecord, type KerasConfig } from '../trainer/model/config.ts';
import { layerName } from '../trainer/model/model-plan.ts';

/** The version whose format is written; `test/export` loads the files with it. */
export const kerasVersion = '3.15.1';

/** Keras finds model classes by module: a Functional outside it would be taken for a custom class. */
export function withKerasModules(config: KerasConfig): KerasConfig {
  const layers = config.config['layers'];
  const inner = Array.isArray(layers)
    ? { layers: layers.map((layer: unknown) => (isKerasConfig(layer) ? withInner(layer) : layer)) }
    : {};
  const isFunctional = config.class_name === 'Functional' || config.class_name === 'Model';
  return {
    ...config,
    module: isFunctional
      ? 'keras.src.models.functional'
      : config.class_name === 'Sequential'
        ? 'keras'
        : config.registered_name?.startsWith('weft>') === true
          ? null
          : (config.module ?? 'keras.layers'),
    class_name: isFunctional ? 'Functional' : config.class_name,
    registered_name: isFunctional ? 'Functional' : (config.registered_name ?? null),
    config: { ...config.config, ...inner },
  };
}

/** The layer itself and what it wraps; keys beside `config` (name, inbound_nodes, build_config) stay. */
function withInner(layer: KerasConfig): KerasConfig {
  const fixed = withKerasModules(layer);
  const inner = ['layer', 'backward_layer'].flatMap((key) => {
    const wrapped = layer.config[key];
    return isKerasConfig(wrapped) ? [[key, withInner(wrapped)] as const] : [];
  });
  return inner.length === 0 ? fixed : { ...fixed, config: { ...fixed.config, ...Object.fromEntries(inner) } };
}

/** Operations with which Keras derives masks: it makes them anew when it loads a model, under these names. */
const maskOperation = /^(?:any|concatenate|expand_dims|logical_or|not_equal|ones_like|zeros_like)(?:_\d+)?$/;

/**
 * A model with masks whose layers have none of the names that Keras gives to operations of masks: two of one name would
 * keep it from loading. Other models come back as they are.
 */
export function withFreeNames(model: KerasConfig): KerasConfig {
  const layers = model.config['layers'];
  if (!Array.isArray(layers)) return model;
  const known = layers.filter(isKerasConfig);
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
      const others = { ...(inner as unknown as JsonRecord) };
      if ('inbound_nodes' in others) others['inbound_nodes'] = renamed(others['inbound_nodes']);
      if ('name' in others) others['name'] = name;
      const wrapped = inner.config['layer'];
      return {
        ...others,
        config: { ...inner.config, name, ...(isKerasConfig(wrapped) ? { layer: withFreeNames(wrapped) } : {}) },
      };
    }),
    ...('output_layers' in model.config ? { output_layers: renamed(model.config['output_layers']) } : {}),
  };
  return { ...model, config };
}

/** A compile config with every entry that Keras writes. */
export const completeCompile = (compile: JsonRecord): JsonRecord => ({
  loss_weights: null,
  metrics: null,
  weighted_metrics: null,
  run_eagerly: false,
  steps_per_execution: 1,
  jit_compile: false,
  ...compile,
});
