/**
 * A golden model, drawn as a document and compiled again, is exported and opened by real Keras: it predicts the same
 * there. One that is trained goes on training there with the same losses, and so do we with what Keras saves after that.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { exportModelFiles } from '../../main/export/export-model.ts';
import { kerasOptimizerState, kerasWeights, readKerasFile, type KerasFile } from '../../main/keras-file/read-keras.ts';
import { buildModel, type KerasConfig, type Model, type WeightValues } from '../../main/trainer/model/build-model.ts';
import { readOptimizer } from '../../main/trainer/training/optimizer.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import type { Tensor } from '../../main/trainer/model/layer.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { type Answer, askKeras, type JudgedCase } from './round-trip-judge.ts';
import { testEngine } from './support.ts';

const { tf } = testEngine;
const seed = 1;

interface GoldenArray {
  readonly shape: readonly number[];
  readonly f32: string;
}
interface Values {
  readonly x: readonly GoldenArray[];
  readonly y: readonly GoldenArray[];
  readonly train_losses?: readonly number[];
}
interface Exported extends JudgedCase {
  readonly predictions: readonly Float32Array[];
  /** Of the steps after the exported ones: two and, trained on in Keras, two more. */
  readonly losses: readonly number[];
  readonly layers: readonly string[];
}
function tensors(arrays: readonly GoldenArray[], model: Model | null): Tensor[] {
  return arrays.map(({ shape, f32 }, index) => {
    const bytes = Uint8Array.from(Buffer.from(f32, 'base64'));
    const values = new Float32Array(bytes.buffer);
    const isWhole = model?.inputs[index]?.dtype === 'int32';
    return tf.tensor(isWhole ? Int32Array.from(values) : values, [...shape], isWhole ? 'int32' : 'float32');
  });
}

/** What the engine computes but no node says. */
const notDrawn = new Set(['layer_norm_axes']);

/** The file's model as the studio would draw and compile it. */
function redrawn(file: KerasFile, name: string): KerasConfig {
  const graph = kerasToGraph(file.config);
  if (!graph.ok && notDrawn.has(name)) return file.config;
  if (!graph.ok) throw new Error(JSON.stringify(graph.problem));
  const compiled = graphToKeras(graph.value, { inputSpecs: [] }, String(file.config.config['name'] ?? 'model'));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
  return compiled.value;
}

/** By path; a shared layer has become a block, whose weights are called otherwise but stand at the same place. */
function moved(values: readonly WeightValues[], model: Model): WeightValues[] {
  const byPath = new Map(values.map((one) => [one.path, one]));
  const hasAll = model.weights.every((weight) => byPath.has(weight.path));
  return model.weights.map((weight, index) => {
    const given = hasAll ? byPath.get(weight.path) : values[index];
    if (given === undefined || given.shape.join() !== weight.shape.join())
      throw new Error(
        `${weight.path} of shape ${weight.shape.join()} met ${given?.path} of shape ${given?.shape.join()}`,
      );
    return { ...given, path: weight.path };
  });
}

const compileOf = (file: KerasFile): Record<string, unknown> => ({
  ...file.compile,
  optimizer: readOptimizer(file.compile?.['optimizer'] ?? 'sgd'),
  loss: file.compile?.['loss'] ?? 'mse',
});

const trainerOf = (model: Model, file: KerasFile) =>
  createTrainStep({
    tf,
    model,
    loss: file.compile?.['loss'] ?? 'mse',
    lossWeights: file.compile?.['loss_weights'] ?? null,
    optimizer: file.compile?.['optimizer'] ?? 'sgd',
  });

async function exportCase(folder: string, name: string, to: string, mayTrain: boolean): Promise<Exported> {
  const source = join(folder, `${name}.keras`);
  const values = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Values;
  const file = await readKerasFile(source);
  const original = buildModel(tf, file.config);
  const config = redrawn(file, name);
  const model = buildModel(tf, config, { seed });
  model.setWeights(moved(kerasWeights(file, original), model));
  original.dispose();
  const trains = mayTrain && (values.train_losses?.length ?? 0) > 0;
  const trainer = trainerOf(model, file);
  const x = tensors([values.x].flat(), model);
  const y = trains ? tensors([values.y].flat(), null) : [];
  const loss = async (stepIndex: number): Promise<number> =>
    (await trainer.read([trainer.step({ x, y }, { stepIndex, seed })]))[0]?.loss ?? Number.NaN;
  if (trains) for (const stepIndex of [0, 1]) await loss(stepIndex);
  model.resetStates();
  const input = {
    config,
    weights: await model.getWeights(),
    compile: compileOf(file),
    optimizer: trains ? await trainer.optimizer.getState() : null,
  };
  const paths = { keras: join(to, `${name}.keras`), h5: join(to, `${name}.h5`) };
  for (const format of ['keras', 'h5'] as const)
    writeFileSync(paths[format], (await exportModelFiles(format, input))[`model.${format}`] ?? '');
  const outputs = trainer.predict(x);
  const predictions = await Promise.all(outputs.map(async (output) => Float32Array.from(await output.data())));
  model.resetStates();
  const losses = trains ? [await loss(2), await loss(3)] : [];
  for (const tensor of [...x, ...y, ...outputs]) tensor.dispose();
  trainer.dispose();
  model.dispose();
  const written = (await readKerasFile(paths.keras)).config.config['layers'];
  const layers = (written as readonly { class_name: string; config: { name: string } }[])
    // A Sequential does not count its input among its layers.
    .filter((layer) => config.class_name !== 'Sequential' || layer.class_name !== 'InputLayer')
    .map((layer) => layer.config.name);
  const again = join(to, `${name}.again.keras`);
  return { name, ...paths, json: join(folder, `${name}.json`), again, trains, predictions, losses, layers };
}

