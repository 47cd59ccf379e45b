/** One training pass through a model, noted: every layer that was called, with what went into it. Blocks are their layers. */
import { createContext, type Model } from '../model/build-model.ts';
import { type BuiltLayer, allWeights, type LayerInput, type Tensor, type Variable } from '../model/layer.ts';
import { isModelClass } from '../model/model-plan.ts';

/** A call that can be made again as often as wanted. */
export interface LeafCall {
  readonly path: string;
  readonly layer: BuiltLayer;
  readonly input: LayerInput;
  /** Inputs that no weight stands behind, for which layers save themselves the gradient. */
  readonly constants: readonly Tensor[];
  /** Trained weights of the layer, and inputs that a trained weight stands behind: a step computes their gradients. */
  readonly followed: readonly (Tensor | Variable)[];
  /** Times the pass made this call: more than once inside a wrapper that goes step by step. */
  times: number;
}

export interface LeafCalls {
  readonly calls: readonly LeafCall[];
  /** Frees what the calls hold. */
  dispose(): void;
}

/** Passes `x` through the model once. The tensors of `x` stay the caller's. */
export function leafCalls(model: Model, x: readonly Tensor[], seed: number): LeafCalls {
  const calls = new Map<string, LeafCall>();
  const kept = new Set<Tensor>();
  const learned = new Map<Tensor, boolean>();
  const { tf } = model;
  tf.tidy(() => {
    const context = createContext({
      training: true,
      seed,
      watch({ path, layer, input, result }) {
        const isLearned = (tensor: Tensor): boolean => learned.get(tensor) ?? !context.constants.has(tensor);
        const weights = allWeights(layer).flatMap(({ trainable, variable }) => (trainable ? [variable] : []));
        const inputs = input.inputs.filter((one) => one.dtype === 'float32' && isLearned(one));
        if (isModelClass(layer.className)) return;
        for (const output of result.outputs) learned.set(output, weights.length > 0 || inputs.length > 0);
        const name = path.join('/');
        const known = calls.get(name);
        if (known) {
          known.times += 1;
          return;
        }
        for (const tensor of [...input.inputs, ...input.masks]) {
          if (tensor === null || x.includes(tensor) || kept.has(tensor)) continue;
          kept.add(tf.keep(tensor));
        }
        const constants = input.inputs.filter((one) => context.constants.has(one));
        calls.set(name, {
          path: name,
          layer,
          input,
          constants,
          followed: [...new Set([...inputs, ...weights])],
          times: 1,
        });
      },
    });
    model.call(x, context);
    for (const squares of context.gradientSquares?.values() ?? []) squares.dispose();
  });
  return {
    calls: [...calls.values()],
    dispose: () => {
      for (const tensor of kept) tensor.dispose();
    },
  };
}
