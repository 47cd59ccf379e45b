import { axis, type Shape, shapeText } from '../graph/shape.ts';
import type { ParamValue } from '../graph/graph-doc.ts';
import { problem } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import {
  backwardOf,
  decided,
  directionStates,
  type InnerLayer,
  innerLayer,
  innerParams,
  readDirections,
} from './bidirectional-directions.ts';
import type { InputShapes, LayerLookup, OutputShapes } from './layer-type.ts';
import { defineLayer } from './layer-type.ts';
import { trainableParam } from './params.ts';
import { at, lastSize, mismatch } from './shape-checks.ts';

const inputStates = ['h0', 'c0', 'hBack0', 'cBack0'] as const;
const outputStates = ['h', 'c', 'hBack', 'cBack'] as const;
const has = (params: Readonly<Record<string, ParamValue>>, state: string): boolean =>
  directionStates(innerLayer(params.layer)).includes(state.startsWith('c') ? 'c' : 'h');
const returns = (params: Readonly<Record<string, ParamValue>>, param: string): boolean =>
  innerLayer(params.layer)?.params[param] === true;

/**
 * Reads a sequence in both directions with two recurrent layers and merges what they give (Schuster and Paliwal 1997),
 * or gives both. As in Keras both write zeros at masked steps where they return sequences. `backwardLayer` null: a copy
 * of `layer`; the other direction, the sequences and states it returns always follow `layer`.
 */
