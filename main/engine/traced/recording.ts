import type { DataType, Variable } from '@tensorflow/tfjs';

/** A number of TensorFlow's DataType enum: 1 float32, 3 int32, 9 int64, 10 bool. */
export type TensorflowType = number;

/** Where a tensor comes from. */
export type Source =
  | { readonly kind: 'operation'; readonly operation: number; readonly output: number }
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'state'; readonly state: Variable }
  | { readonly kind: 'constant'; readonly constant: number };

export interface Constant {
  readonly type: TensorflowType;
  readonly shape: readonly number[];
  /** Little-endian, as in memory. */
  readonly bytes: Uint8Array;
}

/** As tfjs' binding takes it: `type` is TF_ATTR_*, 0 string, 1 int, 2 float, 3 bool, 4 type, 5 shape. */
export interface RecordedAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

export interface Operation {
  readonly name: string;
  readonly attributes: readonly RecordedAttribute[];
  readonly inputs: readonly Source[];
  readonly outputs: readonly { readonly type: TensorflowType; readonly shape: readonly number[] }[];
}

export interface RecordedTensor {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** What a body did, in order. Plain data, but for the variables that stand for themselves. */
export interface Recording {
  readonly inputs: readonly RecordedTensor[];
  readonly operations: readonly Operation[];
  readonly constants: readonly Constant[];
  readonly assignments: readonly { readonly state: Variable; readonly value: Source }[];
  readonly outputs: readonly (RecordedTensor & { readonly source: Source })[];
}
