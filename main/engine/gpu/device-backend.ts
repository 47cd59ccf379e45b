/** TensorFlow below tfjs: its ops by name. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';

/** What tfjs-node's backend has that its types do not tell. */
export interface DeviceBackend {
  readonly binding: DeviceBinding;
  readonly isUsingGpuDevice: boolean;
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(metadata: OutputMetadata): Tensor;
  executeSingleOutput(op: string, attributes: readonly OpAttribute[], inputs: readonly Tensor[]): Tensor;
}

export interface DeviceBinding {
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  executeOp(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputMetadata[];
}

interface OutputMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string;
}

/** Rows of x [rows, width] by their numbers, int32, all of which must be rows: nothing is read back to check them. */
export function deviceGather(tf: Tfjs, backend: DeviceBackend, x: Tensor, rows: Tensor1D): Tensor {
  const { binding } = backend;
  const axis = tf.scalar(0, 'int32');
  const type = (name: string, value: number): OpAttribute => ({ name, type: binding.TF_ATTR_TYPE, value });
  const attributes = [
    { name: 'batch_dims', type: binding.TF_ATTR_INT, value: 0 },
    type('Tparams', binding.TF_FLOAT),
    type('Tindices', binding.TF_INT32),
    type('Taxis', binding.TF_INT32),
  ];
  const gathered = backend.executeSingleOutput('GatherV2', attributes, [x, rows, axis]);
  axis.dispose();
  return gathered;
}
