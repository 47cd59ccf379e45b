/** What ports say to a wire that is being drawn, in both directions, and what it costs in a large graph. */
import { describe, expect, test } from 'vitest';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { layerFits } from '../../shared/graph/layer-fits.ts';
import type { RepairContext } from '../../shared/graph/repairs.ts';
import { addAtWire, wireTo } from '../../shared/graph/wire-edits.ts';
import { type FixedEnd, wireFits } from '../../shared/graph/wire-fits.ts';
import type { NodeId, WireId } from '../../shared/ids.ts';
import { allLayerTypes } from '../../shared/layers/index.ts';
import { defaultTrainingSettings } from '../../shared/training/training-settings.ts';
import { chain, draw, type DrawnNode, input, output, sequenceInput } from './drawing.ts';

const id = (text: string): NodeId => text as NodeId; // ids of drawings are written as they are
const from = (node: string, port = 'y'): FixedEnd => ({ end: { node: id(node), port }, side: 'source' });
const into = (node: string, port = 'x'): FixedEnd => ({ end: { node: id(node), port }, side: 'target' });
const inputSpecs = sequenceInput();

function fitsIn(doc: GraphDoc, fixed: FixedEnd) {
  const context = { inference: inferGraph(doc, { inputSpecs }), inputSpecs, targetSpecs: [] };
  return wireFits(doc, undefined, fixed, context);
}

const lstm = (name: string, params: DrawnNode['params'] = {}): DrawnNode => ({ id: name, type: 'lstm', params });
const loose = draw({
  nodes: [
    input,
    lstm('first', { units: 4 }),
    lstm('second'),
    { id: 'dense', type: 'dense' },
    { id: 'sum', type: 'add' },
    { id: 'wide', type: 'dense', params: { units: 9 } },
    { id: 'mask', type: 'masking' },
    { id: 'conv', type: 'conv1d' },
    output,
  ],
  wires: [
    ['in', 'first'],
    ['in', 'wide'],
    ['in', 'mask'],
    ['wide', 'sum'],
    ['first', 'dense'],
    ['dense', 'out'],
  ],
});

describe('a wire from an output', () => {
  test('fits, fits after a repair, or cannot end, and says so', () => {
    const fits = fitsIn(loose, from('first'));
    expect(fits.at(id('second'), 'h0')).toMatchObject({ kind: 'fits' });
    expect(fits.at(id('second'), 'x')).toMatchObject({
      kind: 'misfit',
      problem: { code: 'shape/rank', details: { context: 'lastStep', before: 'first' } },
      repair: 'returnSequences',
    });
    expect(fits.at(id('first'), 'x')).toMatchObject({
      kind: 'cannot',
      problem: { details: { context: 'drawing_itself' } },
    });
    expect(fits.at(id('dense'), 'x')).toMatchObject({ kind: 'cannot', problem: { code: 'wire/exists' } });
    expect(fits.at(id('dense'), 'nowhere')).toMatchObject({ kind: 'cannot' });
    // One number a sample beside a sequence: Keras would stretch it if the features agreed.
    expect(fits.at(id('sum'), 'x')).toMatchObject({ kind: 'misfit', problem: { code: 'shape/mismatch' } });
  });

  test('would replace the wire of a taken port, and closes no circle', () => {
    expect(fitsIn(loose, from('in')).at(id('dense'), 'x')).toMatchObject({
      kind: 'fits',
      replaces: { id: 'first-dense' },
    });
    expect(fitsIn(loose, from('dense')).at(id('first'), 'x')).toMatchObject({
      kind: 'cannot',
      problem: { code: 'wire/cycle', details: { name: 'first', context: 'drawing_source' } },
    });
  });

  test('tells when an Output would not give what is to be predicted, and what would mend it', () => {
    const targetSpecs = [{ name: 'y', shape: [{ name: 'units' as const, size: 2 }], kind: 'number' as const }];
    const context = { inference: inferGraph(loose, { inputSpecs }), inputSpecs, targetSpecs };
    const fitAt = (source: string) => wireFits(loose, undefined, from(source), context).at(id('out'), 'x');
    expect(fitAt('conv')).toMatchObject({ kind: 'fits' }); // nothing is known of it yet
    expect(fitAt('first')).toMatchObject({
      kind: 'misfit',
      problem: { code: 'target/shape', details: { expected: '(batch, 2)', received: '(batch, 4)' } },
      repair: 'addFinalDense',
      replaces: { id: 'dense-out' },
    });
    expect(fitAt('wide')).toMatchObject({ kind: 'misfit', problem: { details: { context: 'steps' } } });
    // Without data nothing is asked of it.
    expect(fitsIn(loose, from('first')).at(id('out'), 'x')).toMatchObject({ kind: 'fits' });
  });

  test('tells where a mask would end', () => {
    expect(fitsIn(loose, from('mask')).at(id('conv'), 'x')).toMatchObject({
      kind: 'fits',
      note: { code: 'mask/stopped', details: { context: 'window' } },
    });
  });

  test('finds the best port of a layer', () => {
    const fits = fitsIn(loose, from('in'));
    expect(fits.best(id('second'))?.name).toBe('x');
    // What one click mends is more likely meant than a state.
    expect(fitsIn(loose, from('first')).best(id('second'))?.name).toBe('x');
    expect(fits.best(id('in'))).toBeUndefined();
  });
});

