import { readActivation } from '../activations.ts';
import type { LayerFactory } from '../layer.ts';
import { addCellWeights } from './cell-weights.ts';
import { dropoutMask } from './dropout-masks.ts';
import { projectInput } from './lstm.ts';
import { hasRecurrentOp } from './native-inputs.ts';
import { runNativeSimpleRnn } from './simple-rnn-implementation.ts';
import { recurrentLayer, type RunSequence } from './recurrent-layer.ts';
import { runSteps } from './step-loop.ts';

/** h' = activation(x·K + h·R + b) (Elman 1990). */
export const simpleRnn: LayerFactory = (setup) => {
  const { tf, config, seed } = setup;
  const units = config.number('units');
  const activation = readActivation(config.raw['activation'] ?? 'tanh');
  const weights = addCellWeights(setup, { className: 'SimpleRNNCell', name: 'simple_rnn_cell', gates: 1 }, [units]);
  const dropout = config.number('dropout', 0);
  const recurrentDropout = config.number('recurrent_dropout', 0);

  const run: RunSequence = ({ x, mask, initial, context, needsSequence }) => {
    const [batch = 0, , features = 0] = x.shape;
    const inputMasks =
      context.training && dropout > 0 ? [dropoutMask(tf, context, seed, dropout, [batch, 1, features])] : null;
    const stateMask =
      context.training && recurrentDropout > 0
        ? dropoutMask(tf, context, seed, recurrentDropout, [batch, units])
        : null;
    const native = {
      ...{ tf, x, initial, mask, inputMasks },
      kernel: weights.kernel.variable,
      recurrentKernel: weights.recurrentKernel.variable,
      bias: weights.bias?.variable ?? null,
      stateMasks: stateMask === null ? null : [stateMask],
      needsInputGradient: !context.constants.has(x),
    };
    const { name } = activation;
    if ((name === 'tanh' || name === 'relu') && hasRecurrentOp(`rnn, ${name}`, native))
      return runNativeSimpleRnn({ ...native, activation: name });
    return runSteps(tf, {
      inputs: projectInput(tf, x, weights, inputMasks),
      mask,
      initial: initial ?? [tf.zeros([batch, units])],
      needsSequence,
      step(input, [h]) {
        if (h === undefined) throw new RangeError('SimpleRNN has one state');
        const state = stateMask === null ? h : tf.mul(h, stateMask);
        return [activation.apply(tf, tf.add(input, tf.matMul(state, weights.recurrentKernel.variable)))];
      },
    });
  };
  return recurrentLayer(setup, { stateShapes: [[units]], run });
};
