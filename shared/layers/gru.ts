import { defineLayer } from './layer-type.ts';
import { activationParam, rareFlag, seedParam } from './params.ts';
import { inferRecurrent, recurrentMask, recurrentParams, recurrentPorts } from './recurrent.ts';
import { at, lastSize } from './shape-checks.ts';

const states = ['h'];

/** Gated recurrent unit (Cho et al. 2014); `resetAfter` is the cuDNN-compatible form with two bias vectors, Keras' default. */
export const gru = defineLayer({
  id: 'gru',
  version: 1,
  category: 'recurrent',
  ...recurrentPorts(states),
  params: {
    ...recurrentParams,
    recurrentActivation: { ...activationParam('sigmoid'), advanced: true },
    resetAfter: rareFlag(true),
    seed: seedParam,
  },
  inferShape: (inputs, params) => inferRecurrent('GRU', states, inputs, params),
  mask: recurrentMask,
  keras: { class: 'GRU', keywordPorts: { argument: 'initial_state', ports: ['h0'] } },
  countParams(inputs, { units, useBias, resetAfter }) {
    const biases = useBias ? (resetAfter ? 2 : 1) : 0;
    return { trainable: 3 * units * (lastSize(at(inputs, 'x')) + units + biases), other: 0 };
  },
});