test('a wire drawn backwards asks what each output would bring', () => {
  const fits = fitsIn(loose, into('second'));
  expect(fits.at(id('in'), 'y')).toEqual({ kind: 'fits' });
  expect(fits.at(id('first'), 'y')).toMatchObject({ kind: 'misfit', repair: 'returnSequences' });
  expect(fits.at(id('second'), 'y')).toMatchObject({ kind: 'cannot' });
  expect(fitsIn(loose, into('first')).at(id('dense'), 'y')).toMatchObject({
    kind: 'cannot',
    problem: { details: { name: 'dense', context: 'drawing_target' } },
  });
});

test('a wire that is moved counts as gone, keeps its id and is one wire still', () => {
  const held: FixedEnd = { ...from('first'), moved: 'first-dense' as WireId };
  expect(fitsIn(loose, held).at(id('dense'), 'x')).toEqual({ kind: 'fits' });
  const moved = wireTo(loose, held, { node: id('wide'), port: 'x' }, []);
  expect(moved.wires.find((wire) => wire.id === 'first-dense')).toMatchObject({
    from: { node: 'first', port: 'y' },
    to: { node: 'wide', port: 'x' },
  });
  expect(moved.wires.some((wire) => wire.id === 'in-wide')).toBe(false);
  expect(wireTo(loose, held, { node: id('dense'), port: 'x' }, [])).toBe(loose);
  expect(wireTo(loose, held, { node: id('in'), port: 'y' }, [])).toBe(loose);
});

