import { expect, test } from 'vitest';
import type { Samples } from '../../main/data/prepare.ts';
import { predictionTable } from '../../main/trainer/prediction-table.ts';
import type { Fitted } from '../../shared/data/fitted.ts';
import { axis } from '../../shared/graph/shape.ts';

const source = { kind: 'inline', format: 'table', name: 'sales.csv', content: '' } as const;
const samples: Samples = {
  count: 2,
  inputs: [],
  targets: [],
  batch: () => ({ count: 0, x: [], xShapes: [], y: [], yShapes: [] }),
  origin: (index) => ({ group: null, firstLine: 2 + index, lastLine: 4 + index, targetLines: [] }),
};
const scale = { method: 'minmax', min: 100, max: 200, range: [0, 1] } as const;
const fitted: Fitted = {
  version: 1,
  kind: 'table',
  features: [{ column: 'sales', encoding: 'number', scale: { ...scale, range: [0, 1] } }],
  targets: [{ column: 'sales', encoding: 'number', scale: { ...scale, range: [0, 1] } }],
  length: null,
  split: null,
};

test('numbers, their errors and the series before them are in the file’s own units', () => {
  const table = predictionTable({
    source,
    fitted,
    target: { name: 'target', kind: 'number', shape: [axis('units', 1)], columns: ['sales'] },
    samples,
    offset: 0,
    outputs: { values: Float32Array.of(0.5, 0.25), shape: [1] },
    truths: { values: Float32Array.of(0.25, Number.NaN), shape: [1] },
    inputs: { values: Float32Array.of(0, 0.5, 1, 0.5, 1, 0), shape: [3, 1] },
  });
  expect(table.columns.map(({ role }) => role)).toEqual(['from', 'truth', 'prediction', 'error']);
  expect(table.rows).toEqual([
    ['2–4', 125, 150, 25],
    // Beyond the end of the file there is no truth, and no error.
    ['3–5', null, 125, null],
  ]);
  expect(table.figures).toEqual({ mean_absolute_error: 25, root_mean_squared_error: 25 });
  expect(table.series[0]).toMatchObject({ input: [100, 150, 200], truth: [125], prediction: [150] });
});

test('classes are words, sequences of them are joined, and accuracy counts every known step', () => {
  const table = predictionTable({
    source,
    fitted: { ...fitted, targets: [{ column: 'letter', encoding: 'oneHot', classes: ['a', 'b'] }] },
    target: {
      name: 'target',
      kind: 'classSequence',
      shape: [axis('time', 2), axis('units', 2)],
      classes: ['a', 'b'],
      encoding: 'oneHot',
    },
    samples,
    offset: 0,
    outputs: { values: Float32Array.of(0.75, 0.25, 0.5, 0.5, 0.25, 0.75, 0, 1), shape: [2, 2] },
    truths: { values: Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1), shape: [2, 2] },
    inputs: { values: new Float32Array(2), shape: [1, 1] },
  });
  expect(table.rows.map(([, truth, prediction, probability]) => [truth, prediction, probability])).toEqual([
    ['ab', 'aa', 0.375],
    ['bb', 'bb', 0.75],
  ]);
  expect(table.figures).toEqual({ accuracy: 0.75 });
});
