/** How a file's model was compiled, as training settings. What the settings cannot say becomes a note; nothing is guessed. */
import { isDeepStrictEqual } from 'node:util';
import { shortDecimal, snakeCase } from '../../shared/layers/keras-objects.ts';
import { paramProblem } from '../../shared/layers/param-values.ts';
import type { ParamSpecs } from '../../shared/layers/params.ts';
import type { ParamValue } from '../../shared/graph/graph-doc.ts';
import { type Problem, problem, StudioError } from '../../shared/problem.ts';
import { allLossTypes } from '../../shared/training/losses.ts';
import { allMetricTypes, metricType } from '../../shared/training/metrics.ts';
import { allOptimizerTypes, optimizerParamName } from '../../shared/training/optimizers.ts';
import {
  defaultTrainingSettings,
  type LossSetting,
  type OptimizerSetting,
  type TrainingSettings,
} from '../../shared/training/training-settings.ts';
import { type KerasConfig, readPart, toSnakeCase } from '../trainer/model/config.ts';
import { readOptimizer } from '../trainer/training/optimizer.ts';
import { legacyDecay, readFileSchedule } from './read-schedule.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

export interface CompileSettings {
  readonly settings: TrainingSettings;
  /** As Keras 3 serialises it, for reading its state; null where the studio has no such optimizer. */
  readonly optimizer: KerasConfig | null;
  readonly notes: readonly Problem[];
}

/** `outputs`: names of the model's outputs, by which losses and metrics may be given. */
export function compileSettings(compile: JsonRecord | null, outputs: readonly string[]): CompileSettings {
  const notes: Problem[] = [];
  const leaveOut = (setting: string, received: unknown): void => {
    const text = typeof received === 'string' ? received : (JSON.stringify(received) ?? '');
    notes.push({
      ...problem('model/settings-left-out', { setting, received: text.slice(0, 120) }),
      severity: 'warning',
    });
  };
  if (compile === null) return { settings: defaultTrainingSettings, optimizer: null, notes };
  const optimizer = readOptimizerConfig(compile['optimizer_config'] ?? compile['optimizer'], leaveOut);
  const losses = byOutput(compile['loss'], outputs).map((loss) => readLoss(loss, leaveOut));
  const [loss] = losses;
  const metrics = byOutput(compile['metrics'], outputs).map((one) => readMetrics(one, leaveOut));
  const weights = byOutput(compile['loss_weights'], outputs).filter((one) => typeof one === 'number');
  if (holdsSomething(compile['weighted_metrics'])) leaveOut('weighted_metrics', compile['weighted_metrics']);
  const ids = metrics.map((list) => [...new Set(list.map(({ id }) => id))]);
  const all = [...new Set(ids.flat())].slice(0, 20);
  const settings: TrainingSettings = {
    ...defaultTrainingSettings,
    loss: losses.length > 1 ? losses : (loss ?? defaultTrainingSettings.loss),
    lossWeights: weights.length === outputs.length && weights.some((weight) => weight !== 1) ? weights : null,
    metrics: all,
    metricParams: paramsByMetric(metrics.flat(), leaveOut),
    outputMetrics: outputs.length > 1 && ids.length === outputs.length ? ids : null,
    optimizer: optimizer === null ? defaultTrainingSettings.optimizer : optimizerSetting(optimizer, leaveOut),
  };
  return { settings, optimizer, notes };
}

type LeaveOut = (setting: string, received: unknown) => void;

const holdsSomething = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(holdsSomething) : value !== null && value !== undefined;

/** One value for each output: from a list, from a record by the outputs' names, or one for all. */
function byOutput(value: unknown, outputs: readonly string[]): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (isRecord(value) && !('class_name' in value)) return outputs.map((name) => value[name] ?? null);
  if (!Array.isArray(value)) return [value];
  const list: readonly unknown[] = value;
  // Metrics of the only output may come as one list, or as a list of it.
  if (outputs.length === 1) return list.length === 1 ? list : [list];
  return list;
}

const shortNames: Readonly<Record<string, string>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  msle: 'mean_squared_logarithmic_error',
  bce: 'binary_crossentropy',
  kld: 'kl_divergence',
  kullback_leibler_divergence: 'kl_divergence',
  logcosh: 'log_cosh',
  cosine_proximity: 'cosine_similarity',
  huber_loss: 'huber',
  acc: 'accuracy',
  rmse: 'root_mean_squared_error',
};
const fullName = (name: string): string => {
  const bare = name.replace(/^Custom>/, '');
  const lower =
    bare.toLowerCase() === bare ? bare : bare === bare.toUpperCase() ? bare.toLowerCase() : toSnakeCase(bare);
  return shortNames[lower] ?? lower;
};

function readLoss(value: unknown, leaveOut: LeaveOut): LossSetting {
  const fallback: LossSetting = Array.isArray(defaultTrainingSettings.loss)
    ? { id: 'mean_squared_error', params: {} }
    : defaultTrainingSettings.loss;
  const part = partOf(value);
  if (part === null) {
    if (value !== null) leaveOut('loss', value);
    return fallback;
  }
  const id = fullName(part.name);
  const type = allLossTypes.find((one) => one.class === part.name || one.id === id || one.kerasName === id);
  if (type === undefined) {
    leaveOut('loss', part.name);
    return fallback;
  }
  const { reduction, ...others } = part.config;
  // `auto` is Keras 2's word for the default; the others are parameters where a loss has them.
  const isRead = 'reduction' in type.params;
  if (typeof reduction === 'string' && !isRead && !['sum_over_batch_size', 'auto'].includes(reduction))
    leaveOut('loss reduction', reduction);
  const config = reduction === 'auto' ? others : part.config;
  return { id: type.id, params: ownParams(type.params, config, snakeCase, leaveOut) };
}

