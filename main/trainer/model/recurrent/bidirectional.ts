import { StudioError } from '../../../../shared/problem.ts';
import { toSnakeCase, type KerasConfig } from '../config.ts';
import { layerName } from '../model-plan.ts';
import type { LayerFactory, Mask, Shape, Tensor, Tf } from '../layer.ts';

type MergeMode = 'concat' | 'sum' | 'ave' | 'mul' | null;

/** Schuster & Paliwal 1997: one layer forwards, one backwards, each with weights of its own. */
export const bidirectional: LayerFactory = ({ tf, config, inputShapes, addChild, name }) => {
  const mode = readMode(config.raw['merge_mode'], name);
  const template = config.object('layer');
  const given = config.raw['backward_layer'];
  const forward = addChild('forward_layer', adapted(template, 'forward', false), inputShapes);
  const backwardConfig =
    given === undefined || given === null
      ? adapted(template, 'backward', true)
      : adapted(config.object('backward_layer'), null, true);
  const backward = addChild('backward_layer', backwardConfig, inputShapes);
  const returnSequences = template.config['return_sequences'] === true;
  return {
    ...(forward.batchSize !== undefined ? { batchSize: forward.batchSize } : {}),
    outputShapes(inputs) {
      const [output = [], ...states] = forward.outputShapes(inputs.slice(0, 1));
      const merged: Shape = mode === 'concat' ? [...output.slice(0, -1), doubled(output.at(-1))] : output;
      return [...(mode === null ? [output, output] : [merged]), ...states, ...states];
    },
    call({ inputs: [x, ...states], masks }, context) {
      if (x === undefined) throw new RangeError('Bidirectional was called without input');
      const half = states.length / 2;
      const inputMasks: Mask[] = [masks[0] ?? null];
      const one = forward.call({ inputs: [x, ...states.slice(0, half)], masks: inputMasks }, context);
      const other = backward.call({ inputs: [x, ...states.slice(half)], masks: inputMasks }, context);
      const [y, ...forwardStates] = one.outputs;
      const [reversed, ...backwardStates] = other.outputs;
      if (y === undefined || reversed === undefined) throw new RangeError('an inner layer gave no output');
      const yBack = returnSequences ? tf.reverse(reversed, 1) : reversed;
      const outputs = mode === null ? [y, yBack] : [merge(tf, mode, y, yBack)];
      const outputMask = returnSequences ? (masks[0] ?? null) : null;
      const allStates = [...forwardStates, ...backwardStates];
      return {
        outputs: [...outputs, ...allStates],
        masks: [...outputs.map(() => outputMask), ...allStates.map(() => null)],
      };
    },
    resetStates() {
      forward.resetStates?.();
      backward.resetStates?.();
    },
  };
};

function readMode(value: unknown, name: string): MergeMode {
  if (value === 'concat' || value === 'sum' || value === 'ave' || value === 'mul' || value === null) return value;
  if (value === undefined) return 'concat';
  throw new StudioError('model/unreadable', {
    layer: name,
    param: 'merge_mode',
    expected: 'concat, sum, ave, mul or null',
    received: JSON.stringify(value),
  });
}

/** Keras renames the inner layers and makes masked steps zero wherever sequences come out. */
function adapted(layer: KerasConfig, side: 'forward' | 'backward' | null, goBackwards: boolean): KerasConfig {
  const base = typeof layer.config['name'] === 'string' ? layerName(layer) : toSnakeCase(layer.class_name);
  const name =
    side === null || base.startsWith(`${side}_`) ? base : `${side}_${base.replace(/^(?:forward|backward)_/, '')}`;
  const config = { ...layer.config, name, zero_output_for_mask: layer.config['return_sequences'] === true };
  return { ...layer, config: side === 'backward' ? { ...config, go_backwards: goBackwards } : config };
}

function merge(tf: Tf, mode: Exclude<MergeMode, null>, a: Tensor, b: Tensor): Tensor {
  switch (mode) {
    case 'concat':
      return tf.concat([a, b], -1);
    case 'sum':
      return tf.add(a, b);
    case 'ave':
      return tf.div(tf.add(a, b), 2);
    case 'mul':
      return tf.mul(a, b);
  }
}

function doubled(size: number | null | undefined): number | null {
  return size === null || size === undefined ? null : 2 * size;
}
