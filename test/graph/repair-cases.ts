/** Wrong drawings as data: where each shows, which repair mends it. Trained after the repair in repaired-trains.test.ts. */
import type { BatchFacts } from '../../shared/data/batch-facts.ts';
import type { InputSpec, TargetSpec } from '../../shared/data/spec-types.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../../shared/training/training-settings.ts';
import {
  chain,
  classTarget,
  draw,
  framesInput,
  imageInput,
  input,
  numberTarget,
  output,
  sequenceInput,
  sequenceTarget,
  vectorInput,
  type DrawnNode,
} from './drawing.ts';
import { maskCases } from './masks-cases.ts';
import { mergeCases } from './merge-cases.ts';
import { sizeCases } from './size-cases.ts';
import { statefulCases } from './stateful-cases.ts';

export interface RepairCase {
  readonly repair: string;
  readonly title?: string;
  readonly doc: GraphDoc;
  readonly inputs: readonly InputSpec[];
  readonly target?: TargetSpec;
  readonly secondTarget?: TargetSpec;
  readonly loss?: string;
  readonly code: string;
  /** Node or wire at which the problem shows. */
  readonly at: string | undefined;
  /** It is the first one offered. Default true. */
  readonly first?: false;
  /** Settings beside the loss, and what is known of the samples. */
  readonly training?: Partial<TrainingSettings>;
  readonly batches?: BatchFacts;
}
export const withLoss = (id: string): TrainingSettings => ({ ...defaultTrainingSettings, loss: { id, params: {} } });
const dense = (units = 1, activation = 'linear'): DrawnNode => ({
  id: 'dense',
  type: 'dense',
  params: { units, activation },
});
const lstm = (params: Record<string, unknown> = {}): DrawnNode => ({
  id: 'lstm',
  type: 'lstm',
  params: { units: 4, ...params },
});
const characters: readonly InputSpec[] = [
  {
    name: 'input',
    shape: [{ name: 'time', size: 8 }],
    dtype: 'int32',
    classes: Array.from({ length: 30 }, (_, index) => `${index}`),
  },
];

