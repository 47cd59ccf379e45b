import { describe, expect, test } from 'vitest';
import { changedSince } from '../../../renderer/training/changed-since.ts';
import { forecastColumns, sampleColumns } from '../../../renderer/playground/ForecastChart.tsx';
import { parseTyped } from '../../../renderer/playground/typed-values.ts';
import { projectIdSchema } from '../../../shared/ids.ts';
import { templates } from '../../../shared/templates/index.ts';

describe('typed values', () => {
  const columns = ['a', 'b'];
  test.each([
    ['commas', '1,2\n3, 4.5'],
    ['tabs', '1\t2\n3\t4.5'],
    ['semicolons', '1;2\n3;4.5'],
    ['spaces', '1 2\n 3  4.5 '],
  ])('%s between the values', (_, text) => {
    expect(parseTyped(text, columns)).toEqual({
      ok: true,
      rows: [
        [1, 2],
        [3, 4.5],
      ],
    });
  });
  test('a pasted header is no row, an empty field is missing', () => {
    expect(parseTyped('a,b\n1,', columns)).toEqual({ ok: true, rows: [[1, null]] });
  });
  test('a row of another length is named', () => {
    expect(parseTyped('1,2\n\n1,2,3', columns)).toEqual({ ok: false, row: 2, received: 3 });
  });
});

test('a forecast begins where the input ends', () => {
  const [x, input, truth, prediction] = forecastColumns({
    label: '1',
    input: [1, 2, 3],
    truth: [4, 5],
    prediction: [4.1, 5.2],
  });
  expect(x).toEqual([1, 2, 3, 4, 5]);
  expect(input).toEqual([1, 2, 3, Number.NaN, Number.NaN]);
  expect(truth).toEqual([Number.NaN, Number.NaN, Number.NaN, 4, 5]);
  expect(prediction).toEqual([Number.NaN, Number.NaN, Number.NaN, 4.1, 5.2]);
});

describe('whether the project changed since a run', () => {
  const doc = templates.dampedSine.create(projectIdSchema.parse('p-1'), 'Sine');
  const [first, ...others] = doc.graph.nodes;
  if (!first) throw new Error('The template has no nodes.');
  test('moving a node is no change', () => {
    const moved = { ...doc, graph: { ...doc.graph, nodes: [{ ...first, position: { x: 9, y: 9 } }, ...others] } };
    expect(changedSince(doc, moved)).toEqual({ graph: false, recipe: false });
  });
  test('a parameter is a change of the graph, a seed of the data one of the recipe', () => {
    const nodes = doc.graph.nodes.map((node) =>
      node.type === 'dense' ? { ...node, params: { ...node.params, units: 6 } } : node,
    );
    expect(changedSince(doc, { ...doc, graph: { ...doc.graph, nodes } })).toEqual({ graph: true, recipe: false });
    const source = doc.data.source?.kind === 'generator' ? { ...doc.data.source, seed: 2 } : null;
    expect(changedSince(doc, { ...doc, data: { ...doc.data, source } })).toEqual({ graph: false, recipe: true });
  });
});

test('forecasts of one number each stand side by side, a truth that is not known is a gap', () => {
  const series = [
    { label: '1', input: [1], truth: [4], prediction: [4.1] },
    { label: '2', input: [2], truth: null, prediction: [5.2] },
  ];
  expect(sampleColumns(series)).toEqual([
    [1, 2],
    [4, Number.NaN],
    [4.1, 5.2],
  ]);
});