/** The losses of the two steps after those that Keras has trained and saved. */
async function continued({ again, json }: Exported): Promise<number[]> {
  const file = await readKerasFile(again);
  const values = JSON.parse(readFileSync(json, 'utf8')) as Values;
  const model = buildModel(tf, file.config);
  model.setWeights(kerasWeights(file, model));
  const trainer = trainerOf(model, file);
  const state = kerasOptimizerState(file, model);
  if (state === null) throw new Error('no optimizer state was found');
  trainer.optimizer.setState(state);
  const x = tensors([values.x].flat(), model);
  const y = tensors([values.y].flat(), null);
  const losses: number[] = [];
  for (const stepIndex of [4, 5])
    losses.push((await trainer.read([trainer.step({ x, y }, { stepIndex, seed })]))[0]?.loss ?? Number.NaN);
  for (const tensor of [...x, ...y]) tensor.dispose();
  trainer.dispose();
  model.dispose();
  return losses;
}

const apart = (found: ArrayLike<number>, wanted: ArrayLike<number>): number => {
  if (found.length !== wanted.length) return Number.NaN;
  let worst = 0;
  for (let index = 0; index < found.length; index += 1)
    worst = Math.max(worst, Math.abs((found[index] ?? Number.NaN) - (wanted[index] ?? Number.NaN)));
  return worst;
};
const relative = (found: number, wanted: number): number => Math.abs(found - wanted) / Math.max(Math.abs(wanted), 1e-6);

/** What is wrong with one case, in words; none where all is well. */
async function faults(ours: Exported, theirs: Answer | undefined): Promise<readonly string[]> {
  if (theirs === undefined || theirs.error !== undefined) return [theirs?.error ?? 'Keras gave no answer'];
  const found: string[] = [];
  const check = (what: string, difference: number, limit: number): void => {
    // Written so that NaN is a fault.
    if (!(difference <= limit)) found.push(`${what} differs by ${difference.toExponential(1)}`);
  };
  if (theirs.order?.join() !== ours.layers.join()) found.push(`layers in another order: ${theirs.order?.join()}`);
  for (const format of ['keras', 'h5'] as const)
    ours.predictions.forEach((output, index) => {
      check(`${format}: output ${index}`, apart(theirs[format]?.[index] ?? [], output), 1e-5);
    });
  if (!ours.trains) return found;
  if (theirs.step !== 2) found.push(`the optimizer is at step ${theirs.step}`);
  ours.losses.forEach((loss, index) => {
    check(`.keras: loss of step ${index + 3}`, relative(theirs.kerasLosses?.[index] ?? Number.NaN, loss), 1e-5);
    check(`.h5: loss of step ${index + 3}`, relative(theirs.h5Losses?.[index] ?? Number.NaN, loss), 1e-5);
  });
  (await continued(ours)).forEach((loss, index) => {
    check(`back from Keras: loss of step ${index + 5}`, relative(loss, theirs.further?.[index] ?? Number.NaN), 1e-5);
  });
  return found;
}

/**
 * All cases of a folder, there and back: how many, and what is wrong with each in words. `trained`: those that also go on
 * training, which takes Keras most of the time.
 */
export async function roundTrip(
  folder: string,
  to: string,
  trained: RegExp,
): Promise<{ readonly count: number; readonly wrong: readonly string[] }> {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.keras'))
    .map((file) => basename(file, '.keras'))
    .sort();
  const exported: Exported[] = [];
  const wrong: string[] = [];
  for (const name of names) {
    try {
      exported.push(await exportCase(folder, name, to, trained.test(name)));
    } catch (error) {
      wrong.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const answers = await askKeras(exported);
  for (const one of exported)
    for (const fault of await faults(one, answers.get(one.name)).catch((error: unknown) => [String(error)]))
      wrong.push(`${one.name}: ${fault}`);
  return { count: exported.length, wrong };
}
