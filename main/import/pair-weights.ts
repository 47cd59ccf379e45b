/**
 * The same weights in two trees: that of the file's model and that of the model which the imported graph compiles to. Both
 * hold the same layers under the same names; only what the drawing says in another way (a layer used twice is a block
 * here) stands one level deeper.
 */
import { StudioError } from '../../shared/problem.ts';
import { safeName } from '../../shared/graph/names.ts';
import { isKerasConfig } from '../trainer/model/config.ts';
import type { BuiltLayer, Weight } from '../trainer/model/layer.ts';
import { isModelClass, layerName } from '../trainer/model/model-plan.ts';

/** The children in the order of Keras' `layers`: a config lists them so, while a tree is built in the order of calls. */
export function childrenInOrder(layer: BuiltLayer): readonly BuiltLayer[] {
  const built = layer.children.map((child) => child.layer);
  const configs = layer.config.config['layers'];
  if (!Array.isArray(configs)) return built;
  const order = configs.filter(isKerasConfig).map(layerName);
  return built.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** Every weight once, in the order of Keras' `model.weights`. */
export function weightsInOrder(layer: BuiltLayer): readonly Weight[] {
  const found = new Set<Weight>();
  const visit = (one: BuiltLayer): void => {
    for (const weight of one.weights) found.add(weight);
    for (const child of childrenInOrder(one)) visit(child);
  };
  visit(layer);
  return [...found];
}

/** For every weight of `file` (by path) the one of `ours`. Throws `model/weights-mismatch` with the layer. */
export function pairWeights(file: BuiltLayer, ours: BuiltLayer): ReadonlyMap<string, Weight> {
  const pairs = new Map<string, Weight>();
  pairLayers(file, ours, pairs);
  return pairs;
}

function pairLayers(file: BuiltLayer, ours: BuiltLayer, pairs: Map<string, Weight>): void {
  if (isModelClass(ours.className) && !isModelClass(file.className)) {
    pairLayers(file, childNamed(ours, file.name), pairs);
    return;
  }
  file.weights.forEach((weight, index) => {
    const other = ours.weights[index];
    if (other === undefined || other.shape.join() !== weight.shape.join()) throw mismatch(weight, other);
    pairs.set(weight.path, other);
  });
  for (const child of file.children) {
    const layer = isModelClass(file.className)
      ? childNamed(ours, child.layer.name)
      : ours.children.find(({ attribute }) => attribute === child.attribute)?.layer;
    if (layer === undefined) throw missing(child.layer.name);
    pairLayers(child.layer, layer, pairs);
  }
}

function childNamed(model: BuiltLayer, name: string): BuiltLayer {
  const found = model.children.find(({ layer }) => layer.name === safeName(name));
  if (found === undefined) throw missing(name);
  return found.layer;
}

const missing = (layer: string): StudioError =>
  new StudioError('model/weights-mismatch', { layer, expected: layer, received: '-' });
const mismatch = (weight: Weight, other: Weight | undefined): StudioError =>
  new StudioError('model/weights-mismatch', {
    layer: weight.path,
    expected: `(${weight.shape.join(', ')})`,
    received: other === undefined ? '-' : `(${other.shape.join(', ')})`,
  });
