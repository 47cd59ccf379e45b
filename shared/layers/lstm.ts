import { defineLayer } from './layer-type.ts';
import { activationParam, rareFlag, seedParam } from './params.ts';
import { inferRecurrent, recurrentMask, recurrentParams, recurrentPorts } from './recurrent.ts';
import { at, lastSize } from './shape-checks.ts';

const states = ['h', 'c'];

/** Long short-term memory (Hochreiter and Schmidhuber 1997), gates in Keras' order i, f, c, o. */
export const lstm = defineLayer({
  id: 'lstm',
  version: 1,
  category: 'recurrent',
  ...recurrentPorts(states),
  params: {
    ...recurrentParams,
    recurrentActivation: { ...activationParam('sigmoid'), advanced: true },
    unitForgetBias: rareFlag(true),
    seed: seedParam,
  },
  inferShape: (inputs, params) => inferRecurrent('LSTM', states, inputs, params),
  mask: recurrentMask,
  keras: { class: 'LSTM', keywordPorts: { argument: 'initial_state', ports: ['h0', 'c0'] } },
  countParams(inputs, { units, useBias }) {
    return { trainable: 4 * units * (lastSize(at(inputs, 'x')) + units + (useBias ? 1 : 0)), other: 0 };
  },
});
