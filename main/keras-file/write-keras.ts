/** Writes a `.keras` file that Keras 3 loads: config, metadata, weights, and the optimizer if it is given. */
import { zipSync, type Zippable } from 'fflate';
import type { WeightValues } from '../trainer/model/build-model.ts';
import type { KerasConfig } from '../trainer/model/config.ts';
import { describeModel } from '../trainer/model/describe-model.ts';
import type { OptimizerState } from '../trainer/training/optimizer.ts';
import { ensureGroup, makeH5 } from './h5.ts';
import { withFreeNames } from '../../shared/keras/free-names.ts';
import { completeCompile, kerasVersion, withKerasModules } from './keras-objects.ts';
import { optimizerVariables } from './optimizer-variables.ts';
import { toPythonJson } from './python-json.ts';
import { weightGroups } from './weight-addresses.ts';
import { trainableOf, valuesByPath, variableOf, writeVariable } from './write-h5-parts.ts';
import type { JsonRecord } from '../../shared/json.ts';

export interface KerasModel {
  readonly config: KerasConfig;
  readonly weights: readonly WeightValues[];
  /** Keras' compile config: `{optimizer, loss, metrics, …}`; without it the file holds a model for predicting. */
  readonly compile?: JsonRecord | null;
  /** State of the compile config's optimizer, so that Keras goes on training where the studio stopped. */
  readonly optimizer?: OptimizerState | null;
}

/** Zip's earliest date: equal models give equal bytes. */
const zipDate = new Date(1980, 0, 1);

/** Throws `model/unreadable` when a weight is missing or has another shape than the config says. */
export async function writeKerasFile({
  config,
  weights,
  compile = null,
  optimizer = null,
}: KerasModel): Promise<Uint8Array> {
  const model = withKerasModules(config);
  const text = new TextEncoder();
  const entries: Zippable = {
    'metadata.json': text.encode(JSON.stringify({ keras_version: kerasVersion, date_saved: '1980-01-01@00:00:00' })),
    'config.json': text.encode(
      toPythonJson({
        ...withFreeNames(model),
        ...(compile === null ? {} : { compile_config: completeCompile(compile) }),
      }),
    ),
    'model.weights.h5': await writeWeights({ config: model, weights, compile, optimizer }),
  };
  return zipSync(entries, { level: 0, mtime: zipDate });
}

function writeWeights({ config, weights, compile, optimizer }: Required<KerasModel>): Promise<Uint8Array> {
  const values = valuesByPath(weights);
  const root = describeModel(config);
  return makeH5((file) => {
    for (const { group, name, weights: own } of weightGroups(root)) {
      const vars = ensureGroup(file, group);
      vars.create_attribute('name', name);
      for (const [index, weight] of own.entries()) writeVariable(vars, String(index), variableOf(values, weight));
    }
    if (compile === null || optimizer === null) return;
    const { name, variables } = optimizerVariables(compile['optimizer'], optimizer, trainableOf(root));
    const vars = ensureGroup(file, 'optimizer/vars');
    vars.create_attribute('name', name);
    for (const [index, variable] of variables.entries()) writeVariable(vars, String(index), variable);
  });
}
