/**
 * Reads a `.keras` file: config, how it was compiled, weights and optimizer state. Nothing in it is executed: classes are
 * looked up by name in the studio's own table when the model is built, anything else is refused by name.
 */
import { readFile } from 'node:fs/promises';
import { StudioError } from '../../shared/problem.ts';
import { isKerasConfig, readConfig, type KerasConfig } from '../trainer/model/config.ts';
import type { Model, WeightValues } from '../trainer/model/build-model.ts';
import { readRule, slotOrder } from '../trainer/training/update-rules.ts';
import { readOptimizer, type OptimizerState } from '../trainer/training/optimizer.ts';
import { listArrays, withH5, type StoredArray } from './h5.ts';
import { parseModelJson } from './safe-json.ts';
import { weightGroups } from './weight-addresses.ts';
import { readZip } from './zip.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

export interface KerasFile {
  /** The model's serialised config, without compile and build information. */
  readonly config: KerasConfig;
  /** `{optimizer, loss, metrics, …}`, or null for a model that was not compiled. */
  readonly compile: JsonRecord | null;
  readonly metadata: JsonRecord;
  /** Arrays by their address in `model.weights.h5`. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

const wanted = ['config.json', 'metadata.json', 'model.weights.h5'];

/** Throws StudioError `model/unreadable` (damaged), `model/too-large`, `model/outside` or `model/program-code` (unsafe). */
export async function readKerasFile(source: Uint8Array | string): Promise<KerasFile> {
  const bytes = typeof source === 'string' ? await readFile(source) : source;
  const entries = readZip(bytes, (name) => wanted.includes(name));
  const config = parseModelJson(entryOf(entries, 'config.json'), 'config.json');
  if (!isKerasConfig(config))
    throw new StudioError('model/unreadable', { expected: 'class_name and config', received: 'another config.json' });
  const weights = entryOf(entries, 'model.weights.h5');
  const metadataBytes = entries.get('metadata.json');
  const metadata = metadataBytes === undefined ? {} : parseModelJson(metadataBytes, 'metadata.json');
  const compile = config.compile_config;
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

/** Throws `model/unreadable` where the entry is missing. */
function entryOf(entries: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const entry = entries.get(name);
  if (entry === undefined) throw new StudioError('model/unreadable', { expected: name, received: 'no such entry' });
  return entry;
}

async function readArrays(bytes: Uint8Array): Promise<Map<string, StoredArray>> {
  return withH5(bytes, (file) => {
    const listed = [...listArrays(file, bytes.length)].filter(([path]) => /(?:^|\/)vars\/\d+$/.test(path));
    return new Map(listed.map(([path, array]) => [path, array.read()]));
  });
}
