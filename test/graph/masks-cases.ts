/** Drawings whose mask ends, each with the repair that is offered first. */
import type { InputSpec } from '../../shared/data/spec-types.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { chain, draw, type DrawnNode, input, output, sequenceInput } from './drawing.ts';

const mask: DrawnNode = { id: 'mask', type: 'masking' };
const dense: DrawnNode = { id: 'dense', type: 'dense', params: { units: 1 } };
const sequences: DrawnNode = { id: 'lstm', type: 'lstm', params: { units: 4, returnSequences: true } };
const last: DrawnNode = { id: 'last', type: 'lstm', params: { units: 4 } };
const through = (...nodes: readonly DrawnNode[]): GraphDoc => draw(chain(input, ...nodes, dense, output));

interface MaskCase {
  readonly repair: string;
  readonly title?: string;
  readonly doc: GraphDoc;
  readonly inputs: readonly InputSpec[];
  readonly code: string;
  readonly at: string;
}

const stopped: readonly (readonly [repair: string, title: string, doc: GraphDoc, at: string])[] = [
  ['averageUnmasked', 'Flatten', through(mask, sequences, { id: 'flat', type: 'flatten' }), 'flat'],
  ['averageUnmasked', 'largest', through(mask, sequences, { id: 'max', type: 'globalMaxPooling1d' }), 'max'],
  ['maskAfter', 'padding', through(mask, { id: 'pad', type: 'zeroPadding1d' }, last), 'pad'],
  ['maskAfter', 'up', through({ ...mask, params: { maskValue: -1 } }, { id: 'up', type: 'upSampling1d' }, last), 'up'],
  ['leaveMaskOut', 'windows', through(mask, { id: 'conv', type: 'conv1d', params: { filters: 3 } }, last), 'conv'],
  [
    'leaveMaskOut',
    'through a Dense',
    through(mask, { id: 'd', type: 'dense', params: { units: 3 } }, { id: 'conv', type: 'conv1d' }, last),
    'conv',
  ],
  [
    'concatenateInstead',
    '',
    draw({
      nodes: [
        input,
        mask,
        { id: 'other', type: 'dense', params: { units: 3 } },
        { id: 'sum', type: 'add' },
        last,
        dense,
        output,
      ],
      wires: [
        ['in', 'mask'],
        ['in', 'other'],
        ['mask', 'sum'],
        ['other', 'sum'],
        ['sum', 'last'],
        ['last', 'dense'],
        ['dense', 'out'],
      ],
    }),
    'sum',
  ],
];

export const maskCases: readonly MaskCase[] = [
  ...stopped.map(([repair, title, doc, at]) => ({
    repair,
    ...(title === '' ? {} : { title }),
    doc,
    inputs: sequenceInput(),
    code: 'mask/stopped',
    at,
  })),
  {
    repair: 'removeMask',
    doc: through(mask, sequences, { id: 'soft', type: 'softmax' }, last),
    inputs: sequenceInput(),
    code: 'mask/refused',
    at: 'soft',
  },
  {
    repair: 'removeMask',
    title: 'at every step',
    doc: through(
      mask,
      sequences,
      { id: 'soft', type: 'timeDistributed', params: { layer: { type: 'softmax', params: {} } } },
      last,
    ),
    inputs: sequenceInput(),
    code: 'mask/refused',
    at: 'soft',
  },
];
