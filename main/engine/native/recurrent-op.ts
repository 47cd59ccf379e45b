import type { Rank, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { cudnnRecurrent } from '../gpu/cudnn-recurrent.ts';
import { canRunOnCudnn, cudnnModeOf } from '../gpu/cudnn-support.ts';
import { fitsWebgpu, isWebgpu, webgpuRecurrentOp } from '../webgpu/recurrent-op.ts';
import { emptyTensors, isNative, nativeBackend, type NativeBackend, type OpAttribute } from './native-backend.ts';
import { onTape } from './several-outputs.ts';

/**
 * What every recurrent op computes from: LSTM (4 gates: input, forget, candidate, output), GRU (3: update, reset,
 * candidate) and SimpleRNN (1). All float32 but the mask; gates lie side by side along the kernels' last axis, as in
 * Keras.
 */
export interface RecurrentInputs {
  /** [batch, steps, inputs], at least one step. */
  readonly x: Tensor3D;
  /** [inputs, gates · units] */
  readonly kernel: Tensor2D;
  /** [units, gates · units] */
  readonly recurrentKernel: Tensor2D;
  /** Initial state, [batch, units]; zeros when absent. */
  readonly h0?: Tensor2D | undefined;
  /** [batch, steps], bool; false freezes the step. All steps are valid when absent. */
  readonly mask?: Tensor2D | undefined;
  /**
   * Dropout of x and of h where it meets the recurrent kernel: [gates, batch, features], or [1, …] for all gates.
   * Values are 0 or 1 / (1 - rate), the same for all steps; they get no gradient. No dropout when absent.
   */
  readonly inputMask?: Tensor3D | undefined;
  readonly recurrentMask?: Tensor3D | undefined;
  /** False when no gradient for `x` will be asked for (the network's own input): the backward pass then skips it. */
  readonly needsInputGradient?: boolean | undefined;
}

/** One family of cells, as its op pair is registered. */
export interface RecurrentOp {
  /** The forward op; its gradient is this name with `Grad` at the end. */
  readonly name: 'WeftLstmV2' | 'WeftGru' | 'WeftSimpleRnn';
  /** The attribute both ops share, if any. */
  readonly choice?: { readonly name: string; readonly value: boolean };
}

/** The result of an op: h of every step, then the states after the last step (h; for the LSTM also c). */
export interface RecurrentResult {
  readonly sequence: Tensor3D;
  readonly states: readonly Tensor2D[];
}

/** What a recurrent layer is about to ask for; only a card is choosy. */
export interface RecurrentWish {
  readonly cell: 'lstm' | 'gru' | 'gru, reset before' | 'rnn, tanh' | 'rnn, relu';
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  /** Whether gates have dropout masks of their own, or the state has any. */
  readonly separateDropout: boolean;
}

function cellOf({ name, choice }: RecurrentOp): RecurrentWish['cell'] {
  if (name === 'WeftLstmV2') return 'lstm';
  if (name === 'WeftGru') return choice?.value === false ? 'gru, reset before' : 'gru';
  return choice?.value === true ? 'rnn, relu' : 'rnn, tanh';
}

/**
 * Runs a cell over a whole batch as one native op (on a card as cuDNN's), differentiable in every float input but the dropout masks. `states`
 * are the initial states, one for every state of the cell, in its order. Without a gradient being recorded the op keeps
 * nothing for a backward pass, which saves memory and time. Throws an Error that names the tensor and the shape
 * expected when shapes do not fit.
 */
export function recurrentOp(
  tf: Tfjs,
  op: RecurrentOp,
  inputs: RecurrentInputs,
  bias: Tensor,
  states: readonly (Tensor | undefined)[],
): RecurrentResult {
  if (isWebgpu(tf)) return webgpuRecurrentOp(tf, op, inputs, bias, states);
  const backend = nativeBackend(tf);
  if (backend.isUsingGpuDevice) return onCard(tf, backend, op, inputs, bias, states);
  const { x, kernel, recurrentKernel, mask, inputMask, recurrentMask } = inputs;
  const empty = emptyTensors(tf, backend);
  const flag = (name: string, value: boolean): OpAttribute => ({ name, type: backend.binding.TF_ATTR_BOOL, value });
  const choice = op.choice === undefined ? [] : [flag(op.choice.name, op.choice.value)];
  const shared = [
    ...[x, kernel, recurrentKernel, bias, mask ?? empty.bool, inputMask ?? empty.float, recurrentMask ?? empty.float],
    ...states.map((state) => state ?? empty.float),
  ];
  const training = tf.engine().state.gradientDepth > 0;
  const forward = backend.executeMultipleOutputs(
    op.name,
    [flag('training', training), ...choice],
    shared,
    states.length + 2,
  );
  const [sequence, ...rest] = forward as [Tensor3D, ...Tensor[]];
  const last = rest.slice(0, states.length) as Tensor2D[];
  const stash = rest[states.length];
  if (stash === undefined) throw new Error(`${op.name} gave no stash`);
  if (!training) {
    stash.dispose();
    return { sequence, states: last };
  }

  const needsInputGradient = inputs.needsInputGradient !== false;
  const differentiable = [
    needsInputGradient ? x : null,
    kernel,
    recurrentKernel,
    bias,
    ...states.map((s) => s ?? null),
  ];
  const [onSequence, ...onStates] = onTape<Tensor>(tf, {
    outputs: [sequence, ...last],
    inputs: differentiable.filter((tensor) => tensor !== null),
    saved: [...shared, sequence, stash],
    gradients: (incoming, saved) => {
      const results = backend.executeMultipleOutputs(
        `${op.name}Grad`,
        [flag('input_gradient', needsInputGradient), ...choice],
        [...saved, ...incoming.map((gradient) => gradient ?? empty.float)],
        differentiable.length,
      );
      return results.filter((gradient, index) => {
        if (differentiable[index] !== null) return true;
        gradient.dispose();
        return false;
      });
    },
  });
  return { sequence: onSequence as Tensor3D, states: onStates as Tensor2D[] };
}

function onCard(
  tf: Tfjs,
  backend: NativeBackend,
  op: RecurrentOp,
  inputs: RecurrentInputs,
  bias: Tensor,
  states: readonly (Tensor | undefined)[],
): RecurrentResult {
  const mode = cudnnModeOf(cellOf(op));
  if (mode === null) throw new Error(`${op.name} cannot run on a card: cuDNN has no reset before the product`);
  return cudnnRecurrent(tf, backend, mode, inputs, bias, states);
}

const availableOn = new WeakMap<object, boolean>();

/**
 * Whether the recurrent ops run on the backend in use, for what a layer wishes: the kernels addon is loaded, or TensorFlow
 * computes on a card and cuDNN has the cell. Tried once per backend (on a card once per form), then known.
 */
export function canRunRecurrentOps(tf: Tfjs, wish?: RecurrentWish): boolean {
  if (isWebgpu(tf)) return fitsWebgpu(tf, wish);
  const backend: unknown = tf.backend();
  if (!isNative(backend)) return false;
  if (backend.isUsingGpuDevice) return wish !== undefined && canRunOnCudnn(tf, backend, wish);
  const known = availableOn.get(backend);
  if (known !== undefined) return known;
  const available = tf.tidy(() => {
    try {
      const inputs: RecurrentInputs = {
        x: tf.zeros<Rank.R3>([1, 1, 1]),
        kernel: tf.zeros<Rank.R2>([1, 1]),
        recurrentKernel: tf.zeros<Rank.R2>([1, 1]),
      };
      const choice = { name: 'relu', value: false };
      recurrentOp(tf, { name: 'WeftSimpleRnn', choice }, inputs, tf.zeros([1]), [undefined]);
      return true;
    } catch {
      return false; // TensorFlow knows no such op
    }
  });
  availableOn.set(backend, available);
  return available;
}
