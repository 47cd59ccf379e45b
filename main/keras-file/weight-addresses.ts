/**
 * Where Keras 3 keeps each weight in `model.weights.h5`: groups follow the tree of objects, layers of a model are named
 * by class and number (`layers/lstm_1/cell/vars/0`), never by their own name.
 */
import { isKerasConfig, toSnakeCase } from '../trainer/model/config.ts';
import type { BuiltLayer, Weight } from '../trainer/model/layer.ts';
import { layerName } from '../trainer/model/model-plan.ts';

/** A group that holds variables, with the name that Keras notes on it. */
export interface WeightGroup {
  /** Such as `layers/lstm/cell/vars`. */
  readonly group: string;
  readonly name: string;
  readonly weights: readonly Weight[];
}

/** Every group of a model in Keras' order; a layer that is reached twice is there once. */
export function weightGroups(root: BuiltLayer): WeightGroup[] {
  const seen = new Set<BuiltLayer>();
  const groups: WeightGroup[] = [];
  const visit = (layer: BuiltLayer, path: string): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    groups.push({ group: `${path}vars`, name: layer.name, weights: layer.weights });
    for (const { attribute, layer: child, isInput } of childrenOf(layer)) {
      if (isInput !== undefined) groups.push({ group: `${path}${attribute}/vars`, name: isInput, weights: [] });
      else if (child !== undefined) visit(child, `${path}${attribute}/`);
    }
  };
  visit(root, '');
  return groups;
}

interface Child {
  readonly attribute: string;
  readonly layer?: BuiltLayer;
  /** The name of an InputLayer, which has a group but no variables. */
  readonly isInput?: string;
}

function childrenOf(layer: BuiltLayer): Child[] {
  const configs = layer.config.config['layers'];
  if (!Array.isArray(configs))
    return layer.children.map((child) => ({ attribute: child.attribute, layer: child.layer }));
  const used = new Map<string, number>();
  const built = new Map(layer.children.map((child) => [child.layer.name, child.layer]));
  return configs.filter(isKerasConfig).flatMap((config): Child[] => {
    // A Sequential does not count its InputLayer among its layers; a Functional does.
    const isInput = config.class_name === 'InputLayer';
    if (isInput && layer.className === 'Sequential') return [];
    const name = toSnakeCase(config.class_name);
    const number = used.get(name) ?? 0;
    used.set(name, number + 1);
    const attribute = `layers/${number === 0 ? name : `${name}_${number}`}`;
    if (isInput) return [{ attribute, isInput: layerName(config) }];
    const child = built.get(layerName(config));
    return child === undefined ? [] : [{ attribute, layer: child }];
  });
}
