/** What both of Keras' file formats say about a model beside its weights. */
import { isKerasConfig, type KerasConfig } from '../trainer/model/config.ts';
import type { JsonRecord } from '../../shared/json.ts';

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
