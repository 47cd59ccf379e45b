/** Drawings with a size, a number of axes or a number of steps that does not fit, each with its repair. */
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import {
  chain,
  draw,
  type DrawnNode,
  framesInput,
  imageInput,
  input,
  numberTarget,
  output,
  sequenceInput,
  sequenceTarget,
  vectorInput,
} from './drawing.ts';
import type { RepairCase } from './repair-cases.ts';

const dense = (units = 1): DrawnNode => ({ id: 'dense', type: 'dense', params: { units } });
const lstm = (params: DrawnNode['params'] = {}): DrawnNode => ({
  id: 'lstm',
  type: 'lstm',
  params: { units: 4, ...params },
});
const through = (...nodes: readonly DrawnNode[]): GraphDoc => draw(chain(input, ...nodes, dense(), output));
const conv = (params: DrawnNode['params'] = {}): DrawnNode => ({
  id: 'conv',
  type: 'conv1d',
  params: { filters: 4, ...params },
});
const pool: DrawnNode = { id: 'pool', type: 'globalAveragePooling1d' };
const repeated = (n: number): DrawnNode => ({ id: 'repeat', type: 'repeatVector', params: { n } });

const sizes: readonly RepairCase[] = [
  {
    repair: 'padSame',
    doc: through(conv({ kernelSize: [11] }), pool),
    inputs: sequenceInput(),
    code: 'shape/too-small',
    at: 'conv',
  },
  {
    repair: 'shrinkWindow',
    doc: through(conv({ kernelSize: [11] }), pool),
    inputs: sequenceInput(),
    code: 'shape/too-small',
    at: 'conv',
    first: false,
  },
  {
    repair: 'shrinkWindow',
    title: 'pooling',
    doc: through({ id: 'conv', type: 'maxPooling1d', params: { poolSize: [9], padding: 'valid' } }, pool),
    inputs: sequenceInput(),
    code: 'shape/too-small',
    at: 'conv',
    first: false,
  },
  {
    repair: 'cropNothing',
    doc: through({ id: 'crop', type: 'cropping1d', params: { cropping: [5, 5] } }, pool),
    inputs: sequenceInput(),
    code: 'shape/too-small',
    at: 'crop',
  },
  {
    repair: 'oneGroup',
    doc: through(conv({ groups: 2 }), pool),
    inputs: sequenceInput(),
    code: 'shape/not-divisible',
    at: 'conv',
  },
  {
    repair: 'reshapeRest',
    doc: through({ id: 'reshape', type: 'reshape', params: { targetShape: [null, 7] } }, lstm()),
    inputs: sequenceInput(),
    code: 'shape/not-divisible',
    at: 'reshape',
  },
  {
    repair: 'reshapeToFit',
    doc: through({ id: 'reshape', type: 'reshape', params: { targetShape: [5, 6] } }, lstm()),
    inputs: sequenceInput(),
    code: 'shape/mismatch',
    at: 'reshape',
  },
  {
    repair: 'averageForFlatten',
    doc: through({ id: 'flat', type: 'flatten' }),
    inputs: sequenceInput(null),
    code: 'shape/axis-unknown',
    at: 'dense',
  },
  {
    repair: 'unrollOff',
    doc: through(lstm({ unroll: true })),
    inputs: sequenceInput(null),
    code: 'shape/axis-unknown',
    at: 'lstm',
  },
];

const axes: readonly RepairCase[] = [
  { repair: 'rowsAsSteps', doc: through(lstm()), inputs: imageInput, code: 'shape/rank', at: 'lstm' },
  { repair: 'flattenEachStep', doc: through(lstm()), inputs: framesInput, code: 'shape/rank', at: 'lstm' },
  {
    repair: 'addChannel',
    doc: through(
      { id: 'conv', type: 'conv2d', params: { filters: 2 } },
      { id: 'pool', type: 'globalAveragePooling2d' },
    ),
    inputs: sequenceInput(),
    code: 'shape/rank',
    at: 'conv',
  },
  {
    repair: 'lastStepBefore',
    doc: through(lstm({ returnSequences: true }), repeated(3), { id: 'second', type: 'gru', params: { units: 3 } }),
    inputs: sequenceInput(),
    code: 'shape/rank',
    at: 'repeat',
  },
];

const target = { inputs: sequenceInput(), code: 'target/shape', at: 'out' } as const;
const lengths: readonly RepairCase[] = [
  {
    ...target,
    repair: 'repeatTargetSteps',
    doc: through(lstm(), repeated(3), { id: 'decoder', type: 'lstm', params: { units: 4, returnSequences: true } }),
    target: sequenceTarget(5),
  },
  { ...target, repair: 'keepLength', doc: through(conv()), target: sequenceTarget(8) },
  { ...target, repair: 'causalConvolutions', doc: through(conv()), target: sequenceTarget(8), first: false },
  {
    ...target,
    repair: 'cropToTarget',
    doc: through(lstm({ returnSequences: true })),
    target: sequenceTarget(5),
  },
  { ...target, repair: 'insertDecoder', doc: through(lstm()), target: sequenceTarget(5) },
  {
    ...target,
    repair: 'unitsAsSteps',
    doc: through({ id: 'hidden', type: 'dense', params: { units: 6 } }),
    inputs: vectorInput(),
    target: sequenceTarget(5, 2),
  },
];

const drawing: readonly RepairCase[] = [
  {
    repair: 'embeddingToDense',
    doc: through({ id: 'emb', type: 'embedding' }, { id: 'flat', type: 'flatten' }),
    inputs: vectorInput(8),
    target: numberTarget(),
    code: 'wire/data-mismatch',
    at: 'in-emb',
  },
  {
    repair: 'wireNearest',
    doc: draw({
      nodes: [input, lstm(), dense(), output],
      wires: [
        ['in', 'lstm'],
        ['dense', 'out'],
      ],
    }),
    inputs: sequenceInput(),
    code: 'wire/missing',
    at: 'dense',
  },
  {
    repair: 'breakCircle',
    doc: draw({
      nodes: [
        input,
        { id: 'first', type: 'dense', params: { units: 4 } },
        { id: 'join', type: 'concatenate' },
        lstm({ returnSequences: true }),
        dense(),
        output,
      ],
      wires: [
        ['in', 'first'],
        ['in', 'join'],
        ['first', 'join'],
        ['join', 'lstm'],
        ['lstm', 'dense'],
        ['dense', 'out'],
        ['lstm', 'join'],
      ],
    }),
    inputs: sequenceInput(),
    code: 'wire/cycle',
    at: 'join',
  },
];

export const sizeCases: readonly RepairCase[] = [...sizes, ...axes, ...lengths, ...drawing];
