/** Writes the shape of every tensor into a functional config that has none: Keras 3's configs name them, older ones do not. */
import { isKerasConfig, type KerasConfig } from '../trainer/model/config.ts';
import { describeModel } from '../trainer/model/describe-model.ts';
import type { BuiltLayer, Shape } from '../trainer/model/layer.ts';
import { isModelClass, layerName, planModel } from '../trainer/model/model-plan.ts';
import { isRecord } from '../../shared/json.ts';

/** Throws like `describeModel`: the layers' own rules give the shapes. */
export function fillShapes(model: KerasConfig): KerasConfig {
  return withShapes(model, describeModel(model));
}

function withShapes(model: KerasConfig, built: BuiltLayer, given?: readonly Shape[]): KerasConfig {
  const plan = planModel(model, given?.[0]);
  const children = new Map(built.children.map(({ layer }) => [layer.name, layer]));
  const known = new Map<string, readonly Shape[]>();
  const arriving = new Map<string, readonly Shape[]>();
  plan.inputSources.forEach((source, index) =>
    known.set(`${source.layer}:${source.call}`, [plan.inputs[index]?.shape ?? []]),
  );
  for (const call of plan.calls) {
    const inputs = call.sources.map((source) => known.get(`${source.layer}:${source.call}`)?.[source.output] ?? []);
    if (!arriving.has(call.layer)) arriving.set(call.layer, inputs);
    known.set(`${call.layer}:${call.call}`, children.get(call.layer)?.outputShapes(inputs) ?? []);
  }
  const layers = model.config['layers'];
  if (!Array.isArray(layers)) return model;
  const filled = layers.filter(isKerasConfig).map((layer) => {
    const child = children.get(layerName(layer));
    const inner =
      child !== undefined && isModelClass(layer.class_name)
        ? withShapes(layer, child, arriving.get(layerName(layer)))
        : layer;
    const nodes = layer.inbound_nodes;
    return nodes === undefined ? inner : { ...inner, inbound_nodes: withTensorShapes(nodes, known) };
  });
  return { ...model, config: { ...model.config, layers: filled } };
}

function withTensorShapes(value: unknown, known: ReadonlyMap<string, readonly Shape[]>): unknown {
  if (Array.isArray(value)) return value.map((one) => withTensorShapes(one, known));
  if (!isRecord(value)) return value;
  if (value['class_name'] === '__keras_tensor__' && isRecord(value['config'])) {
    const { keras_history: history } = value['config'];
    const [layer, call, output] = Array.isArray(history) ? (history as unknown[]) : [];
    const shape = known.get(`${String(layer)}:${String(call)}`)?.[Number(output)] ?? [];
    return { ...value, config: { ...value['config'], shape } };
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withTensorShapes(one, known)]));
}
