/** Data flows of drawings: attention, both directions, blocks used twice, bypassed and unused layers, lengths that differ. */
import { describe, expect, test } from 'vitest';
import type { Flow, FlowDetail, FlowRequest, FlowTrack } from '../../shared/contract/flow.ts';
import { recipeSchema } from '../../shared/data/recipe.ts';
import { inspectFlow } from '../../main/trainer/inspect/inspect-flow.ts';
import { templateIds } from '../../shared/templates/index.ts';
import { chain, draw, type Drawn, type DrawnNode, input, output } from '../graph/drawing.ts';
import { chosen, entryOf, requestFor } from './flow-request.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const dataFolder = temporaryFolder();
const look = (request: FlowRequest): Promise<Flow> => inspectFlow({ dataFolder, request, runFolder: null });

/** A drawing over sequences of ten numbers. */
const over = (graph: FlowRequest['graph'], layer: string | null = null): FlowRequest =>
  requestFor('manyToMany', 'cpu', { graph, chosen: layer === null ? null : chosen(layer) });

const recurrent: DrawnNode = { id: 'lstm', type: 'lstm', params: { units: 4, returnSequences: true } };
function detailOf({ detail }: Flow): FlowDetail {
  if (!detail) throw new Error('no steps were told');
  return detail;
}
const track = (detail: FlowDetail, name: FlowTrack['name'], side: FlowTrack['side'] = null) =>
  detail.tracks.find((one) => one.name === name && one.side === side)?.values ?? [];

describe('attention', () => {
  const attended = (type: string, params: DrawnNode['params']): Drawn => ({
    nodes: [input, recurrent, { id: 'att', type, params: params ?? {} }, output],
    wires: [
      ['in', 'lstm'],
      ['lstm', 'att.query'],
      ['lstm', 'att.value'],
      ['att', 'out'],
    ],
  });

  test.each(['attention', 'additiveAttention'])(
    '%s: the output is the mean of the values by the weights told',
    async (type) => {
      const graph = draw(attended(type, { useCausalMask: true }));
      const detail = detailOf(await look(over(graph, 'att')));
      const values = track(detailOf(await look(over(graph, 'lstm'))), 'h');
      const weights = detail.attention?.heads[0]?.values ?? [];
      const shown = track(detail, 'output');
      expect(detail.attention).toMatchObject({ stepCount: 10, placeCount: 10, headCount: 1 });
      for (let step = 0; step < 10; step++) {
        const row = weights.slice(step * 10, step * 10 + 10).map((weight) => weight ?? 0);
        expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 2);
        // Causal: nothing that comes later is looked at.
        expect(row.slice(step + 1).every((weight) => weight === 0)).toBe(true);
        for (let unit = 0; unit < 4; unit++) {
          const mean = row.reduce((sum, weight, place) => sum + weight * (values[place * 4 + unit] ?? 0), 0);
          expect(shown[step * 4 + unit]).toBeCloseTo(mean, 3);
        }
      }
    },
  );

  test('several heads each tell their own', async () => {
    const graph = draw(attended('multiHeadAttention', { numHeads: 3, keyDim: 2 }));
    const { attention } = detailOf(await look(over(graph, 'att')));
    expect(attention?.heads).toHaveLength(3);
    for (const { values } of attention?.heads ?? [])
      expect(values.slice(0, 10).reduce<number>((sum, weight) => sum + (weight ?? 0), 0)).toBeCloseTo(1, 2);
    expect(attention?.heads[0]).not.toEqual(attention?.heads[1]);
  });
});

test('both directions of Bidirectional are told, each in the order of time', async () => {
  const wrapped = { type: 'gru', params: { units: 3, returnSequences: true } };
  const graph = draw(chain(input, { id: 'both', type: 'bidirectional', params: { layer: wrapped } }, output));
  const detail = detailOf(await look(over(graph, 'both')));
  expect(detail.tracks.map(({ side, name }) => `${side} ${name}`).toSorted()).toEqual(
    ['backward', 'forward'].flatMap((side) => ['candidate', 'h', 'r', 'z'].map((name) => `${side} ${name}`)),
  );
  // Side by side they are the layer's output.
  const flow = await look(over(graph));
  const picture = entryOf(flow, 'both').value?.picture;
  if (picture?.kind !== 'heat') throw new Error('six units over time are a heat map');
  const at = (unit: number, step: number) => picture.values[unit * picture.columns + step];
  for (const step of [0, 4, 9]) {
    expect(track(detail, 'h', 'forward')[step * 3 + 1]).toBeCloseTo(at(1, step) ?? Number.NaN, 3);
    expect(track(detail, 'h', 'backward')[step * 3 + 1]).toBeCloseTo(at(4, step) ?? Number.NaN, 3);
  }
});

