import { readActivation } from '../activations.ts';
import { ones, type Initializer } from '../initializers.ts';
import { matMulLast } from '../layers/dense.ts';
import type { LayerFactory, Tensor, Tf } from '../layer.ts';
import { addCellWeights, type CellWeights } from './cell-weights.ts';
import { dropoutMasks } from './dropout-masks.ts';
import { runLstm } from './lstm-implementation.ts';
import { hasRecurrentOp } from './native-inputs.ts';
import { recurrentLayer, type RunSequence } from './recurrent-layer.ts';
import { runSteps } from './step-loop.ts';

/**
 * LSTM (Hochreiter & Schmidhuber 1997, with forget gate) as Keras 3 computes it: gates i, f, c, o.
 * Dropout: one mask of the input for all steps; with recurrent dropout, one a gate of input and state.
 */
export const lstm: LayerFactory = (setup) => {
  const { tf, config, seed } = setup;
  const units = config.number('units');
  const activation = readActivation(config.raw['activation'] ?? 'tanh');
  const gate = readActivation(config.raw['recurrent_activation'] ?? 'sigmoid');
  const forgetBias = config.boolean('unit_forget_bias', true);
  const weights = addCellWeights(
    setup,
    { className: 'LSTMCell', name: 'lstm_cell', gates: 4 },
    [4 * units],
    (initializer) => (forgetBias ? withForgetBias(initializer, units) : initializer),
  );
  const dropout = config.number('dropout', 0);
  const recurrentDropout = config.number('recurrent_dropout', 0);
  const isPlain = activation.name === 'tanh' && gate.name === 'sigmoid';

  const run: RunSequence = ({ x, mask, initial, context, needsSequence }) => {
    const [batch = 0, , features = 0] = x.shape;
    const isDropout = context.training && dropout > 0;
    const separate = recurrentDropout > 0;
    const inputMasks = isDropout
      ? dropoutMasks(tf, context, seed, dropout, [batch, 1, features], separate ? 4 : 1)
      : null;
    const stateMasks =
      context.training && separate ? dropoutMasks(tf, context, seed, recurrentDropout, [batch, units], 4) : null;
    const native = {
      ...{ tf, x, initial, mask, inputMasks, stateMasks, needsSequence },
      kernel: weights.kernel.variable,
      recurrentKernel: weights.recurrentKernel.variable,
      bias: weights.bias?.variable ?? null,
      needsInputGradient: !context.constants.has(x),
    };
    const isSimple = stateMasks === null && (inputMasks?.length ?? 1) === 1;
    if (isPlain && (isSimple || hasRecurrentOp('lstm', native))) return runLstm(native);
    const recurrent = splitColumns(tf, weights.recurrentKernel.variable, 4);
    return runSteps(tf, {
      inputs: projectInput(tf, x, weights, inputMasks),
      mask,
      initial: initial ?? [tf.zeros([batch, units]), tf.zeros([batch, units])],
      needsSequence,
      step(input, [h, c]) {
        if (h === undefined || c === undefined) throw new RangeError('LSTM has two states');
        const sums =
          stateMasks === null
            ? tf.add(input, tf.matMul(h, weights.recurrentKernel.variable))
            : tf.add(
                input,
                tf.concat(
                  recurrent.map((kernel, index) => tf.matMul(tf.mul(h, stateMasks[index] ?? h), kernel)),
                  1,
                ),
              );
        const [i, f, g, o] = splitColumns(tf, sums, 4);
        if (i === undefined || f === undefined || g === undefined || o === undefined)
          throw new RangeError('LSTM has four gates');
        const nextC = tf.add(tf.mul(gate.apply(tf, f), c), tf.mul(gate.apply(tf, i), activation.apply(tf, g)));
        return [tf.mul(gate.apply(tf, o), activation.apply(tf, nextC)), nextC];
      },
    });
  };
  return recurrentLayer(setup, { stateShapes: [[units], [units]], run });
};

/** x·kernel + bias for all steps at once; with one dropout mask all gates see it, with several each its own. */
export function projectInput(
  tf: Tf,
  x: Tensor,
  { kernel, bias }: Pick<CellWeights, 'kernel'> & { readonly bias: { readonly variable: Tensor } | null },
  gateMasks: readonly Tensor[] | null,
): Tensor {
  const [mask] = gateMasks ?? [];
  const product =
    gateMasks === null || gateMasks.length === 1
      ? matMulLast(tf, mask === undefined ? x : tf.mul(x, mask), kernel.variable)
      : tf.concat(
          splitColumns(tf, kernel.variable, gateMasks.length).map((part, index) =>
            matMulLast(tf, tf.mul(x, gateMasks[index] ?? x), part),
          ),
          2,
        );
  return bias === null ? product : tf.add(product, bias.variable);
}

function splitColumns(tf: Tf, matrix: Tensor, parts: number): Tensor[] {
  return tf.split(matrix, parts, -1);
}

/** Ones for the forget gate (Jozefowicz et al. 2015), the given initializer for the others. */
export function withForgetBias(initializer: Initializer, units: number): Initializer {
  return (_, seed) => {
    const bias = new Float32Array(4 * units);
    bias.set(initializer([units], seed), 0);
    bias.set(ones([units], seed), units);
    bias.set(initializer([2 * units], seed + 1), 2 * units);
    return bias;
  };
}
