/** MultiHeadAttention takes masks off its own inputs: what the editor says of it is what the engine does. */
import { describe, expect, test } from 'vitest';
import { buildModel, createContext } from '../../main/trainer/model/build-model.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { testEngine } from '../golden/support.ts';
import { draw, input, output, sequenceInput } from './drawing.ts';

const { tf } = testEngine;
const options = { inputSpecs: sequenceInput() };

const nodes = [
  input,
  { id: 'mask', type: 'masking' },
  { id: 'attend', type: 'multiHeadAttention', params: { numHeads: 2, keyDim: 2 } },
  { id: 'sum', type: 'add' },
  output,
];
const ends = [
  ['in', 'mask'],
  ['mask', 'sum'],
  ['attend', 'sum'],
  ['sum', 'out'],
] as const;
const residual = draw({ nodes, wires: [...ends, ['mask', 'attend.query'], ['mask', 'attend.value']] });
const apart = draw({
  nodes: [...nodes, { id: 'own', type: 'activation', params: { activation: 'linear' } }],
  wires: [...ends, ['mask', 'own'], ['own', 'attend.query'], ['own', 'attend.value']],
});

/** Whether the model's output has a mask for the loss. */
function isMasked(doc: GraphDoc): boolean {
  const config = graphToKeras(doc, options);
  if (!config.ok) throw new Error(JSON.stringify(config.problem));
  const model = buildModel(tf, config.value, { seed: 1 });
  let found = false;
  tf.tidy(() => {
    const { masks } = model.call([tf.ones([2, 8, 3])], createContext({ training: false }));
    found = (masks[0] ?? null) !== null;
  });
  model.dispose();
  return found;
}
const notes = (doc: GraphDoc) => inferGraph(doc, options).problems.map(({ code, wireId }) => [code, wireId]);

describe('a residual sum around MultiHeadAttention', () => {
  test('finds no mask any more, and the editor says so at the wire', () => {
    expect(isMasked(residual)).toBe(false);
    expect(notes(residual)).toEqual([['mask/taken-off', 'mask-sum']]);
  });

  test('keeps it where the attention is given a tensor of its own', () => {
    expect(isMasked(apart)).toBe(true);
    expect(notes(apart)).toEqual([]);
  });
});
