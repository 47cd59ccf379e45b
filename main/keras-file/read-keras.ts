/**
 * Reads a `.keras` file: config, how it was compiled, weights and optimizer state. Nothing in it is executed: classes are
 * looked up by name in the studio's own table when the model is built, anything else is refused by name.
 */
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { StudioError } from '../../shared/problem.ts';
import { isKerasConfig, isRecord, readConfig, type JsonRecord, type KerasConfig } from '../trainer/model/config.ts';
import type { Model, WeightValues } from '../trainer/model/build-model.ts';
import { readRule, slotOrder } from '../trainer/training/update-rules.ts';
import { readOptimizer, type OptimizerState } from '../trainer/training/optimizer.ts';
import { readArray, withH5, type StoredArray } from './h5.ts';
import { limits } from './limits.ts';
import { weightGroups } from './weight-addresses.ts';

export interface KerasFile {
  /** The model's serialised config, without compile and build information. */
  readonly config: KerasConfig;
  /** `{optimizer, loss, metrics, …}`, or null for a model that was not compiled. */
  readonly compile: JsonRecord | null;
  readonly metadata: JsonRecord;
  /** Arrays by their address in `model.weights.h5`. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

/** Throws StudioError `model/unreadable` (damaged) or `model/refused` (too large, unsafe). */
export async function readKerasFile(source: Uint8Array | string): Promise<KerasFile> {
  const bytes = typeof source === 'string' ? await readFile(source) : source;
  const entries = unzip(bytes);
  const config = parseJson(entries['config.json'], 'config.json');
  if (!isKerasConfig(config))
    throw new StudioError('model/unreadable', { expected: 'class_name and config', received: 'another config.json' });
  refuseUnsafe(config, 0);
  const weights = entries['model.weights.h5'];
  if (weights === undefined)
    throw new StudioError('model/unreadable', { expected: 'model.weights.h5', received: 'no such entry' });
  const metadata = entries['metadata.json'] === undefined ? {} : parseJson(entries['metadata.json'], 'metadata.json');
  const compile = (config as unknown as JsonRecord)['compile_config'];
  return {
    config: {
      module: config.module ?? 'keras',
      class_name: config.class_name,
      config: config.config,
      registered_name: config.registered_name ?? null,
    },
    compile: isRecord(compile) && Object.keys(compile).length > 0 ? compile : null,
    metadata: isRecord(metadata) ? metadata : {},
    arrays: await readArrays(weights),
  };
}

/** The file's weights by path, for a model that was built from the file's config. */
export function kerasWeights(file: KerasFile, model: Model): WeightValues[] {
  return weightGroups(model.root).flatMap(({ group, weights }) =>
    weights.map((weight, index): WeightValues => {
      const stored = file.arrays.get(`${group}/${index}`);
      if (stored === undefined || stored.shape.join() !== weight.shape.join()) {
        throw new StudioError('model/unreadable', {
          layer: weight.path,
          expected: `shape (${weight.shape.join(', ')}) at ${group}/${index}`,
          received: stored === undefined ? 'nothing' : `shape (${stored.shape.join(', ')})`,
        });
      }
      return { path: weight.path, shape: weight.shape, values: stored.values };
    }),
  );
}

/** The optimizer's slots of the file, or null where it was saved before its first step. */
export function kerasOptimizerState(file: KerasFile, model: Model): OptimizerState | null {
  const identifier = file.compile?.['optimizer'];
  const step = file.arrays.get('optimizer/vars/0')?.values[0];
  if (identifier === undefined || identifier === null || step === undefined) return null;
  const optimizer = readOptimizer(identifier);
  const rule = readRule(optimizer.class_name, readConfig(optimizer.config, optimizer.class_name));
  // 0 is the step; 1 the learning rate unless a schedule gives it.
  const first = typeof optimizer.config['learning_rate'] === 'number' ? 2 : 1;
  const slots = slotOrder(rule, model.trainableWeights).map(({ slot, weight }, index) => {
    const stored = file.arrays.get(`optimizer/vars/${first + index}`);
    return stored === undefined ? null : { slot, path: weight.path, shape: weight.shape, values: stored.values };
  });
  const present = slots.filter((slot) => slot !== null);
  return present.length === slots.length ? { step, slots: present } : null;
}

function unzip(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let count = 0;
  const wanted = new Map<string, number>([
    ['config.json', limits.configBytes],
    ['metadata.json', limits.configBytes],
    ['model.weights.h5', limits.weightBytes],
  ]);
  try {
    return unzipSync(bytes, {
      filter(entry) {
        count += 1;
        if (count > limits.entries)
          throw new StudioError('model/refused', { expected: `at most ${limits.entries} entries`, received: 'more' });
        const limit = wanted.get(entry.name);
        if (limit === undefined) return false;
        if (entry.originalSize > limit) {
          throw new StudioError('model/refused', {
            expected: `${entry.name} of at most ${limit} bytes`,
            received: entry.originalSize,
          });
        }
        return true;
      },
    });
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('model/unreadable', {
      expected: 'a .keras file (zip)',
      received: error instanceof Error ? error.message : String(error),
    });
  }
}

function parseJson(bytes: Uint8Array | undefined, name: string): unknown {
  if (bytes === undefined) throw new StudioError('model/unreadable', { expected: name, received: 'no such entry' });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new StudioError('model/unreadable', {
      expected: `JSON in ${name}`,
      received: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Lambdas carry Python byte code; nothing of that kind is read on, however deep it lies. */
function refuseUnsafe(value: unknown, depth: number): void {
  if (depth > 100) throw new StudioError('model/refused', { expected: 'at most 100 levels', received: 'more' });
  if (Array.isArray(value)) {
    if (value.length > limits.layers)
      throw new StudioError('model/refused', { expected: `lists of at most ${limits.layers}`, received: value.length });
    for (const one of value) refuseUnsafe(one, depth + 1);
    return;
  }
  if (!isRecord(value)) return;
  if (value['class_name'] === 'Lambda' || value['class_name'] === '__lambda__')
    throw new StudioError('model/refused', { expected: 'layers without program code', received: 'Lambda' });
  for (const one of Object.values(value)) refuseUnsafe(one, depth + 1);
}

async function readArrays(bytes: Uint8Array): Promise<Map<string, StoredArray>> {
  return withH5(bytes, (file) => {
    const arrays = new Map<string, StoredArray>();
    for (const path of file.paths()) {
      if (!/(?:^|\/)vars\/\d+$/.test(path)) continue;
      const array = readArray(file, path);
      if (array !== null) arrays.set(path, array);
    }
    return arrays;
  });
}
