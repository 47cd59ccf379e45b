/** `weft golden FOLDER`: holds the engine against values that Keras computed, case by case. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import { type EngineChoice, engineChoices } from '../../../shared/contract/engine-choice.ts';
import { StudioError } from '../../../shared/problem.ts';
import { loadEngine } from '../../engine/backend.ts';
import { kerasWeights, readKerasFile, type KerasFile } from '../../keras-file/read-keras.ts';
import { buildModel, type Model } from '../../trainer/model/build-model.ts';
import type { Tensor, Tf } from '../../trainer/model/layer.ts';
import type { StepModeChoice } from '../../trainer/traced/step-mode.ts';
import { type Batch, createTrainStep } from '../../trainer/training/train-step.ts';
import { isRecord, type JsonRecord } from '../../../shared/json.ts';

/** Limits of the comparison: the golden folder's README gives them. */
export const tolerances = { prediction: 1e-5, loss: 1e-5, weight: 1e-4 } as const;

export type GoldenOutcome =
  | {
      readonly kind: 'pass';
      readonly prediction: number;
      readonly loss: number;
      readonly weight: number;
      /** Why it did not run traced; null: it did. */
      readonly eagerBecause: string | null;
    }
  | { readonly kind: 'fail'; readonly figures: readonly string[] }
  | { readonly kind: 'unsupported'; readonly what: string };
export interface GoldenResult {
  readonly name: string;
  readonly outcome: GoldenOutcome;
}

interface GoldenArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Names of the cases of a folder, none where it cannot be read. */
async function casesOf(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith('.keras'))
    .map((file) => basename(file, '.keras'))
    .sort();
}

/** Runs every case (`NAME.keras` beside `NAME.json`) of a folder on an engine that is loaded. */
export async function runGolden(
  tf: Tf,
  folder: string,
  report: (result: GoldenResult) => void = () => undefined,
  mode: StepModeChoice = 'traced',
): Promise<GoldenResult[]> {
  const names = await casesOf(folder);
  const results: GoldenResult[] = [];
  for (const name of names) {
    const result = { name, outcome: await runCase(tf, folder, name, mode) };
    report(result);
    results.push(result);
  }
  return results;
}

/** One line a case. */
export function goldenLine({ name, outcome }: GoldenResult): string {
  const figure = (value: number): string => value.toExponential(1);
  switch (outcome.kind) {
    case 'pass':
      return `pass  ${name}  (prediction ${figure(outcome.prediction)}, loss ${figure(outcome.loss)}, weights ${figure(outcome.weight)}; ${
        outcome.eagerBecause === null ? 'traced' : `eager: ${outcome.eagerBecause}`
      })`;
    case 'fail':
      return `FAIL  ${name}  ${outcome.figures.join('; ')}`;
    case 'unsupported':
      return `not supported  ${name}  ${outcome.what}`;
  }
}

async function runCase(tf: Tf, folder: string, name: string, mode: StepModeChoice): Promise<GoldenOutcome> {
  try {
    const values: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
    if (!isRecord(values)) return { kind: 'fail', figures: ['the .json holds no object'] };
    const file = await readKerasFile(join(folder, `${name}.keras`));
    const model = buildModel(tf, file.config);
    try {
      return await compareCase(tf, model, file, values, mode);
    } finally {
      model.dispose();
    }
  } catch (error) {
    if (error instanceof StudioError && error.problem.code === 'model/unsupported-layer') {
      return { kind: 'unsupported', what: String(error.problem.details['layer']) };
    }
    if (error instanceof StudioError && error.problem.code === 'model/program-code')
      return {
        kind: 'unsupported',
        what: `${String(error.problem.details['what'])} "${String(error.problem.details['layer'])}"`,
      };
    return { kind: 'fail', figures: [error instanceof Error ? `${error.message}` : String(error)] };
  }
}

