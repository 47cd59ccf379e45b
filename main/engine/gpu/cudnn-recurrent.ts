/** Keras' recurrent layers on a CUDA card: what recurrentOp() does elsewhere, through cuDNN. */
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import type { RecurrentInputs, RecurrentResult } from '../native/recurrent-op.ts';
import { onTape } from '../native/several-outputs.ts';
import { cudnnBackward, cudnnForward, type CudnnInputs, type CudnnOutputs } from './cudnn-op.ts';
import { type CudnnMode, packWeights, unpackWeights } from './cudnn-weights.ts';
import type { DeviceBackend } from './device-backend.ts';
import {
  collectGradients,
  findValidSteps,
  moveBack,
  moveForward,
  showResults,
  type ValidSteps,
} from './valid-steps.ts';

/** Tensors off the tape: the gradients are ours to give. */
interface Plain {
  readonly x: Tensor3D;
  readonly kernel: Tensor;
  readonly recurrentKernel: Tensor;
  readonly bias: Tensor;
  readonly states: readonly (Tensor | undefined)[];
}

/**
 * As recurrentOp(), on a card: h of every step and the states after the last one, differentiable in every float input.
 * Masks of any form; dropout of the input where one mask serves all gates, none of the state. `states`: h0, for the LSTM
 * also c0. Reads nothing back, except that TensorFlow takes the sequences' lengths to the host where there is a mask.
 */
export function cudnnRecurrent(
  tf: Tfjs,
  backend: DeviceBackend,
  mode: CudnnMode,
  inputs: RecurrentInputs,
  bias: Tensor,
  states: readonly (Tensor | undefined)[],
): RecurrentResult {
  if (inputs.recurrentMask !== undefined || (inputs.inputMask?.shape[0] ?? 1) > 1)
    throw new RangeError('cuDNN has no dropout of single gates');
  const { kernel, recurrentKernel, inputMask } = inputs;
  const x = inputMask === undefined ? inputs.x : tf.mul(inputs.x, tf.reshape(inputMask, dropoutShape(inputs.x)));
  const plain: Plain = {
    x: detach(tf, x) as Tensor3D,
    kernel: detach(tf, kernel),
    recurrentKernel: detach(tf, recurrentKernel),
    bias: detach(tf, bias),
    states: states.map((state) => (state === undefined ? undefined : detach(tf, state))),
  };
  const steps = inputs.mask === undefined ? null : findValidSteps(tf, detach(tf, inputs.mask) as Tensor2D);
  const training = tf.engine().state.gradientDepth > 0;
  const given = cudnnInputs(tf, backend, mode, plain, steps);
  const forward = cudnnForward(backend, mode, given, training);
  const outputs = kerasOutputs(tf, backend, mode, plain, forward, steps);
  if (!training) return outputs;

  const needsInput = inputs.needsInputGradient !== false;
  const [onSequence, ...onStates] = onTape<Tensor>(tf, {
    outputs: [outputs.sequence, ...outputs.states],
    inputs: [
      ...(needsInput ? [x] : []),
      ...[kernel, recurrentKernel, bias],
      ...states.filter((state) => state !== undefined),
    ],
    saved: [
      ...Object.values<Tensor>({ ...given }),
      ...Object.values<Tensor>({ ...forward }),
      ...Object.values<Tensor>({ ...steps }),
    ],
    gradients: (incoming, saved) => {
      const kept = takeBack(saved, given, forward, steps);
      return kerasGradients(tf, backend, mode, plain, kept, incoming, needsInput);
    },
  });
  return { sequence: onSequence as Tensor3D, states: onStates as Tensor2D[] };
}

/** The mask [1, batch, features] stands for all steps of x [batch, steps, features]. */
const dropoutShape = ({ shape: [batch, , features] }: Tensor3D): [number, number, number] => [batch, 1, features];

/** The same data as a tensor that no gradient flows through. */
function detach(tf: Tfjs, x: Tensor): Tensor {
  tf.backend().incRef(x.dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId: x.dataId, shape: x.shape, dtype: x.dtype });
}

function cudnnInputs(
  tf: Tfjs,
  backend: DeviceBackend,
  mode: CudnnMode,
  plain: Plain,
  steps: ValidSteps | null,
): CudnnInputs {
  const { x, recurrentKernel, states } = plain;
  const [batch, time] = x.shape;
  const units = recurrentKernel.shape[0] ?? 0;
  const state = (given: Tensor | undefined): Tensor =>
    given === undefined ? tf.fill([1, batch, units], 0) : tf.reshape(given, [1, batch, units]);
  return {
    input: tf.transpose(steps === null ? x : moveForward(tf, backend, x, steps), [1, 0, 2]),
    inputH: state(states[0]),
    inputC: mode === 'lstm' ? state(states[1]) : tf.scalar(0),
    params: packWeights(tf, mode, plain),
    lengths: steps?.lengths ?? tf.tensor1d(new Int32Array(batch).fill(time), 'int32'),
  };
}

