import { readActivation } from '../activations.ts';
import type { LayerFactory, Tensor } from '../layer.ts';
import { addCellWeights } from './cell-weights.ts';
import { dropoutMasks } from './dropout-masks.ts';
import { runNativeGru } from './gru-implementation.ts';
import { projectInput } from './lstm.ts';
import { hasRecurrentOp } from './native-inputs.ts';
import { recurrentLayer, type RunSequence } from './recurrent-layer.ts';
import { runSteps } from './step-loop.ts';

/**
 * GRU (Cho et al. 2014) as Keras 3 computes it: gates z, r, h. `reset_after`: the reset gate acts on the product with the
 * recurrent kernel, which then has a bias of its own (bias [2, 3·units]); else on the state before the product.
 */
export const gru: LayerFactory = (setup) => {
  const { tf, config, seed } = setup;
  const units = config.number('units');
  const resetAfter = config.boolean('reset_after', true);
  const activation = readActivation(config.raw['activation'] ?? 'tanh');
  const gate = readActivation(config.raw['recurrent_activation'] ?? 'sigmoid');
  const isPlain = activation.name === 'tanh' && gate.name === 'sigmoid';
  const biasShape = resetAfter ? [2, 3 * units] : [3 * units];
  const weights = addCellWeights(setup, { className: 'GRUCell', name: 'gru_cell', gates: 3 }, biasShape);
  const dropout = config.number('dropout', 0);
  const recurrentDropout = config.number('recurrent_dropout', 0);

  const run: RunSequence = ({ x, mask, initial, context, needsSequence }) => {
    const [batch = 0, , features = 0] = x.shape;
    const separate = recurrentDropout > 0;
    const isDropout = context.training && dropout > 0;
    const inputMasks = isDropout
      ? dropoutMasks(tf, context, seed, dropout, [batch, 1, features], separate ? 3 : 1)
      : null;
    const stateMasks =
      context.training && separate ? dropoutMasks(tf, context, seed, recurrentDropout, [batch, units], 3) : null;
    const bias = weights.bias?.variable ?? null;
    const native = {
      ...{ tf, x, bias, resetAfter, initial, mask, inputMasks, stateMasks },
      kernel: weights.kernel.variable,
      recurrentKernel: weights.recurrentKernel.variable,
      needsInputGradient: !context.constants.has(x),
    };
    if (isPlain && hasRecurrentOp(resetAfter ? 'gru' : 'gru, reset before', native)) return runNativeGru(native);
    const [inputBias, recurrentBias] = bias === null ? [null, null] : resetAfter ? tf.unstack(bias, 0) : [bias, null];
    const projected = projectInput(
      tf,
      x,
      { kernel: weights.kernel, bias: inputBias ? { variable: inputBias } : null },
      inputMasks,
    );
    const recurrent = weights.recurrentKernel.variable;
    const kernels = tf.split(recurrent, 3, 1);
    const gateKernel = resetAfter || stateMasks !== null ? null : tf.slice(recurrent, [0, 0], [units, 2 * units]);
    const [, , candidateKernel = recurrent] = kernels;

    /** h·R for the gates that need nothing else, side by side: three with reset_after, else two. */
    const products = (h: Tensor): Tensor[] => {
      if (stateMasks !== null) {
        const used = resetAfter ? kernels : kernels.slice(0, 2);
        return used.map((kernel, index) => tf.matMul(tf.mul(h, stateMasks[index] ?? h), kernel));
      }
      if (gateKernel !== null) return tf.split(tf.matMul(h, gateKernel), 2, 1);
      const product = tf.matMul(h, recurrent);
      return tf.split(recurrentBias ? tf.add(product, recurrentBias) : product, 3, 1);
    };
    const biasParts = stateMasks !== null && recurrentBias ? tf.split(recurrentBias, 3, 0) : [];
    const withBias = (x: Tensor, index: number): Tensor => {
      const part = biasParts[index];
      return part === undefined ? x : tf.add(x, part);
    };

    return runSteps(tf, {
      inputs: projected,
      mask,
      initial: initial ?? [tf.zeros([batch, units])],
      needsSequence,
      step(input, [h]) {
        if (h === undefined) throw new RangeError('GRU has one state');
        const [xz, xr, xh] = tf.split(input, 3, 1);
        const [hz, hr, hh] = products(h);
        if (xz === undefined || xr === undefined || xh === undefined || hz === undefined || hr === undefined)
          throw new RangeError('GRU has three gates');
        const z = gate.apply(tf, tf.add(xz, withBias(hz, 0)));
        const r = gate.apply(tf, tf.add(xr, withBias(hr, 1)));
        const state = stateMasks?.[2] === undefined ? h : tf.mul(h, stateMasks[2]);
        const recurrentPart =
          hh === undefined ? tf.matMul(tf.mul(r, state), candidateKernel) : tf.mul(r, withBias(hh, 2));
        const candidate = activation.apply(tf, tf.add(xh, recurrentPart));
        return [tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate))];
      },
    });
  };
  return recurrentLayer(setup, { stateShapes: [[units]], run });
};