export const bidirectional = defineLayer({
  id: 'bidirectional',
  version: 1,
  category: 'recurrent',
  inputs: [
    { name: 'x' },
    ...inputStates.map((name) => ({
      name,
      optional: true,
      visibleIf: (params: Readonly<Record<string, ParamValue>>) => has(params, name),
    })),
  ],
  outputs: [
    { name: 'y' },
    { name: 'yBack', visibleIf: { param: 'mergeMode', is: ['none'] } },
    ...outputStates.map((name) => ({
      name,
      visibleIf: (params: Readonly<Record<string, ParamValue>>) => returns(params, 'returnState') && has(params, name),
    })),
  ],
  maskedOutputs: ['yBack'],
  params: {
    layer: { kind: 'layer', default: { type: 'lstm', params: {} }, accepts: 'recurrent', decided: decided.forward },
    mergeMode: { kind: 'choice', default: 'concat', options: ['concat', 'sum', 'mul', 'ave', 'none'] },
    backwardLayer: {
      kind: 'layer',
      default: null,
      accepts: 'recurrent',
      optional: true,
      advanced: true,
      decided: decided.backward,
    },
    trainable: trainableParam,
  },
  inferShape(inputs, { layer, backwardLayer, mergeMode }, lookup) {
    const forward = innerLayer(layer);
    const backward = forward && backwardOf(forward, backwardLayer);
    const wrong = [layer, ...(backwardLayer === null ? [] : [backwardLayer])].find((one) => !innerLayer(one));
    if (wrong || !forward || !backward) {
      const inner = wrong && 'definition' in wrong ? wrong.definition : (wrong?.type ?? '');
      const expected = 'LSTM | GRU | SimpleRNN | ConvLSTM2D';
      return failed(problem('shape/inner-layer', { layer: 'Bidirectional', inner, expected, received: '' }));
    }
    const x = at(inputs, 'x');
    const outcome = lookup.applyWrapped(forward, x, false);
    if (!outcome.ok) return outcome;
    const other = lookup.applyWrapped(backward, x, false);
    if (!other.ok) return other;
    const { shape } = outcome.value;
    if (shapeText(shape) !== shapeText(other.value.shape))
      return mismatch('Bidirectional', shapeText(shape), shapeText(other.value.shape));
    const sequences = innerParams(forward, lookup).returnSequences === true;
    const state: Shape = sequences ? [...shape.slice(0, 1), ...shape.slice(2)] : shape;
    const names = { forward: directionStates(forward), backward: directionStates(backward) };
    const given = checkInitialStates(inputs, [...names.forward, ...names.backward.map((name) => `${name}Back`)], state);
    if (!given.ok) return given;
    const merged = axis(shape.at(-1)?.name ?? 'units', lastSize(shape) * (mergeMode === 'concat' ? 2 : 1));
    const outputs: Record<string, Shape> = { y: [...shape.slice(0, -1), merged] };
    if (mergeMode === 'none') outputs.yBack = shape;
    if (innerParams(forward, lookup).returnState === true) {
      for (const name of names.forward) outputs[name] = state;
      for (const name of names.backward) outputs[`${name}Back`] = state;
    }
    return ok(outputs);
  },
  mask: (_, { layer }) => (innerLayer(layer)?.params.returnSequences === true ? 'passes' : 'uses'),
  keras: {
    class: 'Bidirectional',
    keywordPorts: { argument: 'initial_state', ports: inputStates },
    toConfig({ layer, backwardLayer, mergeMode }, lookup, inputs) {
      const x = at(inputs, 'x');
      const forward = innerLayer(layer);
      const backward = forward && backwardOf(forward, backwardLayer);
      if (!forward || !backward) throw new Error('a wrapper is compiled only after inference has accepted it');
      const { returnSequences, goBackwards } = innerParams(forward, lookup);
      const zeros = { zero_output_for_mask: returnSequences === true };
      const bare = String(lookup.wrappedConfig(forward, x).config.name);
      const own = backwardLayer === null ? { name: `backward_${bare}` } : {};
      return {
        merge_mode: mergeMode === 'none' ? null : mergeMode,
        layer: lookup.wrappedConfig(forward, x, { name: `forward_${bare}`, ...zeros }),
        backward_layer: lookup.wrappedConfig(backward, x, { ...own, ...zeros, go_backwards: goBackwards !== true }),
      };
    },
    fromConfig(config, lookup) {
      const forward = lookup.wrappedFromConfig(config.layer);
      const backward =
        config.backward_layer === undefined || config.backward_layer === null
          ? undefined
          : lookup.wrappedFromConfig(config.backward_layer);
      const directions = readDirections(forward, backward);
      const mode = config.merge_mode === null ? 'none' : (config.merge_mode ?? 'concat');
      return directions && typeof mode === 'string' ? { ...directions, mergeMode: mode } : undefined;
    },
  },
  countParams(inputs, { layer, backwardLayer }, lookup) {
    const forward = innerLayer(layer);
    const backward = forward && backwardOf(forward, backwardLayer);
    const counts = [forward, backward].map((one) => countOne(inputs, one, lookup));
    return {
      trainable: counts.reduce((sum, count) => sum + count.trainable, 0),
      other: counts.reduce((sum, count) => sum + count.other, 0),
    };
  },
});

function countOne(
  inputs: InputShapes,
  layer: InnerLayer | undefined,
  lookup: LayerLookup,
): { readonly trainable: number; readonly other: number } {
  const outcome = layer && lookup.applyWrapped(layer, at(inputs, 'x'), false);
  return outcome?.ok ? outcome.value.params : { trainable: 0, other: 0 };
}

/** Initial states are all given or none, each in the shape of its state. */
function checkInitialStates(inputs: InputShapes, states: readonly string[], state: Shape): Result<OutputShapes> {
  const given = states.filter((name) => at(inputs, `${name}0`).length > 0);
  const missing = states.find((name) => given.length > 0 && !given.includes(name));
  if (missing) return failed(problem('wire/missing', { layer: 'Bidirectional', port: `${missing}0` }));
  for (const name of given) {
    const received = at(inputs, `${name}0`);
    const differs = received.some(
      (entry, index) => index > 0 && (entry.size ?? state[index]?.size) !== state[index]?.size,
    );
    if (received.length !== state.length || differs)
      return mismatch('Bidirectional', `${name}0: ${shapeText(state)}`, shapeText(received));
  }
  return ok({});
}
