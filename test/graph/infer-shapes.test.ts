import { describe, expect, test } from 'vitest';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { moveNodes, setParam } from '../../shared/graph/edits.ts';
import { shapeText } from '../../shared/graph/shape.ts';
import { chain, draw, framesInput, input, output, sequenceInput, siamese } from './drawing.ts';

describe('shapes and masks along wires', () => {
  const doc = draw(
    chain(
      input,
      { id: 'mask', type: 'masking' },
      { id: 'lstm', type: 'lstm', params: { units: 5, returnSequences: true } },
      { id: 'conv', type: 'conv1d', params: { filters: 4 } },
      { id: 'pool', type: 'globalAveragePooling1d' },
      output,
    ),
  );
  const inference = inferGraph(doc, { inputSpecs: sequenceInput(8, 3) });
  const wire = (id: string) => [...inference.wires].find(([key]) => key === id)?.[1];

  test('axes keep their names', () => {
    expect(wire('in-mask')?.shape.map((axis) => axis.name)).toEqual(['batch', 'time', 'features']);
    expect(wire('lstm-conv')?.shape.map((axis) => axis.name)).toEqual(['batch', 'time', 'units']);
    expect(shapeText(wire('pool-out')?.shape ?? [])).toBe('(batch, 4)');
  });

  test('the mask travels until a layer drops it, and the editor is told', () => {
    expect(wire('in-mask')?.masked).toBe(false);
    expect(wire('mask-lstm')).toMatchObject({ masked: true });
    expect(wire('lstm-conv')).toMatchObject({ masked: true, maskStops: true });
    expect(wire('conv-pool')?.masked).toBe(false);
    expect(inference.problems).toEqual([
      {
        code: 'mask/stopped',
        severity: 'note',
        details: { layer: 'Conv1D', context: 'window' },
        nodeId: 'conv',
        wireId: 'lstm-conv',
      },
    ]);
  });
});

test('pictures are masked pixel by pixel, which is said where Masking gets them', () => {
  const doc = draw(chain(input, { id: 'mask', type: 'masking' }, { id: 'lstm', type: 'convLstm2d' }, output));
  expect(inferGraph(doc, { inputSpecs: framesInput }).problems).toEqual([
    { code: 'mask/of-pixels', severity: 'note', details: {}, nodeId: 'mask', wireId: 'in-mask' },
  ]);
  expect(inferGraph(doc, { inputSpecs: sequenceInput() }).problems.map(({ code }) => code)).not.toContain(
    'mask/of-pixels',
  );
});

test('an LSTM into an LSTM without return sequences: one problem, at the second, in words', () => {
  const doc = draw(
    chain(input, { id: 'a', type: 'lstm' }, { id: 'b', type: 'lstm' }, { id: 'c', type: 'dense' }, output),
  );
  const { problems, nodes } = inferGraph(doc, { inputSpecs: sequenceInput() });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({
    code: 'shape/rank',
    nodeId: 'b',
    details: { layer: 'LSTM', expected: '(batch, time, features)', received: '(batch, 32)' },
  });
  // What lies behind it is unknown, not wrong.
  expect([...nodes].find(([id]) => id === 'c')?.[1].outputs).toEqual({});
});

test('circles, loose wires and missing wires are problems with their place', () => {
  const doc = draw({
    nodes: [
      input,
      { id: 'a', type: 'add' },
      { id: 'b', type: 'dense' },
      { id: 'c', type: 'dense' },
      { id: 'd', type: 'dense' },
      output,
    ],
    wires: [
      ['in', 'a'],
      ['b', 'a'],
      ['a', 'b'],
      ['b', 'out'],
      ['in.z', 'c'],
    ],
  });
  const { problems } = inferGraph(doc, { inputSpecs: sequenceInput() });
  expect(problems.map(({ code, nodeId, wireId }) => [code, nodeId ?? wireId])).toEqual([
    ['wire/dangling', 'in_z-c'],
    ['wire/cycle', 'a'],
    ['wire/cycle', 'b'],
    ['wire/missing', 'd'],
  ]);
});

