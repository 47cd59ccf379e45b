import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';

/** What the LSTM computes from. All float32 but the mask; gates along 4U: input, forget, candidate, output, as in Keras. */
export interface LstmInputs {
  /** [batch, steps, inputs], at least one step. */
  readonly x: Tensor3D;
  /** [inputs, 4 units] */
  readonly kernel: Tensor2D;
  /** [units, 4 units] */
  readonly recurrentKernel: Tensor2D;
  /** [4 units] */
  readonly bias: Tensor1D;
  /** Initial states, [batch, units]; zeros when absent. */
  readonly h0?: Tensor2D | undefined;
  readonly c0?: Tensor2D | undefined;
  /** [batch, steps], bool; false freezes the step. All steps are valid when absent. */
  readonly mask?: Tensor2D | undefined;
  /** False when no gradient for `x` will be asked for (the network's own input): the backward pass then skips it. */
  readonly needsInputGradient?: boolean | undefined;
}

export interface LstmOutputs {
  /** h of every step, [batch, steps, units]; a masked step repeats the step before it (h0 or zeros at the start). */
  readonly sequence: Tensor3D;
  /** The states after the last step, [batch, units]. */
  readonly h: Tensor2D;
  readonly c: Tensor2D;
}

interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean;
}

interface NativeBackend {
  readonly binding: { readonly TF_ATTR_BOOL: number };
  readonly isUsingGpuDevice: boolean;
  executeMultipleOutputs(op: string, attributes: OpAttribute[], inputs: Tensor[], outputs: number): Tensor[];
}

/** The gradients that reached each output; an output nobody used has none, and then costs nothing. */
interface Incoming {
  sequence?: Tensor;
  h?: Tensor;
  c?: Tensor;
}

/**
 * Keras' LSTM (tanh, sigmoid, no dropout inside) over a whole batch as one native op, differentiable in every float
 * input. Needs an engine with `hasRecurrentKernels`. Throws an Error that names the tensor and the shape expected when
 * shapes do not fit. Differs from Keras in one case: with an initial h, Keras' sequence is zero, not h0, at masked steps
 * before the first valid one (its states agree).
 */
export function lstmOp(tf: Tfjs, inputs: LstmInputs): LstmOutputs {
  const backend = nativeBackend(tf);
  const { x, kernel, recurrentKernel, bias, h0, c0, mask } = inputs;
  const empty = emptyTensors(tf, backend);
  const shared = [x, kernel, recurrentKernel, bias, h0 ?? empty.float, c0 ?? empty.float, mask ?? empty.bool];
  const forward = backend.executeMultipleOutputs('WeftLstm', [], shared, 4);
  const [sequence, h, c, stash] = forward as [Tensor3D, Tensor2D, Tensor2D, Tensor];

  // tfjs hands a multi-output op zeros for every output without a gradient, made in JavaScript at full size. So the op
  // stands on the tape as a scalar, and each output hangs on it as an op of its own that notes its gradient down.
  const incoming: Incoming = {};
  const needsInputGradient = inputs.needsInputGradient !== false;
  const differentiable = [kernel, recurrentKernel, bias, needsInputGradient ? x : null, h0 ?? null, c0 ?? null];
  const anchor = tf.customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    save([...shared, sequence, stash]);
    return {
      value: tf.scalar(0),
      gradFunc: (_: Tensor, saved: Tensor[]) => {
        const gradients = [incoming.sequence, incoming.h, incoming.c].map((gradient) => gradient ?? empty.float);
        const wanted = { name: 'input_gradient', type: backend.binding.TF_ATTR_BOOL, value: needsInputGradient };
        const results = backend.executeMultipleOutputs('WeftLstmGrad', [wanted], [...saved, ...gradients], 6);
        const [dx, dKernel, dRecurrentKernel, dBias, dh0, dc0] = results;
        const all = [dKernel, dRecurrentKernel, dBias, dx, dh0, dc0];
        return all.filter((gradient, index): gradient is Tensor => {
          if (differentiable[index] !== null) return gradient !== undefined;
          gradient?.dispose();
          return false;
        });
      },
    };
  })(...differentiable.filter((tensor) => tensor !== null)) as Scalar;

  const output = <T extends Tensor>(value: T, name: keyof Incoming): T =>
    tf.customGrad(() => ({
      value,
      gradFunc: (gradient: Tensor) => {
        incoming[name] = gradient;
        return tf.scalar(0);
      },
    }))(anchor) as T;
  return { sequence: output(sequence, 'sequence'), h: output(h, 'h'), c: output(c, 'c') };
}

const availableOn = new WeakMap<object, boolean>();

/**
 * Whether lstmOp() runs on the backend in use: the kernels addon is loaded, and TensorFlow computes on the processor
 * (the op has no GPU kernel; there each call would copy everything back and forth). Tried once per backend, then known.
 */
export function canRunLstmOp(tf: Tfjs): boolean {
  const backend: unknown = tf.backend();
  if (!isNative(backend) || backend.isUsingGpuDevice) return false;
  const known = availableOn.get(backend);
  if (known !== undefined) return known;
  const available = tf.tidy(() => {
    try {
      lstmOp(tf, {
        x: tf.zeros([1, 1, 1]),
        kernel: tf.zeros([1, 4]),
        recurrentKernel: tf.zeros([1, 4]),
        bias: tf.zeros([4]),
      });
      return true;
    } catch {
      return false; // TensorFlow knows no such op
    }
  });
  availableOn.set(backend, available);
  return available;
}

function nativeBackend(tf: Tfjs): NativeBackend {
  const backend: unknown = tf.backend();
  if (!isNative(backend)) throw new Error(`lstmOp needs the TensorFlow backend, but ${tf.getBackend()} is in use`);
  return backend;
}

function isNative(backend: unknown): backend is NativeBackend {
  return typeof backend === 'object' && backend !== null && 'executeMultipleOutputs' in backend && 'binding' in backend;
}

interface EmptyTensors {
  readonly float: Tensor;
  readonly bool: Tensor;
}

const emptyByBackend = new WeakMap<NativeBackend, EmptyTensors>();

/** Stand-ins for absent optional inputs, made once: two tensors that stay for the life of the backend. */
function emptyTensors(tf: Tfjs, backend: NativeBackend): EmptyTensors {
  const known = emptyByBackend.get(backend);
  if (known !== undefined) return known;
  const made = { float: tf.keep(tf.tensor1d([], 'float32')), bool: tf.keep(tf.tensor1d([], 'bool')) };
  emptyByBackend.set(backend, made);
  return made;
}
