/**
 * TensorFlow.js' LayersModel: `model.json` with topology and a manifest of weights, which stand end to end in shards.
 * The topology is Keras 2's config. Shards are found among the files that came along, by plain name, nowhere else.
 */
import { StudioError } from '../../shared/problem.ts';
import { parseModelJson } from '../keras-file/safe-json.ts';
import { isBomb, limits } from '../keras-file/limits.ts';
import type { NamedArray } from '../keras-file/read-h5.ts';
import { textOr } from '../trainer/model/config.ts';
import type { BuiltLayer, Weight } from '../trainer/model/layer.ts';
import { isModelClass } from '../trainer/model/model-plan.ts';
import type { FileModel } from './file-model.ts';
import { type FileWeights, inOrder, savedOrder, shapeText } from './file-weights.ts';
import { fromKeras2 } from './keras2.ts';
import { stateByName } from './optimizer-state.ts';
import { childrenInOrder, weightsInOrder } from './pair-weights.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

/** Throws `model/format` for a graph model, `model/outside` for shards that are not beside the model. */
export function readTfjs(topology: Uint8Array, files: ReadonlyMap<string, Uint8Array>): FileModel {
  const json = parseModelJson(topology, 'model.json');
  if (!isRecord(json)) throw new StudioError('model/format', { received: 'model.json' });
  const model = json['modelTopology'];
  if (json['format'] === 'graph-model' || !isRecord(model))
    throw new StudioError('model/format', { received: textOr(json['format'], 'model.json') });
  const config: unknown = isRecord(model['model_config']) ? model['model_config'] : model;
  const training = json['trainingConfig'] ?? model['training_config'];
  const arrays = readManifest(json['weightsManifest'], files);
  return {
    format: 'tfjs',
    version: textOr(model['keras_version'], ''),
    config: fromKeras2(withTfjsDefaults(config)),
    compile: isRecord(training) ? withKerasOptimizer(training) : null,
    isOld: !textOr(model['keras_version'], '').startsWith('3.'),
    weights: (root) =>
      weightsByName(
        root,
        arrays.filter(({ group }) => group !== 'optimizer'),
      ),
    optimizer: (optimizer, trainable) => {
      const own = arrays.filter(({ group }) => group === 'optimizer');
      // Its momentum is a sum of gradients, Keras' one of steps.
      if (optimizer.class_name === 'SGD' && own.length > 1) return null;
      return stateByName(optimizer, own, trainable);
    },
  };
}

interface ManifestArray extends NamedArray {
  /** `optimizer` for its state; undefined for weights. */
  readonly group: string | undefined;
}

function readManifest(manifest: unknown, files: ReadonlyMap<string, Uint8Array>): readonly ManifestArray[] {
  if (!Array.isArray(manifest))
    throw new StudioError('model/unreadable', { expected: 'weightsManifest', received: typeof manifest });
  const used = new Set<string>();
  return manifest.flatMap((group: unknown) => {
    if (!isRecord(group) || !Array.isArray(group['paths']) || !Array.isArray(group['weights']))
      throw new StudioError('model/unreadable', {
        expected: 'paths and weights',
        received: JSON.stringify(group).slice(0, 80),
      });
    const shards = group['paths'].map((path: unknown) => shard(path, files, used));
    return readGroup(Buffer.concat(shards), group['weights']);
  });
}

function shard(path: unknown, files: ReadonlyMap<string, Uint8Array>, used: Set<string>): Uint8Array {
  const name = typeof path === 'string' ? path.replace(/^\.\//, '') : '';
  if (name === '' || /^[a-z][a-z0-9+.-]*:|^[/\\]|\\|\0/i.test(name) || name.split('/').includes('..'))
    throw new StudioError('model/outside', { where: String(path).slice(0, 200) });
  if (used.has(name)) throw new StudioError('model/refused', { expected: 'every shard once', received: name });
  used.add(name);
  const bytes = files.get(name);
  if (bytes === undefined) throw new StudioError('model/unreadable', { expected: name, received: 'no such file' });
  return bytes;
}

const sizes: Readonly<Record<string, number>> = { float32: 4, int32: 4, uint8: 1, uint16: 2, float16: 2, bool: 1 };

function readGroup(bytes: Buffer, specs: readonly unknown[]): readonly ManifestArray[] {
  let at = 0;
  const arrays = specs.map((spec): ManifestArray => {
    if (!isRecord(spec) || typeof spec['name'] !== 'string' || !Array.isArray(spec['shape']))
      throw new StudioError('model/unreadable', {
        expected: 'name, shape, dtype',
        received: JSON.stringify(spec).slice(0, 80),
      });
    const { name } = spec;
    const shape = spec['shape'].map(Number);
    if (!shape.every((size) => Number.isInteger(size) && size >= 0))
      throw new StudioError('model/unreadable', {
        expected: `${name}: whole sizes`,
        received: JSON.stringify(spec['shape']),
      });
    const stored = isRecord(spec['quantization']) ? spec['quantization'] : null;
    const dtype = textOr(stored?.['dtype'] ?? spec['dtype'], '');
    const size = sizes[dtype];
    if (size === undefined)
      throw new StudioError('model/unreadable', {
        expected: `${name}: float32`,
        received: dtype || typeof spec['dtype'],
      });
    const count = shape.reduce((product, one) => product * one, 1);
    if (isBomb(count * size, bytes.length))
      throw new StudioError('model/too-large', { what: name, received: count * size, limit: limits.weightBytes });
    if (at + count * size > bytes.length)
      throw new StudioError('model/weights-mismatch', {
        layer: name,
        expected: `${count * size} bytes`,
        received: `${bytes.length - at} bytes`,
      });
    const values = decode(bytes.subarray(at, at + count * size), dtype, stored);
    at += count * size;
    return { name, shape, values, group: typeof spec['group'] === 'string' ? spec['group'] : undefined };
  });
  if (at !== bytes.length)
    throw new StudioError('model/weights-mismatch', {
      layer: 'weightsManifest',
      expected: `${at} bytes`,
      received: `${bytes.length} bytes`,
    });
  return arrays;
}

/** Quantised weights are whole numbers; `scale` and `min` give back what they stand for. */
function decode(bytes: Buffer, dtype: string, quantization: JsonRecord | null): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = sizes[dtype] ?? 1;
  const read: Readonly<Record<string, (at: number) => number>> = {
    float32: (at) => view.getFloat32(at, true),
    int32: (at) => view.getInt32(at, true),
    uint16: (at) => view.getUint16(at, true),
    float16: (at) => halfFloat(view.getUint16(at, true)),
  };
  const one = read[dtype] ?? ((at: number) => view.getUint8(at));
  const scale = typeof quantization?.['scale'] === 'number' ? quantization['scale'] : 1;
  const least = typeof quantization?.['min'] === 'number' ? quantization['min'] : 0;
  return Float32Array.from({ length: bytes.length / size }, (_, index) => one(index * size) * scale + least);
}

