/** A trained model as the files of a format that other tools load. */
import type { ExportFormat } from '../../shared/contract/export-formats.ts';
import type { WeightValues } from '../trainer/model/build-model.ts';
import type { KerasConfig } from '../trainer/model/config.ts';
import { writeKerasFile, type KerasModel } from '../keras-file/write-keras.ts';
import { writeH5File } from '../keras-file/write-h5.ts';
import { exportTfjs, tfjsWeightsFile } from './tfjs.ts';

/** Contents by file name. */
export type ExportFiles = Readonly<Record<string, string | Uint8Array>>;

export interface ExportInput {
  readonly config: KerasConfig;
  readonly weights: readonly WeightValues[];
  /** Not in TensorFlow.js' format: how to go on training. */
  readonly compile?: KerasModel['compile'];
  readonly optimizer?: KerasModel['optimizer'];
}

/** Throws `export/unsupported` with layer and reason where a format cannot say what the model means. */
export async function exportModelFiles(format: ExportFormat, model: ExportInput): Promise<ExportFiles> {
  switch (format) {
    case 'keras':
      return { 'model.keras': await writeKerasFile(model) };
    case 'h5':
      return { 'model.h5': await writeH5File(model) };
    case 'tfjs': {
      const { modelJson, weightsBin } = exportTfjs(model);
      return { 'model.json': modelJson, [tfjsWeightsFile]: weightsBin };
    }
  }
}
