/** Sequences of any length that are too short for what they meet: said with the layer's name, not in TensorFlow's words. */
import { describe, expect, test } from 'vitest';
import { buildModel, createContext } from '../../main/trainer/model/build-model.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { StudioError } from '../../shared/problem.ts';
import { testEngine } from '../golden/support.ts';
import { chain, draw, type DrawnNode, output } from '../graph/drawing.ts';

const { tf } = testEngine;
const anyLength: DrawnNode = { id: 'in', type: 'input', params: { from: 'fixed', shape: [null, 3] } };

/** The size of the time axis that comes out, or the problem of the call. */
function call(steps: number, ...nodes: readonly DrawnNode[]): unknown {
  const compiled = graphToKeras(draw(chain(anyLength, ...nodes, output)), { inputSpecs: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
  const model = buildModel(tf, compiled.value, { seed: 1 });
  try {
    return tf.tidy(() => model.call([tf.ones([2, steps, 3])], createContext({ training: false })).outputs[0]?.shape[1]);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return error.problem;
  } finally {
    model.dispose();
  }
}

const tooShort = (needed: number, size: number, layer: string) => ({
  code: 'shape/too-small',
  details: { layer, needed, size, received: `(2, ${size}, 3)` },
});

describe('a sequence shorter than a layer needs', () => {
  const conv = { id: 'conv', type: 'conv1d', params: { filters: 3, kernelSize: [5] } };
  const pool = { id: 'pool', type: 'maxPooling1d', params: { poolSize: [4] } };
  const crop = { id: 'crop', type: 'cropping1d', params: { cropping: [2, 1] } };

  test.each([
    [conv, 5],
    [pool, 4],
    [crop, 4],
  ])('$type names itself and the length that is enough', (layer, needed) => {
    expect(call(needed, layer)).toBe(1);
    expect(call(needed - 1, layer)).toMatchObject(tooShort(needed, needed - 1, layer.id));
  });

  test('counts what arrives at the layer, behind others', () => {
    expect(call(7, conv, crop)).toMatchObject(tooShort(4, 3, 'crop'));
    expect(call(8, conv, crop)).toBe(1);
  });
});
