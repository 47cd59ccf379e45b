import { attentionMask, attentionPorts, causalParam, inferAttention } from './attention-inputs.ts';
import { defineLayer } from './layer-type.ts';
import { flag, seedParam, trainableParam } from './params.ts';
import { at, lastSize } from './shape-checks.ts';

/** Additive attention (Bahdanau et al. 2015): scores are the weighted sum of tanh(query + key). */
export const additiveAttention = defineLayer({
  id: 'additiveAttention',
  version: 1,
  category: 'sequence',
  ...attentionPorts,
  params: {
    useCausalMask: causalParam,
    useScale: flag(true),
    dropout: { kind: 'float', default: 0, min: 0, max: 1, step: 0.05 },
    seed: seedParam,
    trainable: trainableParam,
  },
  inferShape: (inputs) => inferAttention('AdditiveAttention', inputs),
  mask: attentionMask,
  unreadMasks: ['key'],
  keras: { class: 'AdditiveAttention', callPorts: 'list', callParams: ['useCausalMask'] },
  countParams: (inputs, { useScale }) => ({ trainable: useScale ? lastSize(at(inputs, 'query')) : 0, other: 0 }),
});
