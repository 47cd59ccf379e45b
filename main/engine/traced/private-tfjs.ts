/**
 * The parts of tfjs-core and tfjs-node 4.22.0 that are not meant for others and that recording hangs on. They are
 * checked when a tracer is made: where one has changed there is no tracer.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import type { RecordedAttribute, TensorflowType } from './recording.ts';

/** What the backend knows of a tensor's data; the same for all tensors that share it. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly dtype: TensorflowType;
  /** The addon's number of it, or negative while the values wait in JavaScript. */
  readonly id: number;
  readonly values: ArrayLike<unknown> | null;
  readonly refCount: number;
}

/** What the addon tells of an op's output. */
export interface OutputData {
  readonly id: number;
  readonly dtype: TensorflowType;
  readonly shape: readonly number[];
}

/** tfjs-node's addon; one object for the life of the process. */
export interface Binding {
  createTensor(shape: readonly number[], type: TensorflowType, values: ArrayLike<unknown>): number;
  executeOp(
    name: string,
    attributes: readonly RecordedAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputData[];
  tensorDataSync(id: number): ArrayBufferView;
}

export interface PrivateBackend {
  binding: Binding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: { get(dataId: object): TensorData };
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  executeSingleInput(name: string, input: Tensor): Tensor;
}

/** A kernel's entry in tfjs' registry. */
export interface KernelEntry {
  kernelFunc: (...parameters: never[]) => unknown;
}

/** The backend in use when it is tfjs-node's and all that is needed is there, or null. */
export function privateBackend(tf: Tfjs): PrivateBackend | null {
  const backend: unknown = tf.backend();
  return missingParts(backend).length === 0 ? (backend as PrivateBackend) : null;
}

/** Names of the parts that `backend` lacks. */
export function missingParts(backend: unknown): readonly string[] {
  const binding = member(backend, 'binding');
  const isFunction = (owner: unknown, name: string) => typeof member(owner, name) === 'function';
  return [
    ...['createTensor', 'executeOp', 'tensorDataSync'].filter((name) => !isFunction(binding, name)),
    ...['getInputTensorIds', 'executeSingleInput'].filter((name) => !isFunction(backend, name)),
    ...(isFunction(member(backend, 'tensorMap'), 'get') ? [] : ['tensorMap']),
    ...(typeof member(backend, 'isUsingGpuDevice') === 'boolean' ? [] : ['isUsingGpuDevice']),
  ];
}

function member(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? (owner as Record<string, unknown>)[name] : undefined;
}

/** All variables that tfjs knows, in the order of their making. */
export function registeredVariables(tf: Tfjs): readonly Variable[] {
  return Object.values(tf.engine().registeredVariables);
}
