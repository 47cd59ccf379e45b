/** Runs models in real Keras, for outputs, masks, losses and metrics to compare with; and the same models here. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { weftObjects } from '../../main/export/weft-objects.ts';
import { toPythonJson } from '../../main/keras-file/python-json.ts';
import { buildModel, createContext, type KerasConfig, type Model } from '../../main/trainer/model/build-model.ts';
import type { Tensor, Tf } from '../../main/trainer/model/layer.ts';
import { kerasPython } from '../keras/keras-judge.ts';

export interface PlainArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'float32' | 'int32';
}
export interface MaskTask {
  readonly config: unknown;
  readonly x: readonly PlainArray[];
  readonly y?: readonly PlainArray[];
  readonly compile?: Readonly<Record<string, unknown>>;
}
export interface MaskAnswer {
  readonly error?: string;
  readonly outputs: readonly PlainArray[];
  readonly masks: readonly (PlainArray | null)[];
  readonly weights: readonly PlainArray[];
  readonly losses?: readonly number[];
  readonly figures?: Readonly<Record<string, number>>;
  readonly after?: readonly PlainArray[];
}

export function askForMasks(tasks: Readonly<Record<string, MaskTask>>): Promise<Readonly<Record<string, MaskAnswer>>> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      kerasPython ?? 'python3',
      [join(import.meta.dirname, 'masks-judge.py')],
      { maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const answer = stdout.split('\n@@')[1];
        if (answer) resolve(JSON.parse(answer));
        else reject(error ?? new Error(`Keras gave no answer: ${stderr.slice(-2000)}`));
      },
    );
    child.stdin?.end(toPythonJson({ objects: weftObjects, tasks }));
  });
}

export const toTensor = (tf: Tf, { shape, values, dtype = 'float32' }: PlainArray): Tensor =>
  tf.tensor(dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values), [...shape], dtype);

/** The model of a config with Keras' weights, matched by order. */
export function modelWith(tf: Tf, config: unknown, weights: readonly PlainArray[]): Model {
  const model = buildModel(tf, config as KerasConfig); // compiled by graphToKeras
  model.setWeights(
    model.weights.map(({ path }, index) => ({
      path,
      shape: weights[index]?.shape ?? [],
      values: Float32Array.from(weights[index]?.values ?? []),
    })),
  );
  return model;
}

export interface Ran {
  readonly outputs: readonly PlainArray[];
  readonly masks: readonly (PlainArray | null)[];
}
export async function runHere(tf: Tf, model: Model, x: readonly PlainArray[]): Promise<Ran> {
  const inputs = x.map((array) => toTensor(tf, array));
  const result = tf.tidy(() => {
    const { outputs, masks } = model.call(inputs, createContext({ training: false }));
    return [...outputs, ...masks.map((mask) => mask ?? tf.scalar(-1))];
  });
  const arrays = await Promise.all(
    result.map(async (tensor) => ({ shape: tensor.shape, values: Array.from(await tensor.data()) })),
  );
  for (const tensor of [...inputs, ...result]) tensor.dispose();
  const count = arrays.length / 2;
  return {
    outputs: arrays.slice(0, count),
    masks: arrays.slice(count).map((array) => (array.shape.length === 0 ? null : array)),
  };
}

/** NaN where shapes or counts differ. */
export function furthest(a: readonly PlainArray[], b: readonly PlainArray[]): number {
  if (a.length !== b.length) return Number.NaN;
  return a.reduce((worst, array, index) => {
    const other = b[index];
    if (!other || other.shape.join() !== array.shape.join()) return Number.NaN;
    return array.values.reduce(
      (far, value, at) => Math.max(far, Math.abs(value - (other.values[at] ?? Number.NaN))),
      worst,
    );
  }, 0);
}
