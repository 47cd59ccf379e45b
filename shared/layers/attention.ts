import { attentionMask, attentionPorts, causalParam, inferAttention } from './attention-inputs.ts';
import { defineLayer } from './layer-type.ts';
import { flag, seedParam, trainableParam } from './params.ts';

/** Dot-product attention (Luong et al. 2015), or with `concat` the tanh of the sum: (batch, steps, d) → (batch, steps, values). */
export const attention = defineLayer({
  id: 'attention',
  version: 1,
  category: 'sequence',
  ...attentionPorts,
  params: {
    useCausalMask: causalParam,
    useScale: flag(false),
    scoreMode: { kind: 'choice', default: 'dot', options: ['dot', 'concat'] },
    dropout: { kind: 'float', default: 0, min: 0, max: 1, step: 0.05 },
    seed: seedParam,
    trainable: trainableParam,
  },
  inferShape: (inputs) => inferAttention('Attention', inputs),
  mask: attentionMask,
  unreadMasks: ['key'],
  keras: { class: 'Attention', callPorts: 'list', callParams: ['useCausalMask'] },
  countParams: (_, { useScale, scoreMode }) => ({
    trainable: (useScale ? 1 : 0) + (scoreMode === 'concat' ? 1 : 0),
    other: 0,
  }),
});
