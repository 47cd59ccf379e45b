/**
 * Writes Keras' older whole-model file: one HDF5 file with the config as attribute, a group of weights for every layer
 * and the optimizer's variables. What `keras.models.load_model('model.h5')` of Keras 3 opens.
 */
import type { File as H5File } from 'h5wasm';
import { isKerasConfig } from '../trainer/model/config.ts';
import { allWeights, type BuiltLayer } from '../trainer/model/layer.ts';
import { layerName } from '../trainer/model/model-plan.ts';
import { describeModel } from '../trainer/model/describe-model.ts';
import { readOptimizer } from '../trainer/training/optimizer.ts';
import { lossObjects, metricObjects } from './compile-objects.ts';
import { ensureGroup, makeH5 } from './h5.ts';
import { withFreeNames } from '../../shared/keras/free-names.ts';
import { completeCompile, kerasVersion, withKerasModules } from './keras-objects.ts';
import { optimizerVariables } from './optimizer-variables.ts';
import { toPythonJson } from './python-json.ts';
import {
  trainableOf,
  type ValuesByPath,
  valuesByPath,
  variableOf,
  writeNames,
  writeVariable,
} from './write-h5-parts.ts';
import type { KerasModel } from './write-keras.ts';
import type { JsonRecord } from '../../shared/json.ts';

/** Throws `model/unreadable` when a weight is missing or has another shape than the config says. */
export async function writeH5File({
  config,
  weights,
  compile = null,
  optimizer = null,
}: KerasModel): Promise<Uint8Array> {
  const model = withKerasModules(config);
  const root = describeModel(model);
  return makeH5((file) => {
    file.create_attribute('keras_version', kerasVersion);
    file.create_attribute('backend', 'tensorflow');
    file.create_attribute(
      'model_config',
      toPythonJson({ class_name: model.class_name, config: withFreeNames(model).config }),
    );
    writeLayers(file, root, valuesByPath(weights));
    if (compile === null) return;
    file.create_attribute('training_config', toPythonJson(trainingConfig(compile)));
    if (optimizer === null) return;
    const { name, variables } = optimizerVariables(compile['optimizer'], optimizer, trainableOf(root));
    const group = ensureGroup(file, 'optimizer_weights');
    const names: string[] = [];
    for (const variable of variables) {
      // Two paths may give one name, since their slashes became underscores.
      const free = (number: number): string => `${variable.name}${number === 0 ? '' : `_${number}`}`;
      let number = 0;
      while (names.includes(`${name}/${free(number)}`)) number += 1;
      names.push(`${name}/${free(number)}`);
      writeVariable(ensureGroup(file, `optimizer_weights/${name}`), free(number), variable);
    }
    writeNames(group, 'weight_names', names);
  });
}

/** Keras reads a layer's weights by their place: the trainable ones first, those of nested layers among them. */
function writeLayers(file: H5File, root: BuiltLayer, values: ValuesByPath): void {
  const layers = layersInKerasOrder(root);
  const group = ensureGroup(file, 'model_weights');
  writeNames(
    group,
    'layer_names',
    layers.map((layer) => layer.name),
  );
  group.create_attribute('backend', 'tensorflow');
  group.create_attribute('keras_version', kerasVersion);
  for (const { name, layer } of layers) {
    const own = layer === undefined ? [] : allWeights(layer);
    const ordered = [...own.filter((weight) => weight.trainable), ...own.filter((weight) => !weight.trainable)];
    const place = ensureGroup(file, `model_weights/${name}`);
    writeNames(
      place,
      'weight_names',
      ordered.map((weight) => weight.path),
    );
    for (const weight of ordered) {
      const parts = weight.path.split('/');
      const inner =
        parts.length === 1 ? place : ensureGroup(file, `model_weights/${name}/${parts.slice(0, -1).join('/')}`);
      writeVariable(inner, parts.at(-1) ?? '', variableOf(values, weight));
    }
  }
  writeNames(ensureGroup(file, 'model_weights/top_level_model_weights'), 'weight_names', []);
}

/** Layers by name as Keras lists them in `model.layers`; inputs and layers without weights too. */
function layersInKerasOrder(root: BuiltLayer): readonly { readonly name: string; readonly layer?: BuiltLayer }[] {
  const built = new Map(root.children.map(({ layer }) => [layer.name, layer]));
  const configs = root.config.config['layers'];
  return (Array.isArray(configs) ? configs : []).filter(isKerasConfig).flatMap((config) => {
    const name = layerName(config);
    const layer = built.get(name);
    if (layer !== undefined) return [{ name, layer }];
    return config.class_name === 'InputLayer' && root.className !== 'Sequential' ? [{ name }] : [];
  });
}

function trainingConfig(compile: JsonRecord): JsonRecord {
  const { optimizer, ...others } = completeCompile(compile);
  const { class_name, config } = readOptimizer(optimizer);
  return {
    ...others,
    loss: lossObjects(others['loss']),
    metrics: metricObjects(others['metrics']),
    weighted_metrics: metricObjects(others['weighted_metrics']),
    optimizer_config: { class_name, config },
  };
}