describe('pictures over time', () => {
  /** Frames of 50 × 50, one channel. */
  const film = (layer: DrawnNode): Promise<Flow> =>
    look(requestFor('movingSquare', 'cpu', { graph: draw(chain(input, layer, output)), chosen: chosen(layer.id) }));

  test('ConvLSTM2D tells states and gates as pictures', async () => {
    const params = { filters: 8, kernelSize: [3, 3], strides: [2, 2], returnSequences: true };
    const detail = detailOf(await film({ id: 'conv', type: 'convLstm2d', params }));
    expect(detail.tracks.map(({ name }) => name).toSorted()).toEqual(['c', 'f', 'g', 'h', 'i', 'o']);
    expect(detail).toMatchObject({ unitCount: 8, insideSteps: false, maps: { height: 12, width: 12, shows: 'means' } });
    const numbers = detail.steps.length * detail.units.length * 12 * 12;
    for (const { values } of detail.tracks) expect(values).toHaveLength(numbers);
    for (const gate of track(detail, 'f')) expect(gate).toBeGreaterThan(0);
    expect(JSON.stringify(detail).length).toBeLessThan(700_000);
  });

  test('a convolution at every step shows the pictures of each', async () => {
    const layer = { type: 'conv2d', params: { filters: 3, kernelSize: [45, 45] } };
    const detail = detailOf(await film({ id: 'td', type: 'timeDistributed', params: { layer } }));
    expect(detail).toMatchObject({ unitCount: 3, insideSteps: false, maps: { height: 6, width: 6, shows: 'all' } });
    expect(detail.tracks.map(({ name }) => name)).toEqual(['output']);
    expect(track(detail, 'output')).toHaveLength(detail.steps.length * 3 * 36);
  });
});

/** A block with a recurrent layer. */
const tower = {
  id: 'tower',
  name: 'Tower',
  ...chain(
    { id: 'inner-in', type: 'input' },
    { id: 'inner-lstm', type: 'lstm', params: { units: 3 } },
    { id: 'inner-out', type: 'output' },
  ),
};

test('a recurrent layer at every step of another sequence says that its own steps are not told', async () => {
  const inner = { type: 'lstm', params: { units: 4 } };
  const reshape: DrawnNode = { id: 'shape', type: 'reshape', params: { targetShape: [5, 2, 1] } };
  const wrapped = draw(chain(input, reshape, { id: 'td', type: 'timeDistributed', params: { layer: inner } }, output));
  expect(detailOf(await look(over(wrapped, 'td')))).toMatchObject({ stepCount: 5, unitCount: 4, insideSteps: true });
  const graph = draw(
    chain(input, reshape, { id: 'td', type: 'timeDistributed', params: { layer: { definition: 'tower' } } }, output),
    [tower],
  );
  const inside = await look({ ...over(graph), chosen: chosen('inner-lstm', 'tower') });
  expect(detailOf(inside)).toMatchObject({ scope: 'tower', stepCount: 5, unitCount: 3, insideSteps: true });
  expect(detailOf(inside).tracks.map(({ name }) => name)).toEqual(['output']);
});

test('a block used twice shows each use outside and the first inside; what leads nowhere in it says so', async () => {
  const withLoose = {
    ...tower,
    nodes: [...tower.nodes, { id: 'loose', type: 'dense', params: { units: 2 } }],
    wires: [...tower.wires, ['inner-lstm', 'loose'] as const],
  };
  const use = (id: string): DrawnNode => ({ id, type: 'block', definition: 'tower' });
  const graph = draw(
    {
      nodes: [input, use('first'), use('second'), { id: 'sum', type: 'add' }, output],
      wires: [
        ['in', 'first.inner-in'],
        ['in', 'second.inner-in'],
        ['first.inner-out', 'sum'],
        ['second.inner-out', 'sum'],
        ['sum', 'out'],
      ],
    },
    [withLoose],
  );
  const flow = await look({ ...over(graph), chosen: chosen('inner-lstm', 'tower') });
  expect(entryOf(flow, 'first').value).toEqual(entryOf(flow, 'second').value);
  expect(entryOf(flow, 'inner-lstm', 'tower').value).toEqual(entryOf(flow, 'first').value);
  expect(entryOf(flow, 'inner-in', 'tower').value?.shape).toEqual([10, 1]);
  expect(entryOf(flow, 'loose', 'tower').gap).toEqual({ why: 'unused' });
  expect(entryOf(flow, 'sum').value?.mean).toBeCloseTo(2 * (entryOf(flow, 'first').value?.mean ?? 0), 3);
  expect(detailOf(flow)).toMatchObject({ scope: 'tower', stepCount: 10, unitCount: 3 });
});

