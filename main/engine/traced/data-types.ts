import type { DataType } from '@tensorflow/tfjs';
import type { TensorflowType } from './recording.ts';

/** TensorFlow's DataType enum for the types that tfjs has. */
export const tensorflowTypes: Readonly<Record<DataType, TensorflowType>> = {
  float32: 1,
  int32: 3,
  string: 7,
  complex64: 8,
  bool: 10,
};
