/** Writes a `.keras` file that Keras 3 loads: config, metadata, weights, and the optimizer if it is given. */
import type { File as H5File } from 'h5wasm';
import { zipSync, type Zippable } from 'fflate';
import { StudioError } from '../../shared/problem.ts';
import type { WeightValues } from '../trainer/model/build-model.ts';
import { isKerasConfig, type JsonRecord, type KerasConfig } from '../trainer/model/config.ts';
import { describeModel } from '../trainer/model/describe-model.ts';
import { readOptimizer, type OptimizerState } from '../trainer/training/optimizer.ts';
import { ensureGroup, makeH5 } from './h5.ts';
import { toPythonJson } from './python-json.ts';
import { weightGroups } from './weight-addresses.ts';

export interface KerasModel {
  readonly config: KerasConfig;
  readonly weights: readonly WeightValues[];
  /** Keras' compile config: `{optimizer, loss, metrics, …}`; without it the file holds a model for predicting. */
  readonly compile?: JsonRecord | null;
  /** State of the compile config's optimizer, so that Keras goes on training where the studio stopped. */
  readonly optimizer?: OptimizerState | null;
}

/** The version whose format is written; `test/export` loads the files with it. */
const kerasVersion = '3.15.1';
/** Zip's earliest date: equal models give equal bytes. */
const zipDate = new Date(1980, 0, 1);

/** Throws `model/unreadable` when a weight is missing or has another shape than the config says. */
export async function writeKerasFile({
  config,
  weights,
  compile = null,
  optimizer = null,
}: KerasModel): Promise<Uint8Array> {
  const modelConfig = {
    ...withKerasModules(config),
    ...(compile === null
      ? {}
      : {
          compile_config: {
            loss_weights: null,
            metrics: null,
            weighted_metrics: null,
            run_eagerly: false,
            steps_per_execution: 1,
            jit_compile: false,
            ...compile,
          },
        }),
  };
  const text = new TextEncoder();
  const entries: Zippable = {
    'metadata.json': text.encode(JSON.stringify({ keras_version: kerasVersion, date_saved: '1980-01-01@00:00:00' })),
    'config.json': text.encode(toPythonJson(modelConfig)),
    'model.weights.h5': await writeWeights(config, weights, compile, optimizer),
  };
  return zipSync(entries, { level: 0, mtime: zipDate });
}

async function writeWeights(
  config: KerasConfig,
  weights: readonly WeightValues[],
  compile: JsonRecord | null,
  optimizer: OptimizerState | null,
): Promise<Uint8Array> {
  const byPath = new Map(weights.map((one) => [one.path, one]));
  return makeH5((file) => {
    for (const { group, name, weights: own } of weightGroups(describeModel(config))) {
      const vars = ensureGroup(file, group);
      vars.create_attribute('name', name);
      own.forEach((weight, index) => {
        const given = byPath.get(weight.path);
        if (given === undefined || given.shape.join() !== weight.shape.join()) {
          throw new StudioError('model/unreadable', {
            layer: weight.path,
            expected: `shape (${weight.shape.join(', ')})`,
            received: given === undefined ? 'nothing' : `shape (${given.shape.join(', ')})`,
          });
        }
        vars.create_dataset({ name: String(index), data: given.values, shape: [...given.shape], dtype: '<f' });
      });
    }
    if (compile !== null && optimizer !== null) writeOptimizer(file, compile['optimizer'], optimizer);
  });
}

/** Keras' order: step, learning rate unless a schedule gives it, then the slots as the state lists them. */
function writeOptimizer(file: H5File, identifier: unknown, state: OptimizerState): void {
  const { class_name: className, config } = readOptimizer(identifier);
  // Nadam's running product is a variable of its own in Keras; it follows from the step, but not in one line.
  if (className === 'Nadam') return;
  const vars = ensureGroup(file, 'optimizer/vars');
  vars.create_attribute('name', typeof config['name'] === 'string' ? config['name'] : className.toLowerCase());
  let index = 0;
  const next = (): string => {
    index += 1;
    return String(index - 1);
  };
  vars.create_dataset({ name: next(), data: BigInt64Array.of(BigInt(state.step)), shape: [], dtype: '<q' });
  const rate = config['learning_rate'] ?? 0.001;
  if (typeof rate === 'number')
    vars.create_dataset({ name: next(), data: Float32Array.of(rate), shape: [], dtype: '<f' });
  for (const slot of state.slots)
    vars.create_dataset({ name: next(), data: slot.values, shape: [...slot.shape], dtype: '<f' });
}

/** Keras finds model classes by module: a Functional outside it would be taken for a custom class. */
function withKerasModules(config: KerasConfig): KerasConfig {
  const layers = config.config['layers'];
  const inner = Array.isArray(layers)
    ? { layers: layers.map((layer: unknown) => (isKerasConfig(layer) ? withInner(layer) : layer)) }
    : {};
  const isFunctional = config.class_name === 'Functional' || config.class_name === 'Model';
  return {
    ...config,
    module: isFunctional
      ? 'keras.src.models.functional'
      : config.class_name === 'Sequential'
        ? 'keras'
        : (config.module ?? 'keras.layers'),
    class_name: isFunctional ? 'Functional' : config.class_name,
    registered_name: isFunctional ? 'Functional' : (config.registered_name ?? null),
    config: { ...config.config, ...inner },
  };
}

/** The layer itself and what it wraps; keys beside `config` (name, inbound_nodes, build_config) stay. */
function withInner(layer: KerasConfig): KerasConfig {
  const inner = layer.config['layer'];
  const fixed = withKerasModules(layer);
  return isKerasConfig(inner) ? { ...fixed, config: { ...fixed.config, layer: withInner(inner) } } : fixed;
}
