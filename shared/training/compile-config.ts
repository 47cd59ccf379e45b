/** Training settings as Keras' compile config: what a saved model carries and the engine trains by. */
import type { ParamValue } from '../graph/graph-doc.ts';
import type { SerializedKerasObject } from '../layers/keras-objects.ts';
import { snakeCase } from '../layers/keras-objects.ts';
import { defaultParams } from '../layers/param-values.ts';
import { StudioError } from '../problem.ts';
import { lossType } from './losses.ts';
import { metricType } from './metrics.ts';
import { optimizerParamName, optimizerType } from './optimizers.ts';
import { learningRateConfig } from './schedules.ts';
import type { LossSetting, OptimizerSetting, TrainingSettings } from './training-settings.ts';

/** Keras finds most metrics by name; those with parameters are objects. */
export type MetricConfig = string | SerializedKerasObject;

export interface CompileConfig {
  readonly optimizer: SerializedKerasObject;
  readonly loss: SerializedKerasObject | readonly SerializedKerasObject[];
  readonly loss_weights: readonly number[] | null;
  /** A list; with several outputs one list for each. */
  readonly metrics: readonly MetricConfig[] | readonly (readonly MetricConfig[])[] | null;
  readonly weighted_metrics: null;
  readonly run_eagerly: false;
  readonly steps_per_execution: 1;
  readonly jit_compile: false;
}

/**
 * `stepsPerEpoch` turns the schedules' epochs into steps; `outputs` is the model's number of outputs. Throws
 * `training/invalid` for an id that is not in the registries.
 */
export function compileConfig(
  settings: TrainingSettings,
  { stepsPerEpoch, outputs }: { readonly stepsPerEpoch: number; readonly outputs?: number },
): CompileConfig {
  const losses = Array.isArray(settings.loss) ? settings.loss : undefined;
  const count = losses?.length ?? outputs ?? 1;
  const loss = Array.isArray(settings.loss) ? settings.loss.map(lossConfig) : lossConfig(settings.loss);
  const lists = (settings.outputMetrics ?? Array.from({ length: count }, () => settings.metrics)).map((ids) =>
    ids.map((id) => metricConfig(id, settings.metricParams[id] ?? {})),
  );
  const metrics = lists.every((list) => list.length === 0) ? null : lists.length === 1 ? (lists[0] ?? null) : lists;
  return {
    optimizer: optimizerConfig(settings.optimizer, stepsPerEpoch),
    loss: Array.isArray(loss) && loss.length === 1 && loss[0] ? loss[0] : loss,
    loss_weights: settings.lossWeights,
    metrics,
    weighted_metrics: null,
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: false,
  };
}

/** A Keras loss object, every parameter explicit. */
function lossConfig({ id, params }: LossSetting): SerializedKerasObject {
  const type = lossType(id);
  if (!type) throw new StudioError('training/invalid', { setting: 'loss', received: id, reason: `loss: ${id}` });
  const values = { ...defaultParams(type), ...params };
  const own = Object.keys(type.params).map((name) => [snakeCase(name), values[name]]);
  // Keras' sparse cross-entropy has one more entry that the studio leaves at its default.
  const extra = id === 'sparse_categorical_crossentropy' ? { ignore_class: null } : {};
  return {
    module: type.package ? null : 'keras.losses',
    class_name: type.class,
    config: { name: type.kerasName ?? id, ...Object.fromEntries(own), ...extra },
    registered_name: type.package ? `${type.package}>${type.class}` : null,
  };
}

/** A name where Keras needs no more, else a Keras object with every parameter explicit; its figure keeps the id as name. */
function metricConfig(id: string, params: Readonly<Record<string, ParamValue>>): MetricConfig {
  const type = metricType(id);
  if (!type?.class) return id;
  const values = { ...defaultParams(type), ...params };
  const own = Object.keys(type.params).map((name) => [snakeCase(name), values[name]]);
  return {
    module: type.package ? null : 'keras.metrics',
    class_name: type.class,
    config: { name: id, dtype: 'float32', ...Object.fromEntries(own) },
    registered_name: type.package ? `${type.package}>${type.class}` : null,
  };
}

/** A Keras optimizer object, every parameter explicit. */
function optimizerConfig(setting: OptimizerSetting, stepsPerEpoch: number): SerializedKerasObject {
  const type = optimizerType(setting.id);
  if (!type)
    throw new StudioError('training/invalid', {
      setting: 'optimizer',
      received: setting.id,
      reason: `optimizer: ${setting.id}`,
    });
  const values = { ...defaultParams(type), ...setting.params };
  const own = Object.keys(type.params).map((name) => [optimizerParamName(name), values[name]]);
  return {
    module: 'keras.optimizers',
    class_name: type.class,
    config: {
      name: type.kerasName,
      learning_rate: learningRateConfig(setting.schedule, setting.learningRate, stepsPerEpoch, setting.warmup),
      clipnorm: setting.clipnorm,
      global_clipnorm: setting.globalClipnorm,
      clipvalue: setting.clipvalue,
      use_ema: false,
      ema_momentum: 0.99,
      ema_overwrite_frequency: null,
      loss_scale_factor: null,
      gradient_accumulation_steps: null,
      ...Object.fromEntries(own),
    },
    registered_name: null,
  };
}
