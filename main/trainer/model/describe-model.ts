/** The tree of layers and weights of a config without an engine: for exporters, which need names, shapes and addresses. */
import { buildLayer } from './build-layer.ts';
import type { KerasConfig } from './config.ts';
import type { BuiltLayer, Tf, Variable } from './layer.ts';
import { planModel } from './model-plan.ts';

/** Throws like `buildModel`. The layers of the result cannot be called, its weights have no variables. */
export function describeModel(config: KerasConfig): BuiltLayer {
  const plan = planModel(config);
  const state = {
    tf: absent<Tf>('engine'),
    seed: 0,
    paths: new Set<string>(),
    createVariable: () => absent<Variable>('variable'),
  };
  return buildLayer(
    state,
    config,
    plan.inputs.map((input) => input.shape),
    { prefix: '', trainable: true },
  );
}

function absent<T extends object>(what: string): T {
  // It has no part of T. Layers use their engine only when they are called, never while they are built.
  return new Proxy(
    {},
    {
      get: () => {
        throw new RangeError(`a described model has no ${what}`);
      },
    },
  ) as T;
}
