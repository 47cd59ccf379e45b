import { defineLayer } from './layer-type.ts';
import { inferRecurrent, recurrentMask, recurrentParams, recurrentPorts } from './recurrent.ts';
import { at, lastSize } from './shape-checks.ts';

const states = ['h'];

/** Fully connected recurrence (Elman 1990); with relu and an identity start it is the IRNN of Le, Jaitly and Hinton 2015. */
export const simpleRnn = defineLayer({
  id: 'simpleRnn',
  version: 1,
  category: 'recurrent',
  ...recurrentPorts(states),
  params: recurrentParams,
  inferShape: (inputs, params) => inferRecurrent('SimpleRNN', states, inputs, params),
  mask: recurrentMask,
  keras: { class: 'SimpleRNN', keywordPorts: { argument: 'initial_state', ports: ['h0'] } },
  countParams(inputs, { units, useBias }) {
    return { trainable: units * (lastSize(at(inputs, 'x')) + units + (useBias ? 1 : 0)), other: 0 };
  },
});
