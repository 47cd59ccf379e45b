/**
 * A model of another program as the studio has models: a laid-out graph, the config that it compiles to, weights,
 * optimizer state and training settings. Runs where untrusted files may be read: in an engine process.
 */
import { type GraphDoc, graphDocSchema } from '../../shared/graph/graph-doc.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { type Problem, problem, StudioError } from '../../shared/problem.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { readH5 } from '../keras-file/read-h5.ts';
import { readKerasFile } from '../keras-file/read-keras.ts';
import { limits } from '../keras-file/limits.ts';
import type { WeightValues } from '../trainer/model/build-model.ts';
import { isKerasConfig, type KerasConfig, textOr } from '../trainer/model/config.ts';
import { describeModel } from '../trainer/model/describe-model.ts';
import type { BuiltLayer, Weight } from '../trainer/model/layer.ts';
import { planModel } from '../trainer/model/model-plan.ts';
import type { OptimizerState } from '../trainer/training/optimizer.ts';
import { compileSettings } from './compile-settings.ts';
import type { FileModel } from './file-model.ts';
import { weightsByAddress, weightsByLayer } from './file-weights.ts';
import { rescaleHardSigmoid } from './hard-sigmoid.ts';
import { fromKeras2 } from './keras2.ts';
import { type ModelFile, modelFormat } from './model-file.ts';
import { stateByName, stateByNumber } from './optimizer-state.ts';
import { pairWeights, weightsInOrder } from './pair-weights.ts';
import { readTfjs } from './tfjs.ts';
import { isRecord } from '../../shared/json.ts';

export interface ImportedModel {
  /** As the file calls it. */
  readonly name: string;
  readonly format: FileModel['format'];
  /** Of the program that wrote it, as far as the file says. */
  readonly version: string;
  readonly graph: GraphDoc;
  /** What the graph compiles to; weights and optimizer state are of this model. */
  readonly config: KerasConfig;
  readonly weights: readonly WeightValues[];
  readonly optimizer: OptimizerState | null;
  readonly settings: TrainingSettings;
  /** What was changed or left out, for the person to know. */
  readonly notes: readonly Problem[];
}

/**
 * Reads a `.keras` file, an `.h5` file, or a TensorFlow.js model (`model.json` with its shards, or a zip of them).
 * Throws StudioError: `model/format`, `model/unreadable`, `model/unsupported-layer`, `model/program-code`,
 * `model/outside`, `model/too-large`, `model/too-deep`, `model/weights-mismatch`, `model/not-finite`.
 */
export async function importModel(source: Uint8Array | readonly ModelFile[]): Promise<ImportedModel> {
  const file = await readFileModel(source instanceof Uint8Array ? [{ name: '', bytes: source }] : source);
  return takeOver({ ...file, config: withListedEnds(file.config) });
}

/** A model that was made with dictionaries of inputs or outputs: Keras takes them in the order of their sorted keys. */
function withListedEnds(model: KerasConfig): KerasConfig {
  const listed = ['input_layers', 'output_layers'].flatMap((key) => {
    const value = model.config[key];
    if (!isRecord(value)) return [];
    return [
      [
        key,
        Object.keys(value)
          .toSorted()
          .map((name) => value[name]),
      ] as const,
    ];
  });
  return listed.length === 0 ? model : { ...model, config: { ...model.config, ...Object.fromEntries(listed) } };
}

async function readFileModel(files: readonly ModelFile[]): Promise<FileModel> {
  const format = modelFormat(files);
  switch (format.kind) {
    case 'keras':
      return readKeras(format.bytes);
    case 'h5':
      return readOldFile(format.bytes);
    case 'tfjs':
      return readTfjs(format.topology, format.files);
  }
}

async function readKeras(bytes: Uint8Array): Promise<FileModel> {
  const { config, compile, metadata, arrays } = await readKerasFile(bytes);
  const version = textOr(metadata['keras_version'], '');
  const isOld = version.startsWith('2.');
  return {
    format: 'keras',
    version,
    config: isOld ? fromKeras2(config) : config,
    compile,
    isOld,
    weights: (root) => weightsByAddress(root, arrays),
    optimizer: (optimizer, trainable) => stateByNumber(optimizer, arrays, trainable, isOld),
  };
}

async function readOldFile(bytes: Uint8Array): Promise<FileModel> {
  const file = await readH5(bytes);
  if (file.kind !== 'model') throw new StudioError('model/format', { received: 'weights without a model' });
  const isOld = !file.version.startsWith('3.');
  return {
    format: 'h5',
    version: file.version,
    config: isOld ? fromKeras2(file.config) : keras3Config(file.config),
    compile: file.training,
    isOld,
    weights: (root) => weightsByLayer(root, file.layers),
    optimizer: (optimizer, trainable) => stateByName(optimizer, file.optimizer, trainable),
  };
}

function keras3Config(config: unknown): KerasConfig {
  if (!isKerasConfig(config))
    throw new StudioError('model/unreadable', { expected: 'class_name and config', received: 'another model_config' });
  return config;
}