describe('blocks', () => {
  /** The picture part of S6. */
  const eye = {
    id: 'eye',
    name: 'eye',
    ...chain(
      { id: 'i', type: 'input' },
      { id: 'conv', type: 'conv2d', params: { filters: 2, kernelSize: [2, 2], activation: 'relu' } },
      { id: 'pool', type: 'maxPooling2d' },
      { id: 'flat', type: 'flatten' },
      { id: 'o', type: 'output' },
    ),
  };

  test('a block applied at every step; weights counted', () => {
    const doc = draw(
      chain(
        input,
        { id: 'td', type: 'timeDistributed', params: { layer: { definition: 'eye' } } },
        { id: 'lstm', type: 'lstm', params: { units: 50 } },
        { id: 'dense', type: 'dense', params: { activation: 'sigmoid' } },
        output,
      ),
      [eye],
    );
    const frames = [
      {
        ...framesInput[0],
        name: 'input',
        shape: [50, 50, 50, 1].map((size) => ({ name: 'axis' as const, size })),
        dtype: 'float32' as const,
      },
    ];
    const inference = inferGraph(doc, { inputSpecs: frames });
    expect(inference.problems).toEqual([]);
    expect(totalParams(doc, inference)).toEqual({ trainable: 240_661, other: 0 }); // Keras' count for S6
    // Inside, the definition shows what arrives at one step.
    const inside = [...inference.definitions].find(([id]) => id === 'eye')?.[1];
    expect([...(inside?.wires ?? [])].map(([, wire]) => shapeText(wire.shape))).toEqual([
      '(batch, 50, 50, 1)',
      '(batch, 49, 49, 2)',
      '(batch, 24, 24, 2)',
      '(batch, 1152)',
    ]);
  });

  test('two blocks of one definition share weights: counted once', () => {
    const encoder = {
      id: 'enc',
      name: 'encoder',
      ...chain(
        { id: 'i', type: 'input' },
        { id: 'lstm', type: 'lstm', params: { units: 5 } },
        { id: 'o', type: 'output' },
      ),
    };
    const doc = siamese(encoder);
    const specs = [
      ...sequenceInput(6, 3),
      {
        ...sequenceInput(6, 3)[0],
        name: 'second',
        shape: sequenceInput(6, 3)[0]?.shape ?? [],
        dtype: 'float32' as const,
      },
    ];
    const inference = inferGraph(doc, { inputSpecs: specs });
    expect(inference.problems).toEqual([]);
    expect(totalParams(doc, inference).trainable).toBe(4 * 5 * (3 + 5 + 1));
  });

  test('a problem inside tells its definition and shows at the block; a block inside itself is refused', () => {
    const broken = {
      id: 'bad',
      name: 'bad',
      ...chain({ id: 'i', type: 'input' }, { id: 'rv', type: 'repeatVector' }, { id: 'o', type: 'output' }),
    };
    const doc = draw(
      {
        nodes: [input, { id: 'b', type: 'block', definition: 'bad' }, output],
        wires: [
          ['in', 'b.i'],
          ['b.o', 'out'],
        ],
      },
      [broken],
    );
    const { problems } = inferGraph(doc, { inputSpecs: sequenceInput() });
    expect(problems.map(({ code, nodeId, definitionId }) => [code, nodeId, definitionId])).toEqual([
      ['shape/rank', 'rv', 'bad'],
      ['shape/inner-layer', 'b', undefined],
    ]);
    const looped = {
      id: 'loop',
      name: 'loop',
      nodes: [
        { id: 'i', type: 'input' },
        { id: 'again', type: 'block', definition: 'loop' },
        { id: 'o', type: 'output' },
      ],
      wires: [
        ['i', 'again.i'],
        ['again.o', 'o'],
      ] as const,
    };
    const circular = draw(
      {
        nodes: [input, { id: 'b', type: 'block', definition: 'loop' }, output],
        wires: [
          ['in', 'b.i'],
          ['b.o', 'out'],
        ],
      },
      [looped],
    );
    expect(inferGraph(circular, { inputSpecs: sequenceInput() }).problems.map((found) => found.code)).toContain(
      'graph/recursive-definition',
    );
  });
});

test('a stateful layer needs a fixed batch size', () => {
  const doc = (batchSize: number | null) =>
    draw(chain({ ...input, params: { batchSize } }, { id: 'lstm', type: 'lstm', params: { stateful: true } }, output));
  expect(inferGraph(doc(null), { inputSpecs: sequenceInput() }).problems).toMatchObject([
    { code: 'shape/axis-unknown', nodeId: 'lstm', details: { axis: 0 } },
  ]);
  expect(inferGraph(doc(25), { inputSpecs: sequenceInput() }).problems).toEqual([]);
});

describe('200 nodes', () => {
  const layers = Array.from({ length: 199 }, (_, index) => ({
    id: `n${index}`,
    type: index % 4 === 0 ? 'lstm' : index % 4 === 1 ? 'dropout' : index % 4 === 2 ? 'layerNormalization' : 'dense',
    params: index % 4 === 0 ? { units: 8, returnSequences: true } : {},
  }));
  const doc = draw(chain(input, ...layers, output));
  const specs = sequenceInput();

  test('moving a node infers nothing anew', () => {
    const before = inferGraph(doc, { inputSpecs: specs });
    const moved = moveNodes(doc, new Map([['n3', { x: 5, y: 5 }]]));
    expect(inferGraph(moved, { inputSpecs: specs })).toBe(before);
    expect(inferGraph(setParam(doc, 'n3', 'units', 9), { inputSpecs: specs })).not.toBe(before);
  });
});
