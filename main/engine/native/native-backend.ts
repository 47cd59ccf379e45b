import type { Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import type { DeviceBackend } from '../gpu/device-backend.ts';

/** An attribute as tfjs' addon takes it; `type` is one of the binding's `TF_ATTR_*`. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number;
}

/** The kernels' own ops and what runs instead of them on a card need the same backend. */
export interface NativeBackend extends DeviceBackend {
  executeMultipleOutputs(op: string, attributes: OpAttribute[], inputs: Tensor[], outputs: number): Tensor[];
}

/** The backend in use; throws an Error that names it when it is not TensorFlow. */
export function nativeBackend(tf: Tfjs): NativeBackend {
  const backend: unknown = tf.backend();
  if (isNative(backend)) return backend;
  throw new Error(`the recurrent ops need the TensorFlow backend, but ${tf.getBackend()} is in use`);
}

export function isNative(backend: unknown): backend is NativeBackend {
  return typeof backend === 'object' && backend !== null && 'executeMultipleOutputs' in backend && 'binding' in backend;
}

interface EmptyTensors {
  readonly float: Tensor;
  readonly bool: Tensor;
}

const emptyByBackend = new WeakMap<NativeBackend, EmptyTensors>();

/** Stand-ins for absent optional inputs, made once: two tensors that stay for the life of the backend. */
export function emptyTensors(tf: Tfjs, backend: NativeBackend): EmptyTensors {
  const known = emptyByBackend.get(backend);
  if (known !== undefined) return known;
  const made = { float: tf.keep(tf.tensor1d([], 'float32')), bool: tf.keep(tf.tensor1d([], 'bool')) };
  emptyByBackend.set(backend, made);
  return made;
}
