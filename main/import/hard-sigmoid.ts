/**
 * Keras 2's hard_sigmoid is clip(0.2x + 0.5), Keras 3's clip(x/6 + 0.5): the old one of x is the new one of 1.2x. Where
 * the activation follows a product with weights, the weights can carry that factor.
 */
import { StudioError } from '../../shared/problem.ts';
import type { BuiltLayer, Weight } from '../trainer/model/layer.ts';
import { isModelClass } from '../trainer/model/model-plan.ts';
import type { FileWeights } from './file-weights.ts';

const steeper = 1.2;
/** Gates that the recurrent activation is applied to, of the blocks side by side in every weight. */
const gates: Readonly<Record<string, { readonly blocks: number; readonly scaled: readonly number[] }>> = {
  LSTM: { blocks: 4, scaled: [0, 1, 3] },
  ConvLSTM2D: { blocks: 4, scaled: [0, 1, 3] },
  GRU: { blocks: 3, scaled: [0, 1] },
};
/** Layers whose activation is applied to nothing but a product with their weights, plus a bias. */
const linear = new Set(['Dense', 'Conv1D', 'Conv2D']);

export interface Rescaled {
  readonly weights: FileWeights;
  /** Names of the nodes whose weights were multiplied. */
  readonly layers: readonly string[];
  /** Paths of those weights: their optimizer state no longer fits. */
  readonly paths: ReadonlySet<string>;
}

/** Throws `model/unsupported-layer` where no weight can carry the factor. */
export function rescaleHardSigmoid(root: BuiltLayer, weights: FileWeights): Rescaled {
  const next = new Map(weights);
  const layers = new Set<string>();
  const paths = new Set<string>();
  const scale = (weight: Weight, blocks: number, scaled: readonly number[]): void => {
    const values = next.get(weight.path);
    if (values === undefined) return;
    const width = (weight.shape.at(-1) ?? 1) / blocks;
    next.set(
      weight.path,
      values.map((value, index) =>
        scaled.includes(Math.floor((index % (width * blocks)) / width)) ? value * steeper : value,
      ),
    );
    paths.add(weight.path);
  };
  /** `owner`: the node that a person sees, of a wrapped layer its wrapper. */
  const visit = (layer: BuiltLayer, owner: string): void => {
    const { config } = layer.config;
    const own = [
      ...layer.weights,
      ...layer.children.filter(({ attribute }) => attribute === 'cell').flatMap((one) => one.layer.weights),
    ];
    const gate = gates[layer.className];
    if (config['recurrent_activation'] === 'hard_sigmoid' && gate) {
      for (const weight of own) scale(weight, gate.blocks, gate.scaled);
      layers.add(owner);
    }
    if (config['activation'] === 'hard_sigmoid') {
      if (!linear.has(layer.className))
        throw new StudioError('model/unsupported-layer', {
          layer: `${layer.className} "${layer.name}" (activation = hard_sigmoid, Keras 2)`,
        });
      for (const weight of own) scale(weight, 1, [0]);
      layers.add(owner);
    }
    for (const child of layer.children) visit(child.layer, isModelClass(layer.className) ? child.layer.name : owner);
  };
  visit(root, root.name);
  return { weights: next, layers: [...layers], paths };
}
