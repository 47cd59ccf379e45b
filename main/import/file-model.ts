import type { KerasConfig } from '../trainer/model/config.ts';
import type { BuiltLayer, Weight } from '../trainer/model/layer.ts';
import type { OptimizerState } from '../trainer/training/optimizer.ts';
import type { FileWeights } from './file-weights.ts';
import type { JsonRecord } from '../../shared/json.ts';

/** What a reader of one format finds. */
export interface FileModel {
  readonly format: 'keras' | 'h5' | 'tfjs';
  readonly version: string;
  /** In Keras 3's words. */
  readonly config: KerasConfig;
  readonly compile: JsonRecord | null;
  /** Whether `hard_sigmoid` means Keras 2's. */
  readonly isOld: boolean;
  weights(root: BuiltLayer): FileWeights;
  optimizer(optimizer: KerasConfig, trainable: readonly Weight[]): OptimizerState | null;
}