async function compareCase(
  tf: Tf,
  model: Model,
  file: KerasFile,
  values: JsonRecord,
  mode: StepModeChoice,
): Promise<GoldenOutcome> {
  model.setWeights(kerasWeights(file, model));
  const trainer = createTrainStep({
    tf,
    model,
    loss: file.compile?.['loss'] ?? 'mse',
    lossWeights: file.compile?.['loss_weights'] ?? null,
    optimizer: file.compile?.['optimizer'] ?? 'sgd',
    // Without figures to hold them against, a metric that the studio lacks is no reason to leave the case out.
    metrics: isRecord(values['evaluate']) ? (file.compile?.['metrics'] ?? null) : null,
    weightedMetrics: isRecord(values['evaluate']) ? (file.compile?.['weighted_metrics'] ?? null) : null,
    mode,
  });
  const x = tensorsOf(
    tf,
    values['x'],
    model.inputs.map((input) => input.dtype),
  );
  const y = tensorsOf(tf, values['y'], []);
  const failures: string[] = [];
  const check = (what: string, difference: number, limit: number): number => {
    // Written so that NaN fails.
    if (!(difference <= limit)) failures.push(`${what} differs by ${difference.toExponential(2)}, allowed ${limit}`);
    return difference;
  };
  try {
    const repeated = values['predict_repeated'];
    const rounds = Array.isArray(repeated) ? repeated : [values['predict']];
    let prediction = 0;
    for (const wanted of rounds)
      prediction = Math.max(
        prediction,
        check('prediction', await predictionError(trainer.predict(x), wanted), tolerances.prediction),
      );
    model.resetStates();

    let loss = 0;
    const losses = Array.isArray(values['train_losses']) ? values['train_losses'].map(lossOf) : [];
    for (const [stepIndex, wanted] of losses.entries()) {
      const [figures] = await trainer.read([trainer.step({ x, y }, { stepIndex, seed: 0 })]);
      const error = Math.abs((figures?.loss ?? Number.NaN) - wanted) / Math.max(Math.abs(wanted), 1e-12);
      loss = Math.max(loss, check(`loss of step ${stepIndex + 1}`, error, tolerances.loss));
    }
    const wantedFigures = values['evaluate'];
    if (isRecord(wantedFigures)) {
      const figures = await trainer.evaluate(evaluationBatches(tf, { x, y }, values), { disposeBatches: true });
      for (const [name, wanted] of Object.entries(wantedFigures)) {
        const found = figures[name] ?? Number.NaN;
        loss = Math.max(
          loss,
          check(
            `metric ${name}`,
            Math.abs(found - Number(wanted)) / Math.max(Math.abs(Number(wanted)), 1e-3),
            tolerances.loss,
          ),
        );
      }
    }
    const weight =
      losses.length === 0
        ? 0
        : check('weights after', await weightError(model, values['weights_after']), tolerances.weight);
    if (failures.length > 0) return { kind: 'fail', figures: failures };
    const { reason, notes, replayed, opByOp } = trainer.mode();
    const why = [...(reason === null ? [] : [reason]), ...notes].join('; ') || 'the engine cannot replay';
    const eagerBecause = replayed > 0 && opByOp === 0 ? null : why;
    return { kind: 'pass', prediction, loss, weight, eagerBecause };
  } finally {
    trainer.dispose();
    for (const tensor of [...x, ...y]) tensor.dispose();
  }
}

/** The evaluation's batches: `evaluate_batch` samples each (all at once without it), weighted by `evaluate_weight`. */
function* evaluationBatches(tf: Tf, { x, y }: Batch, values: JsonRecord): Generator<Batch> {
  const samples = x[0]?.shape[0] ?? 0;
  const size = typeof values['evaluate_batch'] === 'number' ? values['evaluate_batch'] : samples;
  const given = values['evaluate_weight'] === undefined ? undefined : decode(values['evaluate_weight']);
  const part =
    (start: number) =>
    (whole: Tensor): Tensor =>
      tf.slice(whole, start, Math.min(size, samples - start));
  for (let start = 0; start < samples; start += size) {
    const each = given === undefined ? 0 : given.values.length / samples;
    const sampleWeight =
      given === undefined
        ? null
        : tf.tensor(given.values.slice(start * each, (start + size) * each), [
            Math.min(size, samples - start),
            ...given.shape.slice(1),
          ]);
    yield { x: x.map(part(start)), y: y.map(part(start)), sampleWeight };
  }
}

