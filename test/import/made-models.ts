/** Models that real Keras 3 and Keras 2 wrote for these tests (`make_models.py`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly values: readonly number[];
}
export interface MadeCase {
  readonly name: string;
  readonly inputs: readonly StoredTensor[];
  readonly targets: readonly StoredTensor[];
  readonly predictions: readonly StoredTensor[];
  /** Of the next three steps on the same batch. */
  readonly losses: readonly number[];
  readonly params: number;
}
export interface MadeModels {
  readonly cases: readonly MadeCase[];
  /** What models predict for `series`, whose weights alone were saved. */
  readonly weights: Readonly<Record<string, StoredTensor>>;
  readonly series: StoredTensor;
  bytes(name: string): Uint8Array;
}

/** From `models.zip`, or from the folder in WEFT_IMPORT_MODELS where `make_models.py` made them anew. */
export function madeModels(): MadeModels {
  const folder = process.env['WEFT_IMPORT_MODELS'];
  const packed = folder === undefined ? unzipSync(readFileSync(join(import.meta.dirname, 'models.zip'))) : {};
  const bytes = (name: string): Uint8Array => {
    if (folder !== undefined) return readFileSync(join(folder, name));
    const found = packed[name];
    if (found === undefined) throw new Error(`models.zip has no ${name}`);
    return found;
  };
  const read = JSON.parse(new TextDecoder().decode(bytes('cases.json'))) as Omit<MadeModels, 'bytes'>;
  return { ...read, bytes };
}