function halfFloat(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

/**
 * TensorFlow.js lists all trainable weights of a model before the others, its converter those of one layer after those of
 * another. The names tell which: their last word is the weight's.
 */
function weightsByName(root: BuiltLayer, arrays: readonly NamedArray[]): FileWeights {
  const all = weightsInOrder(root);
  const orders: readonly (readonly Weight[])[] = [
    [...all.filter((weight) => weight.trainable), ...all.filter((weight) => !weight.trainable)],
    childrenInOrder(root).flatMap(savedOrder),
    all,
  ];
  const fitting = orders.find(
    (order) =>
      order.length === arrays.length &&
      order.every((weight, index) => {
        const { name = '', shape } = arrays[index] ?? {};
        return lastWord(name) === weight.name && shape?.join() === weight.shape.join();
      }),
  );
  if (fitting === undefined) throw firstDifference(orders[0] ?? [], arrays);
  return new Map(inOrder('model', fitting, arrays));
}

const lastWord = (name: string): string => (name.split('/').at(-1) ?? '').replace(/(:0|_\d+)$/, '');

function firstDifference(order: readonly Weight[], arrays: readonly NamedArray[]): StudioError {
  const at = order.findIndex(({ shape }, index) => arrays[index]?.shape.join() !== shape.join());
  const weight = order[at];
  const array = arrays[at === -1 ? order.length : at];
  return new StudioError('model/weights-mismatch', {
    layer: array?.name ?? weight?.path ?? 'weightsManifest',
    expected: weight === undefined ? `${order.length}` : `${weight.path} ${shapeText(weight.shape)}`,
    received: array === undefined ? '-' : shapeText(array.shape),
  });
}

/** What a config that TensorFlow.js wrote leaves out means its own default, where that is another one than Keras 3's. */
const oldDefaults: Readonly<Record<string, JsonRecord>> = {
  LSTM: { recurrent_activation: 'hard_sigmoid' },
  GRU: { recurrent_activation: 'hard_sigmoid' },
  ConvLSTM2D: { recurrent_activation: 'hard_sigmoid' },
};

function withTfjsDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTfjsDefaults);
  if (!isRecord(value)) return value;
  const className = textOr(value['class_name'], '');
  const config = value['config'];
  const next = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withTfjsDefaults(one)]));
  if (!isRecord(config) || isModelClass(className)) return next;
  return { ...next, config: { ...oldDefaults[className], ...(next['config'] as JsonRecord) } }; // a record before, so after
}

/** TensorFlow.js' names of optimizers and their numbers, in Keras' words. */
const optimizerKeys: Readonly<Record<string, string>> = {
  learningRate: 'learning_rate',
  beta1: 'beta_1',
  beta2: 'beta_2',
  useNesterov: 'nesterov',
  initialAccumulatorValue: 'initial_accumulator_value',
};

function withKerasOptimizer(training: JsonRecord): JsonRecord {
  const optimizer = training['optimizer_config'];
  if (!isRecord(optimizer) || !isRecord(optimizer['config'])) return training;
  const className = textOr(optimizer['class_name'], '');
  const entries = Object.entries(optimizer['config']).map(([key, value]) => {
    // RMSProp calls its rho decay; Adamax' decay is one of the rate, as in Keras 2.
    const name = className === 'RMSProp' && key === 'decay' ? 'rho' : (optimizerKeys[key] ?? key);
    return [name, value] as const;
  });
  const config = Object.fromEntries(entries.filter(([, value]) => value !== null));
  return { ...training, optimizer_config: { class_name: className === 'Momentum' ? 'SGD' : className, config } };
}