/** From cuDNN's results to Keras': batch first, masked steps showing what was before them. */
function kerasOutputs(
  tf: Tfjs,
  backend: DeviceBackend,
  mode: CudnnMode,
  { x, recurrentKernel, states }: Plain,
  { output, outputH, outputC }: CudnnOutputs,
  steps: ValidSteps | null,
): RecurrentResult {
  const shape: [number, number] = [x.shape[0], recurrentKernel.shape[0] ?? 0];
  const sequence = tf.transpose(output, [1, 0, 2]);
  const last = (mode === 'lstm' ? [outputH, outputC] : [outputH]).map((state) => tf.reshape(state, shape) as Tensor2D);
  if (steps === null) return { sequence: sequence as Tensor3D, states: last };
  return {
    sequence: showResults(tf, backend, sequence, states[0] ?? null, steps) as Tensor3D,
    states: last.map((state, index) => withBefore(tf, state, states[index], steps)),
  };
}

/** A sequence without a valid step ends as it began. */
function withBefore(tf: Tfjs, after: Tensor2D, before: Tensor | undefined, { any }: ValidSteps): Tensor2D {
  const counted = tf.mul(after, any) as Tensor2D;
  return before === undefined ? counted : tf.add(counted, tf.mul(before, tf.sub(1, any)));
}

interface Kept {
  readonly given: CudnnInputs;
  readonly forward: CudnnOutputs;
  readonly steps: ValidSteps | null;
}

/** The saved tensors in their places again; the ones that were saved are gone by then. */
function takeBack(saved: readonly Tensor[], given: CudnnInputs, forward: CudnnOutputs, steps: ValidSteps | null): Kept {
  const rest = [...saved];
  // The same names in the same order: what `save` was given.
  const fill = <Record extends object>(record: Record): Record =>
    Object.fromEntries(Object.keys(record).map((name) => [name, rest.shift()])) as Record;
  return { given: fill(given), forward: fill(forward), steps: steps === null ? null : fill(steps) };
}

/** In the order of `inputs` on the tape: x if it is wanted, kernel, recurrent kernel, bias, the initial states given. */
function kerasGradients(
  tf: Tfjs,
  backend: DeviceBackend,
  mode: CudnnMode,
  { states }: Plain,
  { given, forward, steps }: Kept,
  [ofSequence, ...ofStates]: readonly (Tensor | undefined)[],
  needsInput: boolean,
): Tensor[] {
  const { shape } = forward.output;
  const collected = steps === null || ofSequence === undefined ? null : collectGradients(tf, ofSequence, steps);
  const moved = collected?.moved ?? ofSequence;
  const [ofH, ofC] = ofStates.map((gradient) =>
    gradient === undefined || steps === null ? gradient : tf.mul(gradient, steps.any),
  );
  const state = (gradient: Tensor | undefined): Tensor =>
    gradient === undefined ? tf.zerosLike(forward.outputH) : tf.reshape(gradient, forward.outputH.shape);
  const gradients = cudnnBackward(backend, mode, given, forward, {
    output: moved === undefined ? tf.zerosLike(forward.output) : tf.transpose(moved, [1, 0, 2]),
    outputH: state(ofH),
    outputC: mode === 'lstm' ? state(ofC) : tf.scalar(0),
  });
  const sizes = { features: given.input.shape[2] ?? 0, units: shape[2] ?? 0 };
  const weights = unpackWeights(tf, mode, sizes, gradients.params);
  const input = tf.transpose(gradients.input, [1, 0, 2]);
  const initial = [gradients.inputH, gradients.inputC].map((gradient, index): Tensor | null => {
    const before = states[index];
    if (before === undefined) return null;
    // What never met a valid step went by cuDNN.
    const passed = [index === 0 ? collected?.before : undefined, unmoved(tf, ofStates[index], steps)];
    const terms = [tf.reshape(gradient, before.shape), ...passed.filter((term) => term !== undefined)];
    return terms.length === 1 ? (terms[0] ?? null) : tf.addN(terms);
  });
  return [
    ...(needsInput ? [steps === null ? input : moveBack(tf, backend, input, steps)] : []),
    ...[weights.kernel, weights.recurrentKernel, weights.bias],
    ...initial.filter((gradient) => gradient !== null),
  ];
}

/** The part of a state's gradient that belongs to sequences without a valid step. */
function unmoved(tf: Tfjs, gradient: Tensor | undefined, steps: ValidSteps | null): Tensor | undefined {
  return gradient === undefined || steps === null ? undefined : tf.mul(gradient, tf.sub(1, steps.any));
}
