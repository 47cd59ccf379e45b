/**
 * Where a run diverged. The steps since a copy of its state are done again (the same bits, as every draw follows from seed
 * and step), the last two of them watched: the first value that is not a number tells node, step and operation.
 */
import type { Batch } from './training/train-step.ts';
import type { Model } from './model/build-model.ts';
import type { Tensor } from './model/layer.ts';
import type { OpenRun } from './open-run.ts';
import type { Snapshot } from './snapshots.ts';

/** Which operation gave the first value that is not finite: texts `nan.<where>`. */
export type NonFinitePlace = 'input' | 'target' | 'weight' | 'layer' | 'loss' | 'gradient' | 'update';

export interface NonFinite {
  readonly where: NonFinitePlace;
  /** Name of the layer; for a target or the loss that of the output. */
  readonly layer: string;
  /** Step of the run, from 1. */
  readonly step: number;
}

export interface ReplayStep {
  readonly batch: Batch;
  /** From 0. */
  readonly stepIndex: number;
}

/**
 * `steps`: those after `snapshot` up to the step (from 1) whose loss was not finite, in order; each batch is disposed by the
 * caller's iterator. Weights and optimizer are left as they were when the value appeared.
 */
export async function findNonFinite(
  run: OpenRun,
  snapshot: Snapshot | null,
  steps: Iterable<ReplayStep>,
  failing: number,
): Promise<NonFinite> {
  if (snapshot) {
    const { model, trainer } = run;
    model.setWeights(snapshot.weights);
    trainer.optimizer.setState(snapshot.optimizer);
    const broken = await firstBroken(model);
    if (broken !== undefined) return { where: 'weight', layer: broken, step: snapshot.progress.step };
    for (const { batch, stepIndex } of steps) {
      // What broke the loss is in this step or in the update of the one before it.
      const isWatched = stepIndex >= failing - 2;
      const found = isWatched ? await watchStep(run, batch, stepIndex) : skipStep(run, batch, stepIndex);
      if (found) return { ...found, step: stepIndex + 1 };
    }
  }
  // Nothing to repeat from, or a state that the copy lacks (stateful layers): what the weights tell afterwards.
  const layer = await firstBroken(run.model);
  return layer === undefined
    ? { where: 'loss', layer: run.model.outputs[0]?.name ?? '', step: failing }
    : { where: 'weight', layer, step: failing };
}

function skipStep({ trainer, job }: OpenRun, batch: Batch, stepIndex: number): undefined {
  trainer.step(batch, { stepIndex, seed: job.settings.seed }).dispose();
  return undefined;
}

type Found = Omit<NonFinite, 'step'>;

/** A place of the step, and what it computed there. */
interface Note {
  readonly found: Found;
  readonly values: readonly Tensor[];
}

async function watchStep(
  { model, trainer, job }: OpenRun,
  batch: Batch,
  stepIndex: number,
): Promise<Found | undefined> {
  const input = await firstNotFinite(batch.x);
  if (input >= 0) return { where: 'input', layer: model.inputs[input]?.name ?? '' };
  const target = await firstNotFinite(batch.y);
  if (target >= 0) return { where: 'target', layer: model.outputs[target]?.name ?? '' };
  // A card's values can only be waited for, which a step does not do: they are kept, and read in order after it.
  const notes: Note[] = [];
  const note = (found: Found, values: readonly Tensor[]): void =>
    void notes.push({ found, values: values.map((value) => model.tf.keep(value.clone())) });
  trainer
    .step(batch, {
      stepIndex,
      seed: job.settings.seed,
      watch: {
        layer: (layer, outputs) => note({ where: 'layer', layer }, outputs),
        loss: (losses) =>
          losses.forEach((loss, index) => note({ where: 'loss', layer: model.outputs[index]?.name ?? '' }, [loss])),
        gradients: (gradients) => {
          // Backwards: a gradient that is not finite spoils those of all layers before it.
          for (const { path, value } of gradients.toReversed())
            if (value !== null) note({ where: 'gradient', layer: layerOf(path) }, [value]);
        },
      },
    })
    .dispose();
  try {
    for (const { found, values } of notes) if ((await firstNotFinite(values)) >= 0) return found;
  } finally {
    for (const { values } of notes) for (const value of values) value.dispose();
  }
  const broken = await firstBroken(model);
  return broken === undefined ? undefined : { where: 'update', layer: broken };
}

/** The first layer, in the model's order, with a weight that has a value that is not finite. */
async function firstBroken(model: Model): Promise<string | undefined> {
  model.newest.beforeRead();
  const weight = model.weights[await firstNotFinite(model.weights.map((one) => one.variable))];
  return weight && layerOf(weight.path);
}

const layerOf = (path: string): string => path.split('/')[0] ?? path;

/** Index of the first tensor with a value that is not finite, or -1. */
async function firstNotFinite(tensors: readonly Tensor[]): Promise<number> {
  for (const [index, tensor] of tensors.entries())
    if (!(await tensor.data()).every((value) => Number.isFinite(value))) return index;
  return -1;
}
