import { describe, expect, test } from 'vitest';
import { axis } from '../../shared/graph/shape.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { graphDocSchema } from '../../shared/graph/graph-doc.ts';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';

/** A chain of nodes written as [type, params]. */
function chain(...layers: readonly (readonly [string, Record<string, unknown>])[]): GraphDoc {
  const nodes = layers.map(([type, params], index) => ({
    id: `n${index}`,
    type,
    name: '',
    params,
    position: { x: 0, y: 0 },
  }));
  const wires = nodes.slice(1).map((node, index) => ({
    id: `w${index}`,
    from: { node: `n${index}`, port: 'y' },
    to: { node: node.id, port: 'x' },
  }));
  return graphDocSchema.parse({ nodes, wires, definitions: [] });
}
const inputSpecs = [{ name: 'input', shape: [axis('time', 8), axis('features', 12)], dtype: 'float32' as const }];

describe('the addition network of S7', () => {
  const doc = chain(
    ['input', {}],
    ['lstm', { units: 75 }],
    ['repeatVector', { n: 2 }],
    ['lstm', { units: 50, returnSequences: true }],
    ['timeDistributed', { layer: { type: 'dense', params: { units: 12, activation: 'softmax' } } }],
    ['output', {}],
  );

  test('has the shapes and the 52,212 weights of the original', () => {
    const inference = inferGraph(doc, { inputSpecs });
    expect(inference.problems).toEqual([]);
    expect(totalParams(doc, inference)).toEqual({ trainable: 52212, other: 0 });
    expect([...inference.wires.values()].at(-1)?.shape.map((a) => a.size)).toEqual([null, 2, 12]);
  });

  test('compiles to a functional config with every parameter', () => {
    const compiled = graphToKeras(doc, { inputSpecs });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
    const config = compiled.value.config as {
      layers: { name: string; config: Record<string, unknown> }[];
      output_layers: unknown;
    };
    expect(config.layers.map((layer) => layer.name)).toEqual([
      'input_layer',
      'lstm',
      'repeat_vector',
      'lstm_1',
      'time_distributed',
    ]);
    expect(config.layers[1]?.config).toMatchObject({
      units: 75,
      recurrent_activation: 'sigmoid',
      unit_forget_bias: true,
      return_sequences: false,
    });
    expect(config.output_layers).toEqual(['time_distributed', 0, 0]);
  });
});
