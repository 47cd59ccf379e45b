import { axis } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { parseParams } from './param-values.ts';
import { trainableParam, type WrappedLayer } from './params.ts';
import { at, lastSize } from './shape-checks.ts';

/**
 * Reads a sequence in both directions with two copies of a recurrent layer and merges what they give. As in Keras the
 * copies write zeros at masked steps where they return sequences.
 */
export const bidirectional = defineLayer({
  id: 'bidirectional',
  version: 1,
  category: 'recurrent',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    layer: { kind: 'layer', default: { type: 'lstm', params: {} }, accepts: 'recurrent' },
    mergeMode: { kind: 'choice', default: 'concat', options: ['concat', 'sum', 'mul', 'ave'] },
    trainable: trainableParam,
  },
  inferShape(inputs, { layer, mergeMode }, lookup) {
    const type = 'type' in layer ? lookup.layerType(layer.type) : undefined;
    if (!type || !('type' in layer) || type.category !== 'recurrent' || type.id === 'bidirectional') {
      return failed(
        problem('shape/inner-layer', {
          layer: 'Bidirectional',
          inner: 'type' in layer ? layer.type : layer.definition,
          expected: 'LSTM | GRU | SimpleRNN',
          received: '',
        }),
      );
    }
    for (const param of ['returnState', 'goBackwards']) {
      if (layer.params[param] === true) {
        return failed(
          problem(
            'param/invalid',
            { layer: 'Bidirectional', param, expected: 'false', received: 'true' },
            { param: 'layer' },
          ),
        );
      }
    }
    const outcome = lookup.applyWrapped(layer, at(inputs, 'x'), false);
    if (!outcome.ok) return outcome;
    const { shape } = outcome.value;
    const units = lastSize(shape) * (mergeMode === 'concat' ? 2 : 1);
    return ok({ y: [...shape.slice(0, -1), axis('units', units)] });
  },
  mask: (_, { layer }) => ('type' in layer && layer.params.returnSequences === true ? 'passes' : 'uses'),
  keras: {
    class: 'Bidirectional',
    toConfig({ layer }, lookup, inputs) {
      const x = at(inputs, 'x');
      const type = 'type' in layer ? lookup.layerType(layer.type) : undefined;
      const params = type && 'params' in layer ? parseParams(type, layer.params) : undefined;
      const zeros = params?.ok ? params.value.returnSequences === true : false;
      const name = String(lookup.wrappedConfig(layer, x).config.name);
      return {
        layer: lookup.wrappedConfig(layer, x, { name: `forward_${name}`, zero_output_for_mask: zeros }),
        backward_layer: lookup.wrappedConfig(layer, x, {
          name: `backward_${name}`,
          zero_output_for_mask: zeros,
          go_backwards: true,
        }),
      };
    },
    fromConfig(config, lookup) {
      const forward = lookup.wrappedFromConfig(config.layer);
      const backward = config.backward_layer === undefined ? forward : lookup.wrappedFromConfig(config.backward_layer);
      if (!forward || !('type' in forward) || !backward || !('type' in backward)) return undefined;
      const layer = shared(forward);
      return JSON.stringify(layer) === JSON.stringify(shared(backward)) ? { layer } : undefined;
    },
  },
  countParams(inputs, { layer }, lookup) {
    const outcome = lookup.applyWrapped(layer, at(inputs, 'x'), false);
    if (!outcome.ok) return { trainable: 0, other: 0 };
    const { trainable, other } = outcome.value.params;
    return { trainable: 2 * trainable, other: 2 * other };
  },
});

/** What both directions have in common: everything but the direction, the name's prefix and what Keras forces. */
function shared({
  type,
  params,
  name,
}: Extract<WrappedLayer, { readonly type: string }>): Extract<WrappedLayer, { readonly type: string }> {
  const { goBackwards: _, zeroOutputForMask: __, ...rest } = params;
  const bare = name?.replace(/^(forward|backward)_/, '');
  return bare ? { type, params: rest, name: bare } : { type, params: rest };
}