export const repairCases: readonly RepairCase[] = [
  {
    repair: 'returnSequences',
    doc: draw(chain(input, lstm(), { id: 'drop', type: 'dropout' }, { id: 'second', type: 'gru' }, dense(), output)),
    inputs: sequenceInput(),
    target: numberTarget(),
    code: 'shape/rank',
    at: 'second',
  },
  {
    repair: 'returnSequences',
    title: 'of Bidirectional',
    doc: draw(chain(input, { id: 'bi', type: 'bidirectional' }, { id: 'td', type: 'timeDistributed' }, output)),
    inputs: sequenceInput(),
    code: 'shape/rank',
    at: 'td',
  },
  {
    repair: 'insertRepeatVector',
    doc: draw(
      chain(
        input,
        { id: 'first', type: 'dense', params: { units: 6 } },
        lstm({ returnSequences: true }),
        dense(),
        output,
      ),
    ),
    inputs: vectorInput(),
    target: sequenceTarget(5),
    code: 'shape/rank',
    at: 'lstm',
  },
  {
    repair: 'insertReshape',
    doc: draw(chain(input, lstm(), dense(), output)),
    inputs: vectorInput(7),
    target: numberTarget(),
    code: 'shape/rank',
    at: 'lstm',
    first: false,
  },
  {
    repair: 'wrapTimeDistributed',
    doc: draw(chain(input, { id: 'conv', type: 'conv2d', params: { filters: 2 } }, output)),
    inputs: framesInput,
    code: 'shape/rank',
    at: 'conv',
  },
  {
    repair: 'unwrapTimeDistributed',
    doc: draw(
      chain(
        input,
        { id: 'td', type: 'timeDistributed', params: { layer: { type: 'lstm', params: { units: 4 } } } },
        output,
      ),
    ),
    inputs: sequenceInput(),
    code: 'shape/inner-layer',
    at: 'td',
  },
  {
    repair: 'insertGlobalAveragePooling',
    doc: draw(chain(input, { id: 'rv', type: 'repeatVector' }, dense(2), output)),
    inputs: sequenceInput(),
    code: 'shape/rank',
    at: 'rv',
    first: false,
  },
  {
    repair: 'insertFlatten',
    doc: draw(chain(input, { id: 'rv', type: 'repeatVector' }, dense(2), output)),
    inputs: imageInput,
    code: 'shape/rank',
    at: 'rv',
  },
  {
    repair: 'lastStepOnly',
    doc: draw(chain(input, lstm({ returnSequences: true }), { id: 'td', type: 'timeDistributed' }, output)),
    inputs: sequenceInput(),
    target: numberTarget(),
    code: 'target/shape',
    at: 'out',
  },
  {
    repair: 'averageOverTime',
    doc: draw(chain(input, { id: 'conv', type: 'conv1d' }, dense(2), output)),
    inputs: sequenceInput(),
    target: numberTarget(2),
    code: 'target/shape',
    at: 'out',
  },
  {
    repair: 'flattenBeforeLast',
    doc: draw(chain(input, { id: 'conv', type: 'conv2d' }, dense(2), output)),
    inputs: imageInput,
    target: numberTarget(2),
    code: 'target/shape',
    at: 'out',
  },
  {
    repair: 'allSteps',
    doc: draw(chain(input, lstm(), dense(2), output)),
    inputs: sequenceInput(8),
    target: sequenceTarget(8, 2),
    code: 'target/shape',
    at: 'out',
  },
  {
    repair: 'setUnits',
    doc: draw(chain(input, lstm(), dense(2, 'softmax'), output)),
    inputs: sequenceInput(),
    target: classTarget(5),
    loss: 'categorical_crossentropy',
    code: 'target/shape',
    at: 'out',
  },
  {
    repair: 'setUnits',
    title: 'class numbers',
    doc: draw(chain(input, lstm(), dense(2, 'softmax'), { id: 'drop', type: 'dropout' }, output)),
    inputs: sequenceInput(),
    target: classTarget(5, 'label'),
    loss: 'sparse_categorical_crossentropy',
    code: 'target/shape',
    at: 'out',
  },
  {
    repair: 'setActivation',
    doc: draw(chain(input, lstm(), dense(5), output)),
    inputs: sequenceInput(),
    target: classTarget(5),
    loss: 'categorical_crossentropy',
    code: 'loss/activation',
    at: 'dense',
  },
  {
    repair: 'setActivation',
    title: 'inside TimeDistributed',
    doc: draw(
      chain(
        input,
        {
          id: 'td',
          type: 'timeDistributed',
          params: { layer: { type: 'dense', params: { units: 1, activation: 'softmax' } } },
        },
        output,
      ),
    ),
    inputs: sequenceInput(8),
    target: sequenceTarget(8),
    code: 'loss/activation',
    at: 'td',
  },
  {
    repair: 'setLoss',
    doc: draw(chain(input, lstm(), dense(5, 'softmax'), output)),
    inputs: sequenceInput(),
    target: classTarget(5, 'label'),
    loss: 'categorical_crossentropy',
    code: 'loss/target',
    at: 'out',
  },
  {
    repair: 'addFinalDense',
    doc: draw(chain(input, lstm(), output)),
    inputs: sequenceInput(),
    target: classTarget(5, 'oneHot'),
    loss: 'categorical_crossentropy',
    code: 'target/shape',
    at: 'out',
  },
  {
    repair: 'lossForClasses',
    doc: draw(chain(input, lstm(), dense(5), output)),
    inputs: sequenceInput(),
    target: classTarget(5, 'oneHot'),
    loss: 'mean_squared_error',
    code: 'loss/for-numbers',
    at: 'out',
  },
  {
    repair: 'lossForClasses',
    title: 'two classes as one unit',
    doc: draw(chain(input, lstm(), dense(1), output)),
    inputs: sequenceInput(),
    target: classTarget(2, 'label'),
    loss: 'mean_absolute_error',
    code: 'loss/for-numbers',
    at: 'out',
  },
  {
    repair: 'addOutput',
    doc: draw(chain(input, lstm(), dense())),
    inputs: sequenceInput(),
    code: 'graph/no-output',
    at: undefined,
  },
  {
    repair: 'addInput',
    doc: draw(chain(lstm(), dense(), output)),
    inputs: sequenceInput(),
    code: 'graph/no-input',
    at: undefined,
  },
  {
    repair: 'shapeFromData',
    doc: draw(chain({ ...input, params: { from: 'fixed', shape: [9, 2] } }, lstm(), dense(), output)),
    inputs: sequenceInput(),
    code: 'wire/data-mismatch',
    at: 'in-lstm',
  },
  {
    repair: 'joinInputs',
    doc: draw({
      nodes: [
        input,
        { id: 'more', type: 'input' },
        lstm(),
        { id: 'gru', type: 'gru', params: { units: 4 } },
        { id: 'sum', type: 'add' },
        dense(),
        output,
      ],
      wires: [
        ['in', 'lstm'],
        ['more', 'gru'],
        ['lstm', 'sum'],
        ['gru', 'sum'],
        ['sum', 'dense'],
        ['dense', 'out'],
      ],
    }),
    inputs: sequenceInput(),
    code: 'wire/data-mismatch',
    at: 'more-gru',
  },
  {
    repair: 'enlargeEmbedding',
    doc: draw(chain(input, { id: 'emb', type: 'embedding', params: { inputDim: 10 } }, lstm(), dense(), output)),
    inputs: characters,
    code: 'wire/data-mismatch',
    at: 'in-emb',
  },
  {
    repair: 'insertEmbedding',
    doc: draw(chain(input, lstm(), dense(), output)),
    inputs: characters,
    code: 'shape/rank',
    at: 'in-lstm',
  },
  {
    repair: 'removeWire',
    doc: draw({
      nodes: [input, lstm(), dense(), output],
      wires: [
        ['in', 'lstm'],
        ['lstm', 'dense'],
        ['dense', 'out'],
        ['lstm.h', 'dense.z'],
      ],
    }),
    inputs: sequenceInput(),
    code: 'wire/dangling',
    at: 'lstm_h-dense_z',
  },
  {
    repair: 'keepLastWire',
    doc: draw({
      nodes: [input, lstm(), { id: 'other', type: 'lstm', params: { units: 4 } }, dense(), output],
      wires: [
        ['in', 'lstm'],
        ['in', 'other'],
        ['lstm', 'dense'],
        ['other', 'dense'],
        ['dense', 'out'],
      ],
    }),
    inputs: sequenceInput(),
    code: 'wire/too-many',
    at: 'dense',
  },
  {
    repair: 'deleteNode',
    doc: draw({
      nodes: [input, lstm(), { id: 'loose', type: 'dense' }, dense(), output],
      wires: [
        ['in', 'lstm'],
        ['lstm', 'dense'],
        ['dense', 'out'],
        ['lstm', 'loose'],
      ],
    }),
    inputs: sequenceInput(),
    code: 'graph/unused-node',
    at: 'loose',
  },
  {
    repair: 'deleteOutput',
    doc: draw({
      nodes: [input, lstm(), dense(), output, { id: 'two', type: 'output' }, { id: 'more', type: 'output' }],
      wires: [
        ['in', 'lstm'],
        ['lstm', 'dense'],
        ['dense', 'out'],
        ['dense', 'two'],
        ['lstm', 'more'],
      ],
    }),
    inputs: sequenceInput(),
    target: numberTarget(),
    // One target would serve every output; of two, the third output has none.
    secondTarget: numberTarget(),
    code: 'target/missing',
    at: 'more',
  },
  {
    repair: 'resetParam',
    doc: draw(chain(input, lstm({ units: -3 }), dense(), output)),
    inputs: sequenceInput(),
    code: 'param/invalid',
    at: 'lstm',
  },
  ...maskCases,
  ...statefulCases,
  ...mergeCases,
  ...sizeCases,
];
