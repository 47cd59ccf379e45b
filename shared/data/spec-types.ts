import type { Shape } from '../graph/shape.ts';

export interface InputSpec {
  readonly name: string;
  /** Without the batch axis; a size of null differs between samples or is not known yet. */
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
  /** Text: the characters that the positions of a one-hot vector (or the integers) stand for. */
  readonly classes?: readonly string[] | undefined;
  /** Whole numbers: how many different ones there are at most, 0 … `numbers` − 1 (an Embedding needs as many rows). */
  readonly numbers?: number | undefined;
}
export type TargetKind = 'class' | 'number' | 'classSequence' | 'numberSequence';
export interface TargetSpec {
  readonly name: string;
  /** Without the batch axis. Values are float32: one-hot vectors, class numbers, or numbers. */
  readonly shape: Shape;
  readonly kind: TargetKind;
  readonly classes?: readonly string[] | undefined;
  /** Classes only. */
  readonly encoding?: 'oneHot' | 'label' | undefined;
  /** The table's columns it is made of. */
  readonly columns?: readonly string[] | undefined;
}
/** What fits the target; ids are those of Keras. */
export interface Proposal {
  /** Units of the last Dense layer; null while unknown. */
  readonly units: number | null;
  readonly activation: 'linear' | 'sigmoid' | 'softmax';
  readonly loss:
    | 'mean_squared_error'
    | 'binary_crossentropy'
    | 'categorical_crossentropy'
    | 'sparse_categorical_crossentropy';
  readonly metric: 'mean_absolute_error' | 'accuracy';
}
export interface SampleSpec {
  readonly inputs: readonly InputSpec[];
  readonly targets: readonly TargetSpec[];
  readonly proposal: Proposal | null;
}
export const emptySpec: SampleSpec = { inputs: [], targets: [], proposal: null };