interface FileMetric {
  readonly id: string;
  readonly params: Readonly<Record<string, ParamValue>>;
}

function readMetrics(value: unknown, leaveOut: LeaveOut): readonly FileMetric[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => readMetrics(one, leaveOut));
  const part = partOf(value);
  if (part === null) {
    leaveOut('metric', value);
    return [];
  }
  // tf.keras wraps a function and names it beside.
  const inner = part.config['fn'];
  const named = typeof inner === 'string' ? inner : isRecord(inner) ? inner['config'] : part.name;
  const id = fullName(typeof named === 'string' ? named : part.name);
  const type = allMetricTypes.find((one) => one.class === part.name) ?? metricType(id);
  if (type === undefined) {
    leaveOut('metric', part.name);
    return [];
  }
  return [{ id: type.id, params: ownParams(type.params, singleThreshold(part.config), snakeCase, leaveOut) }];
}

/** Keras writes the one threshold of a metric as a number or as a list of it. */
function singleThreshold(config: JsonRecord): JsonRecord {
  const { thresholds } = config;
  return Array.isArray(thresholds) && thresholds.length === 1 ? { ...config, thresholds: thresholds[0] } : config;
}

/** The settings have one set of parameters for each kind of metric; of a kind that a file has twice the first one counts. */
function paramsByMetric(metrics: readonly FileMetric[], leaveOut: LeaveOut): TrainingSettings['metricParams'] {
  const found = new Map<string, FileMetric['params']>();
  for (const { id, params } of metrics) {
    const known = found.get(id);
    if (known === undefined) found.set(id, params);
    else if (!isDeepStrictEqual(known, params)) leaveOut(`metric ${id}`, params);
  }
  return Object.fromEntries([...found].filter(([, params]) => Object.keys(params).length > 0));
}

function partOf(value: unknown): { readonly name: string; readonly config: JsonRecord } | null {
  try {
    return readPart(value);
  } catch {
    return null;
  }
}

/** Parameters that differ from their default, by their Keras names. */
function ownParams(
  specs: ParamSpecs,
  config: JsonRecord,
  kerasName: (name: string) => string,
  leaveOut: LeaveOut,
): Record<string, ParamValue> {
  const params: Record<string, ParamValue> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const raw = config[kerasName(name)];
    if (raw === undefined) continue;
    const value = typeof raw === 'number' ? shortDecimal(raw) : raw;
    if (JSON.stringify(value) === JSON.stringify(spec.default)) continue;
    if (value === null && spec.default === false) continue;
    if (paramProblem(name, spec, value) === undefined)
      params[name] = value as ParamValue; // its kind was checked
    else leaveOut(kerasName(name), raw);
  }
  return params;
}

/** Names of Keras 2 in Keras 3's words. */
function readOptimizerConfig(value: unknown, leaveOut: LeaveOut): KerasConfig | null {
  const part = partOf(value);
  if (part === null) {
    if (value !== undefined && value !== null) leaveOut('optimizer', value);
    return null;
  }
  const { lr, ...rest } = part.config;
  const config = { ...(lr === undefined ? {} : { learning_rate: lr }), ...rest };
  try {
    return readOptimizer({ class_name: part.name.replace(/^Custom>/, ''), config });
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    leaveOut('optimizer', part.name);
    return null;
  }
}

function optimizerSetting({ class_name: className, config }: KerasConfig, leaveOut: LeaveOut): OptimizerSetting {
  const type = allOptimizerTypes.find((one) => one.class === className);
  if (type === undefined) return defaultTrainingSettings.optimizer;
  const rate = config['learning_rate'];
  const start = isRecord(rate) && isRecord(rate['config']) ? rate['config']['initial_learning_rate'] : rate;
  const first = typeof start === 'number' && start > 0 ? shortDecimal(start) : type.learningRate;
  const decay = config['decay'];
  const course = isRecord(rate)
    ? readFileSchedule(rate)
    : typeof decay === 'number' && decay > 0
      ? legacyDecay(first, shortDecimal(decay))
      : null;
  if (isRecord(rate) && course === null) leaveOut('learning_rate', rate);
  const positive = (key: string): number | null => {
    const one = config[key];
    return typeof one === 'number' && one > 0 ? shortDecimal(one) : null;
  };
  return {
    ...defaultTrainingSettings.optimizer,
    id: type.id,
    learningRate: course?.learningRate ?? first,
    schedule: course?.schedule ?? { kind: 'constant' },
    warmup: course?.warmup ?? null,
    clipnorm: positive('clipnorm'),
    globalClipnorm: positive('global_clipnorm'),
    clipvalue: positive('clipvalue'),
    params: ownParams(type.params, config, optimizerParamName, leaveOut),
  };
}