function takeOver(file: FileModel): ImportedModel {
  const graph = drawn(file.config);
  // As a run of this graph is compiled: weights go by the same paths.
  const compiled = graphToKeras(graph, { inputSpecs: [] });
  if (!compiled.ok) throw asError(compiled.problem[0]);
  const config: KerasConfig = compiled.value;
  const root = describeModel(file.config);
  const ours = describeModel(config);
  checkCount(ours);
  const pairs = pairWeights(root, ours);
  const read = file.weights(root);
  const rescaled = file.isOld
    ? rescaleHardSigmoid(root, read)
    : { weights: read, layers: [], paths: new Set<string>() };
  const weights = [...pairs].map(([path, weight]) => ({
    path: weight.path,
    shape: weight.shape,
    values: rescaled.weights.get(path) ?? new Float32Array(),
  }));
  const { settings, optimizer, notes } = compileSettings(
    file.compile,
    planModel(file.config).outputSources.map(({ layer }) => layer),
  );
  const state = optimizer === null ? null : stateOf(file, optimizer, root, pairs, rescaled.paths);
  return {
    name: textOr(file.config.config['name'], ''),
    format: file.format,
    version: file.version,
    graph,
    config,
    weights: inOrderOf(ours, weights),
    optimizer: state?.state ?? null,
    settings,
    notes: [
      ...notes,
      ...(rescaled.layers.length > 0 ? [warning('model/gates-rescaled', { layer: rescaled.layers.join(', ') })] : []),
      ...(state?.reason ? [warning('model/optimizer-left-out', { reason: state.reason })] : []),
    ],
  };
}

/** The inputs take the project's data as soon as there are any; until then they have the file's shapes. */
function drawn(config: KerasConfig): GraphDoc {
  const read = kerasToGraph(config);
  if (!read.ok) throw asError(read.problem);
  const nodes = read.value.nodes.map((node) => {
    if (node.type !== 'input') return node;
    const { from: _, ...params } = node.params;
    return { ...node, params };
  });
  const graph = { ...read.value, nodes };
  checkDocument(graph);
  return graph;
}

/** A project file has limits of its own: lengths of names, numbers of wires and of blocks. */
function checkDocument(graph: GraphDoc): void {
  const issue = graphDocSchema.safeParse(graph).error?.issues[0];
  if (issue === undefined) return;
  const what = issue.path.join('.').slice(0, 80);
  // The path of an issue leads through objects and lists to a value that is there.
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], graph);
  const received = Array.isArray(value) || typeof value === 'string' ? value.length : 0;
  if (issue.code === 'too_big')
    throw new StudioError('model/too-large', { what, received, limit: Number(issue.maximum) });
  throw new StudioError('model/unreadable', { expected: issue.message.slice(0, 120), received: what });
}

/** Before a number is read: a config can name more weights than there is memory. */
function checkCount(root: BuiltLayer): void {
  const count = weightsInOrder(root).reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  if (count > limits.params)
    throw new StudioError('model/too-large', { what: 'weights', received: count, limit: limits.params });
}

interface TakenState {
  readonly state: OptimizerState | null;
  /** Why there is none, where the file had one. */
  readonly reason?: string;
}

function stateOf(
  file: FileModel,
  optimizer: KerasConfig,
  root: BuiltLayer,
  pairs: ReadonlyMap<string, Weight>,
  rescaled: ReadonlySet<string>,
): TakenState {
  const trainable = weightsInOrder(root).filter((weight) => weight.trainable);
  const found = file.optimizer(optimizer, trainable);
  if (found === null) return { state: null };
  if (rescaled.size > 0) return { state: null, reason: 'hard_sigmoid' };
  // Its schedule of momentum was counted in another way, by up to half a percent of a step.
  if (file.isOld && optimizer.class_name === 'Nadam') return { state: null, reason: 'Nadam, Keras 2' };
  const slots = found.slots.flatMap((slot) => {
    const weight = pairs.get(slot.path);
    return weight === undefined || !slot.values.every(Number.isFinite) ? [] : [{ ...slot, path: weight.path }];
  });
  const wanted = [...pairs.values()].filter((weight) => weight.trainable).map(({ path }) => path);
  const given = new Set(slots.map(({ path }) => path));
  const fits = slots.length === found.slots.length && (slots.length === 0 || wanted.every((path) => given.has(path)));
  return fits ? { state: { step: found.step, slots } } : { state: null, reason: optimizer.class_name };
}

function inOrderOf(root: BuiltLayer, values: readonly WeightValues[]): readonly WeightValues[] {
  const byPath = new Map(values.map((one) => [one.path, one]));
  return weightsInOrder(root).flatMap((weight) => byPath.get(weight.path) ?? []);
}

const warning = (code: 'model/gates-rescaled' | 'model/optimizer-left-out', details: Problem['details']): Problem => ({
  ...problem(code, details),
  severity: 'warning',
});

function asError(found: Problem | undefined): StudioError {
  if (found === undefined) return new StudioError('model/unreadable', { expected: 'a model', received: '-' });
  const { code, details, ...where } = found;
  return new StudioError(code, details, where);
}
