import { shapeText } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { trainableParam } from './params.ts';
import { at, wrongRank } from './shape-checks.ts';

/**
 * Applies a layer or a block to every step, with the same weights: (batch, time, …) → (batch, time, …). Each
 * TimeDistributed has weights of its own, also where several wrap one definition: Keras wraps a layer, never shares it.
 */
export const timeDistributed = defineLayer({
  id: 'timeDistributed',
  version: 1,
  category: 'sequence',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    layer: { kind: 'layer', default: { type: 'dense', params: {} }, accepts: 'any' },
    trainable: trainableParam,
  },
  inferShape(inputs, { layer }, lookup) {
    const x = at(inputs, 'x');
    const [batch, time, ...rest] = x;
    if (x.length < 3 || !batch || !time) return wrongRank('TimeDistributed', '(batch, time, …)', x);
    const inner = [batch, ...rest];
    const outcome = lookup.applyWrapped(layer, inner, false);
    if (!outcome.ok) {
      const { code, details } = outcome.problem;
      if (code !== 'shape/rank') return outcome;
      return failed(
        problem('shape/inner-layer', {
          ...details,
          layer: 'TimeDistributed',
          inner: String(details.layer ?? ''),
          received: shapeText(inner),
        }),
      );
    }
    return ok({ y: [batch, time, ...outcome.value.shape.slice(1)] });
  },
  // Keras hands each step's part of the mask to the layer inside, which may have no way to apply it (Softmax).
  mask([masked], { layer }, lookup, inputs) {
    const [batch, , ...rest] = at(inputs, 'x');
    if (!masked || !batch) return 'passes';
    const inside = lookup.applyWrapped(layer, [batch, ...rest], true);
    return !inside.ok || inside.value.rule === 'refuses' ? 'refuses' : 'passes';
  },
  keras: {
    class: 'TimeDistributed',
    toConfig({ layer }, lookup, inputs) {
      const [batch, , ...rest] = at(inputs, 'x');
      return { layer: lookup.wrappedConfig(layer, batch ? [batch, ...rest] : []) };
    },
    fromConfig(config, lookup) {
      const layer = lookup.wrappedFromConfig(config.layer);
      return layer && { layer };
    },
  },
  countParams(inputs, { layer }, lookup) {
    const [batch, , ...rest] = at(inputs, 'x');
    const outcome = batch && lookup.applyWrapped(layer, [batch, ...rest], false);
    return outcome?.ok ? outcome.value.params : { trainable: 0, other: 0 };
  },
});
