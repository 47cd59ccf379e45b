/**
 * An optimizer's step on all weights as one op: what the rules of `trainer/training/update-rules.ts` compute with a dozen
 * TensorFlow ops, in one pass over memory, with the same roundings in the same order (the same bits).
 * All vectors are float32 of one length; every function returns new tensors and leaves its inputs as they are.
 */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { emptyTensors, isNative, nativeBackend, type NativeBackend, type OpAttribute } from './native-backend.ts';

export interface UpdateInputs {
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /**
   * The step's numbers, float32: [rate], or [rate, decay] to lower the weight by weight · decay first (decay: the
   * optimizer's weight decay times the learning rate). The rate is the learning rate; for Adam it is the rule's `alpha`,
   * which has both bias corrections in it.
   */
  readonly numbers: Tensor;
}

export interface AdamInputs extends UpdateInputs {
  /** The gradient's squares where they are not simply its products with itself. */
  readonly squares?: Tensor | undefined;
  readonly momentum: Tensor;
  readonly velocity: Tensor;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Keras' Adam and AdamW without AMSGrad (Kingma & Ba 2015): the next weight, momentum and velocity. */
export function adamUpdate(
  tf: Tfjs,
  inputs: AdamInputs,
): { readonly weight: Tensor1D; readonly momentum: Tensor1D; readonly velocity: Tensor1D } {
  const { weight, gradient, squares, momentum, velocity, numbers, beta1, beta2, epsilon } = inputs;
  const attributes = { momentum_share: 1 - beta1, velocity_share: 1 - beta2, epsilon };
  const [nextWeight, nextMomentum, nextVelocity] = run(
    tf,
    'WeftAdam',
    attributes,
    [weight, gradient, squares, momentum, velocity, numbers],
    3,
  );
  return { weight: nextWeight, momentum: nextMomentum, velocity: nextVelocity };
}

export interface RmspropInputs extends UpdateInputs {
  readonly squares?: Tensor | undefined;
  readonly velocity: Tensor;
  readonly rho: number;
  readonly epsilon: number;
}

/** Keras' RMSprop, not centered and without momentum (Hinton 2012): the next weight and velocity. */
export function rmspropUpdate(
  tf: Tfjs,
  inputs: RmspropInputs,
): { readonly weight: Tensor1D; readonly velocity: Tensor1D } {
  const { weight, gradient, squares, velocity, numbers, rho, epsilon } = inputs;
  const attributes = { velocity_kept: rho, velocity_share: 1 - rho, epsilon };
  const [nextWeight, nextVelocity] = run(
    tf,
    'WeftRmsprop',
    attributes,
    [weight, gradient, squares, velocity, numbers],
    2,
  );
  return { weight: nextWeight, velocity: nextVelocity };
}

export interface SgdInputs extends UpdateInputs {
  /** The momentum's slot with its factor; plain gradient descent when absent. */
  readonly momentum?: { readonly slot: Tensor; readonly factor: number; readonly nesterov: boolean } | undefined;
}

/** Keras' SGD: the next weight, and the momentum's slot where there is one. */
export function sgdUpdate(
  tf: Tfjs,
  inputs: SgdInputs,
): { readonly weight: Tensor1D; readonly momentum: Tensor1D | undefined } {
  const { weight, gradient, momentum, numbers } = inputs;
  if (momentum === undefined) {
    const [nextWeight] = run(tf, 'WeftSgd', {}, [weight, gradient, numbers], 1);
    return { weight: nextWeight, momentum: undefined };
  }
  const attributes = { momentum_kept: momentum.factor, nesterov: momentum.nesterov };
  const [nextWeight, nextMomentum] = run(
    tf,
    'WeftSgdMomentum',
    attributes,
    [weight, gradient, momentum.slot, numbers],
    2,
  );
  return { weight: nextWeight, momentum: nextMomentum };
}

const availableOn = new WeakMap<object, boolean>();

/** Whether these ops run on the backend in use, as canRunRecurrentOps() says it of the recurrent ones. */
export function canRunUpdateOps(tf: Tfjs): boolean {
  const backend: unknown = tf.backend();
  if (!isNative(backend) || backend.isUsingGpuDevice) return false;
  const known = availableOn.get(backend);
  if (known !== undefined) return known;
  const available = tf.tidy(() => {
    try {
      sgdUpdate(tf, { weight: tf.zeros([1]), gradient: tf.zeros([1]), numbers: tf.zeros([1]) });
      return true;
    } catch {
      return false; // TensorFlow knows no such op
    }
  });
  availableOn.set(backend, available);
  return available;
}

type Vectors = [Tensor1D, Tensor1D, Tensor1D];

function run(
  tf: Tfjs,
  op: string,
  attributes: Readonly<Record<string, number | boolean>>,
  inputs: readonly (Tensor | undefined)[],
  outputs: 1 | 2 | 3,
): Vectors {
  const backend = nativeBackend(tf);
  const empty = emptyTensors(tf, backend).float;
  const list = Object.entries(attributes).map(([name, value]) => attributeOf(backend, name, value));
  const given = inputs.map((input) => input ?? empty);
  // As many as were asked for: each caller takes those that its op has.
  return backend.executeMultipleOutputs(op, list, given, outputs) as Vectors;
}

function attributeOf({ binding }: NativeBackend, name: string, value: number | boolean): OpAttribute {
  return { name, type: typeof value === 'boolean' ? binding.TF_ATTR_BOOL : binding.TF_ATTR_FLOAT, value };
}