test('a bypassed layer lets the data pass, and an open end is computed too', async () => {
  const drawn = draw(
    chain(input, recurrent, { id: 'drop', type: 'dropout' }, { id: 'dense', type: 'dense', params: { units: 2 } }),
  );
  const graph = {
    ...drawn,
    nodes: drawn.nodes.map((node) => (node.id === 'drop' ? { ...node, bypassed: true as const } : node)),
  };
  const flow = await look(over(graph));
  expect(entryOf(flow, 'drop').gap).toEqual({ why: 'bypassed' });
  expect(entryOf(flow, 'dense').value?.shape).toEqual([10, 2]);
});

test('an Input alone shows its data; one that the data have nothing for says so', async () => {
  const graph = draw({
    nodes: [input, { id: 'more', type: 'input' }, { id: 'dense', type: 'dense' }],
    wires: [['more', 'dense']],
  });
  const flow = await look(over(graph));
  expect(entryOf(flow, 'in').value?.shape).toEqual([10, 1]);
  expect(entryOf(flow, 'more').gap).toEqual({ why: 'no-data' });
  expect(entryOf(flow, 'dense').gap).toEqual({ why: 'before' });
});

test('sequences of different length flow with their own', async () => {
  const lengths = [3, 5, 2];
  const rows = lengths.flatMap((length, group) =>
    Array.from({ length }, (_, step) => `s${group},${group + step},${group % 2 === 0 ? 'even' : 'odd'}`),
  );
  const request = {
    ...over(draw(chain(input, recurrent, { id: 'dense', type: 'dense', params: { units: 2 } }, output))),
    source: {
      kind: 'inline' as const,
      format: 'table' as const,
      name: 'ragged.csv',
      content: `id,x,y\n${rows.join('\n')}`,
    },
    recipe: recipeSchema.parse({
      version: 1,
      steps: [
        { step: 'select', features: ['x'], target: ['y'] },
        { step: 'group', by: 'id' },
        { step: 'pad', length: 'batch' },
      ],
    }),
  };
  for (const [row, length] of lengths.entries()) {
    const flow = await look({ ...request, row });
    expect(flow).toMatchObject({ rows: 3, origin: { group: `s${row}` } });
    expect(entryOf(flow, 'lstm').value?.shape).toEqual([length, 4]);
  }
  expect((await look({ ...request, row: 4 })).row).toBe(1);
});

test('data that cannot be prepared are told as their problem', async () => {
  const request = {
    ...over(draw(chain(input, recurrent, output))),
    source: { kind: 'inline' as const, format: 'table' as const, name: 'bad.csv', content: 'a,b\n1' },
  };
  await expect(look(request)).rejects.toMatchObject({ problem: { severity: 'error' } });
});

test.each(templateIds.filter((id) => id !== 'irnn' && id !== 'siamese'))(
  'every layer of the template %s shows something',
  async (id) => {
    const flow = await look(requestFor(id, 'cpu'));
    expect(flow.nodes.filter(({ value }) => value === null)).toEqual([]);
    for (const { value } of flow.nodes) expect(value?.notFinite).toBe(0);
    expect(JSON.stringify(flow).length).toBeLessThan(60_000);
  },
);

test('the weights of a layer stay what they are while another is edited', async () => {
  const drawn = (units: number) =>
    draw(chain(input, recurrent, { id: 'dense', type: 'dense', params: { units } }, output));
  const before = await look(over(drawn(2)));
  expect(entryOf(await look(over(drawn(3))), 'lstm')).toEqual(entryOf(before, 'lstm'));
  expect(await look(over(drawn(2)))).toEqual(before);
});
