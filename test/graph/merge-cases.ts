/** Drawings whose inputs do not agree, each with a repair: merges, attention, initial states. */
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { chain, draw, type Drawn, type DrawnNode, imageInput, input, output, sequenceInput } from './drawing.ts';
import type { RepairCase } from './repair-cases.ts';

const end: readonly DrawnNode[] = [{ id: 'dense', type: 'dense', params: { units: 1 } }, output];

/** Two branches from one input into a merge, and a Dense behind it. */
function branches(
  one: readonly DrawnNode[],
  other: readonly DrawnNode[],
  merge: DrawnNode,
  ports = ['x', 'x'],
): GraphDoc {
  const way = (nodes: readonly DrawnNode[], port: string): Drawn['wires'] =>
    [input, ...nodes].map((node, index) => {
      const next = nodes[index];
      return [node.id, next ? next.id : `${merge.id}.${port}`] as const;
    });
  const tail = chain(merge, ...end);
  return draw({
    nodes: [input, ...one, ...other, ...tail.nodes],
    wires: [...way(one, ports[0] ?? 'x'), ...way(other, ports[1] ?? 'x'), ...tail.wires],
  });
}

const dense = (id: string, units: number): DrawnNode => ({ id, type: 'dense', params: { units } });
const recurrent = (id: string, units: number, returnSequences: boolean): DrawnNode => ({
  id,
  type: 'lstm',
  params: { units, returnSequences },
});
const conv: DrawnNode = { id: 'conv', type: 'conv1d', params: { filters: 3 } };
const add: DrawnNode = { id: 'merge', type: 'add' };
const concatenate: DrawnNode = { id: 'merge', type: 'concatenate' };
const common = { inputs: sequenceInput(), code: 'shape/mismatch', at: 'merge' } as const;

/** An encoder whose state starts a decoder of another size. */
const encoderDecoder = draw({
  nodes: [
    input,
    { id: 'encoder', type: 'gru', params: { units: 6, returnState: true } },
    { id: 'merge', type: 'gru', params: { units: 4 } },
    ...end,
  ],
  wires: [
    ['in', 'encoder'],
    ['in', 'merge'],
    ['encoder.h', 'merge.h0'],
    ['merge', 'dense'],
    ['dense', 'out'],
  ],
});

export const mergeCases: readonly RepairCase[] = [
  { ...common, repair: 'denseToMatch', doc: branches([dense('a', 4)], [dense('b', 6)], add) },
  {
    ...common,
    repair: 'denseToMatch',
    title: 'attention',
    doc: branches([recurrent('a', 4, true)], [recurrent('b', 6, true)], { id: 'merge', type: 'attention' }, [
      'query',
      'value',
    ]),
  },
  {
    ...common,
    repair: 'denseToMatch',
    title: 'distance',
    doc: branches([recurrent('a', 4, false)], [recurrent('b', 6, false)], { id: 'merge', type: 'euclideanDistance' }),
  },
  {
    ...common,
    repair: 'concatenateFeatures',
    doc: branches([dense('a', 4)], [dense('b', 6)], { id: 'merge', type: 'multiply' }),
    first: false,
  },
  { ...common, repair: 'concatenateAxis', doc: branches([conv], [dense('b', 3)], concatenate) },
  { ...common, repair: 'cropToMatch', doc: branches([conv], [dense('b', 3)], add) },
  { ...common, repair: 'padToMatch', doc: branches([conv], [dense('b', 3)], add), first: false },
  {
    ...common,
    repair: 'sequencesToMatch',
    doc: branches([recurrent('a', 4, false)], [dense('b', 3)], concatenate),
  },
  {
    ...common,
    repair: 'repeatToMatch',
    doc: branches([{ id: 'mean', type: 'globalAveragePooling1d' }], [dense('b', 3)], concatenate),
  },
  {
    ...common,
    repair: 'averageToMatch',
    doc: branches([{ id: 'mean', type: 'globalMaxPooling1d' }], [dense('b', 3)], concatenate),
    first: false,
  },
  {
    ...common,
    repair: 'flattenToMatch',
    inputs: imageInput,
    doc: branches([{ id: 'mean', type: 'globalAveragePooling2d' }], [{ id: 'conv2', type: 'conv2d' }], concatenate),
  },
  { ...common, repair: 'unitsOfState', doc: encoderDecoder },
  { ...common, repair: 'denseToState', doc: encoderDecoder, first: false },
];