describe('layers at the free end of a wire', () => {
  const choices = allLayerTypes.map(({ id: type }) => ({ type }));
  const offered = (doc: GraphDoc, fixed: FixedEnd, asked: Partial<RepairContext> = {}) => {
    const context = { inference: inferGraph(doc, { inputSpecs }), inputSpecs, targetSpecs: [], ...asked };
    const fits = layerFits(doc, undefined, fixed, context, choices);
    return new Map(choices.map(({ type }, index) => [type, fits[index]]));
  };

  test('behind a sequence', () => {
    const fits = offered(loose, from('in'));
    expect(fits.get('lstm')).toEqual({ kind: 'fits' });
    expect(fits.get('conv2d')).toMatchObject({ kind: 'misfit', repair: 'addChannel' });
    expect(fits.get('input')).toBeUndefined();
  });

  test('behind a last step', () => {
    const fits = offered(loose, from('first'));
    expect(fits.get('dense')).toEqual({ kind: 'fits' });
    expect(fits.get('gru')).toMatchObject({ kind: 'misfit', repair: 'returnSequences' });
  });

  test('before a layer that needs a sequence', () => {
    const fits = offered(loose, into('second'));
    for (const type of ['input', 'conv1d', 'repeatVector', 'embedding'])
      expect(fits.get(type), type).toEqual({ kind: 'fits' });
    for (const type of ['flatten', 'globalAveragePooling1d']) expect(fits.get(type)?.kind, type).toBe('misfit');
    expect(fits.get('output')).toBeUndefined();
  });

  test('an Output is asked for what the data want predicted, on both of its sides', () => {
    const target = { name: 'y', shape: [{ name: 'units' as const, size: 4 }], kind: 'number' as const };
    const asked = { targetSpecs: [target] };
    expect(offered(loose, from('first'), asked).get('output')).toEqual({ kind: 'fits' });
    expect(offered(loose, from('wide'), asked).get('output')).toMatchObject({
      kind: 'misfit',
      problem: { code: 'target/shape' },
      repair: 'averageOverTime',
    });
    const before = offered(loose, into('out'), asked);
    expect(before.get('activation')).toMatchObject({ kind: 'fits' });
    expect(before.get('dense')).toMatchObject({ kind: 'misfit', repair: 'setUnits' });
    expect(before.get('conv2d')).toMatchObject({ kind: 'misfit', problem: { code: 'target/shape' } });
    // Class numbers: one value for every class is wanted.
    const settings = { ...defaultTrainingSettings, loss: { id: 'sparse_categorical_crossentropy', params: {} } };
    const classes = {
      ...target,
      shape: [{ name: 'units' as const, size: 1 }],
      classes: Array.from({ length: 40 }, (_, index) => `class ${index}`),
    };
    expect(offered(loose, into('out'), { targetSpecs: [classes], settings }).get('softmax')).toMatchObject({
      kind: 'fits',
    });
  });

  test('beside the others of a merge', () => {
    // 9 features a step arrive there already.
    expect(offered(loose, into('sum')).get('dropout')).toEqual({ kind: 'fits' });
    expect(offered(loose, into('sum')).get('flatten')?.kind).toBe('misfit');
  });

  test('are added and wired in one edit', () => {
    const node = { type: 'gru', position: { x: 5, y: 7 } };
    const behind = addAtWire(loose, from('in'), node, []);
    expect(behind.graph.wires.at(-1)).toMatchObject({ from: { node: 'in' }, to: { node: behind.id, port: 'x' } });
    const before = addAtWire(loose, into('second'), node, []);
    expect(before.graph.wires.at(-1)).toMatchObject({ from: { node: before.id, port: 'y' }, to: { node: 'second' } });
    expect(addAtWire(loose, from('in'), { ...node, type: 'input' }, [])).toMatchObject({ graph: loose, id: undefined });
  });
});

test('asking every port of 300 layers costs far less than an edit each', () => {
  const long = draw(
    chain(
      input,
      ...Array.from({ length: 150 }, (_, index) => lstm(`lstm${index}`, { returnSequences: true })),
      ...Array.from({ length: 150 }, (_, index) => ({ id: `dense${index}`, type: 'dense' })),
      output,
    ),
  );
  const context = { inference: inferGraph(long, { inputSpecs }), inputSpecs, targetSpecs: [] };
  const timeOf = (work: () => void): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  // The same machine, the same moment, the least disturbed of many: an edit infers the graph anew.
  const rounds = Array.from({ length: 21 }, () => ({
    edit: timeOf(() => inferGraph({ ...long, wires: [...long.wires] }, { inputSpecs })),
    asked: timeOf(() => {
      const fits = wireFits(long, undefined, from('lstm70'), context);
      for (const node of long.nodes) fits.at(node.id, 'x');
    }),
  }));
  const edit = Math.min(...rounds.map((round) => round.edit));
  const asked = Math.min(...rounds.map((round) => round.asked));
  console.log(`302 layers: all ports ${asked.toFixed(1)} ms, inference ${edit.toFixed(1)} ms`);
  // Were the graph inferred for every port, it would be three hundred times.
  expect(asked).toBeLessThan(20 * edit);
});
