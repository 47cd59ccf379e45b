/** Weights and settings that LSTM, GRU and SimpleRNN have in common. */
import { readConstraint } from '../constraints.ts';
import { readInitializer, type Initializer } from '../initializers.ts';
import { fixedSize, type LayerSetup, type Weight } from '../layer.ts';
import { readRegularizer } from '../regularizers.ts';

export interface CellWeights {
  readonly kernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias: Weight | null;
}

/** Declares kernel [features, gates·units], recurrent kernel [units, gates·units] and bias, as Keras' cells do. */
export function addCellWeights(
  { config, inputShapes, addCell }: LayerSetup,
  cell: { readonly className: string; readonly name: string; readonly gates: number },
  biasShape: readonly number[],
  adaptBias: (initializer: Initializer) => Initializer = (initializer) => initializer,
): CellWeights {
  const units = config.number('units');
  const width = cell.gates * units;
  const { addWeight } = addCell(cell.className, cell.name);
  const { raw } = config;
  const kernel = addWeight({
    name: 'kernel',
    shape: [fixedSize(inputShapes[0], -1), width],
    initializer: readInitializer(raw['kernel_initializer'], 'GlorotUniform'),
    regularizer: readRegularizer(raw['kernel_regularizer']),
    constraint: readConstraint(raw['kernel_constraint']),
  });
  const recurrentKernel = addWeight({
    name: 'recurrent_kernel',
    shape: [units, width],
    initializer: readInitializer(raw['recurrent_initializer'], 'Orthogonal'),
    regularizer: readRegularizer(raw['recurrent_regularizer']),
    constraint: readConstraint(raw['recurrent_constraint']),
  });
  const bias = config.boolean('use_bias', true)
    ? addWeight({
        name: 'bias',
        shape: biasShape,
        initializer: adaptBias(readInitializer(raw['bias_initializer'], 'Zeros')),
        regularizer: readRegularizer(raw['bias_regularizer']),
        constraint: readConstraint(raw['bias_constraint']),
      })
    : null;
  return { kernel, recurrentKernel, bias };
}