function tensorsOf(tf: Tf, list: unknown, dtypes: readonly ('float32' | 'int32')[]): Tensor[] {
  return arraysOf(list).map((array, index) => {
    const isInteger = dtypes[index] === 'int32';
    return tf.tensor(
      isInteger ? Int32Array.from(array.values) : array.values,
      [...array.shape],
      isInteger ? 'int32' : 'float32',
    );
  });
}

async function predictionError(outputs: readonly Tensor[], wanted: unknown): Promise<number> {
  const arrays = arraysOf(wanted);
  let worst = outputs.length === arrays.length ? 0 : Number.NaN;
  for (const [index, output] of outputs.entries()) {
    worst = Math.max(worst, largestDifference(await output.data(), arrays[index]?.values ?? new Float32Array()));
    output.dispose();
  }
  return worst;
}

/** Weights are matched by path; models that Keras named in another session are matched by order. */
async function weightError(model: Model, wanted: unknown): Promise<number> {
  if (!isRecord(wanted)) return Number.NaN;
  const entries = Object.entries(wanted);
  const weights = await model.getWeights();
  if (entries.length !== weights.length) return Number.NaN;
  return weights.reduce((worst, weight, index) => {
    const array = decode(wanted[weight.path] ?? entries[index]?.[1]);
    // A scalar may have been written as a list of one number.
    const isScalar = weight.shape.length === 0 && array.values.length === 1;
    const fits = isScalar || array.shape.join() === weight.shape.join();
    return Math.max(worst, fits ? largestDifference(weight.values, array.values) : Number.NaN);
  }, 0);
}

function largestDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Number.NaN;
  let worst = 0;
  for (let index = 0; index < wanted.length; index += 1) {
    const difference = Math.abs((found[index] ?? Number.NaN) - (wanted[index] ?? Number.NaN));
    if (Number.isNaN(difference)) return Number.NaN;
    worst = Math.max(worst, difference);
  }
  return worst;
}

/** The loss that `train_on_batch` returned: a number, or with metrics and several outputs the first of a list. */
function lossOf(value: unknown): number {
  if (Array.isArray(value)) return Number(value[0]);
  return Number(isRecord(value) ? value['loss'] : value);
}

function arraysOf(list: unknown): GoldenArray[] {
  return (Array.isArray(list) ? list : [list]).map(decode);
}

/** `{shape, f32}`: base64 of little-endian float32. */
function decode(value: unknown): GoldenArray {
  if (!isRecord(value) || !Array.isArray(value['shape']) || typeof value['f32'] !== 'string')
    throw new TypeError('no {shape, f32} array');
  const bytes = Buffer.from(value['f32'], 'base64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    shape: value['shape'].map(Number),
    values: Float32Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true)),
  };
}

/** Adds the command to the CLI. */
export function register(program: Command): void {
  program
    .command('golden')
    .description('compare the engine with values that Keras computed')
    .argument('<folder>', 'folder of NAME.keras and NAME.json')
    .addOption(new Option('--engine <name>', 'engine to hold against them').choices(engineChoices).default('auto'))
    .addOption(new Option('--mode <name>', 'how steps run').choices(['traced', 'eager']).default('traced'))
    .action(async (folder: string, options: { engine: EngineChoice; mode: StepModeChoice }) => {
      if ((await casesOf(folder)).length === 0)
        throw new Error(`There is no case in "${folder}": expected files NAME.keras, each with NAME.json beside it.`);
      const { tf, why } = await loadEngine(options.engine);
      console.log(why);
      const results = await runGolden(tf, folder, (result) => console.log(goldenLine(result)), options.mode);
      const passed = results.filter((result) => result.outcome.kind === 'pass').length;
      const traced = results.filter(({ outcome }) => outcome.kind === 'pass' && outcome.eagerBecause === null).length;
      console.log(`${passed} of ${results.length}, ${traced} of them traced`);
      if (results.some((result) => result.outcome.kind === 'fail')) process.exitCode = 1;
    });
}
