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
    const broken = firstBroken(model);
    if (broken !== undefined) return { where: 'weight', layer: broken, step: snapshot.progress.step };
    for (const { batch, stepIndex } of steps) {
      // What broke the loss is in this step or in the update of the one before it.
      const isWatched = stepIndex >= failing - 2;
      const found = isWatched ? watchStep(run, batch, stepIndex) : skipStep(run, batch, stepIndex);
      if (found) return { ...found, step: stepIndex + 1 };
    }
  }
  // Nothing to repeat from, or a state that the copy lacks (stateful layers): what the weights tell afterwards.
  const layer = firstBroken(run.model);
  return layer === undefined
    ? { where: 'loss', layer: run.model.outputs[0]?.name ?? '', step: failing }
    : { where: 'weight', layer, step: failing };
}

function skipStep({ trainer, job }: OpenRun, batch: Batch, stepIndex: number): undefined {
  trainer.step(batch, { stepIndex, seed: job.settings.seed }).dispose();
  return undefined;
}

type Found = Omit<NonFinite, 'step'>;

function watchStep({ model, trainer, job }: OpenRun, batch: Batch, stepIndex: number): Found | undefined {
  const input = batch.x.findIndex((tensor) => !allFinite(tensor));
  if (input >= 0) return { where: 'input', layer: model.inputs[input]?.name ?? '' };
  const target = batch.y.findIndex((tensor) => !allFinite(tensor));
  if (target >= 0) return { where: 'target', layer: model.outputs[target]?.name ?? '' };
  let found: Found | undefined;
  trainer
    .step(batch, {
      stepIndex,
      seed: job.settings.seed,
      watch: {
        layer: (layer, outputs) => {
          if (!outputs.every(allFinite)) found ??= { where: 'layer', layer };
        },
        loss: (losses) => {
          const output = losses.findIndex((loss) => !allFinite(loss));
          if (output >= 0) found ??= { where: 'loss', layer: model.outputs[output]?.name ?? '' };
        },
        gradients: (gradients) => {
          // Backwards: a gradient that is not finite spoils those of all layers before it.
          const last = gradients.findLast(({ value }) => value !== null && !allFinite(value));
          if (last) found ??= { where: 'gradient', layer: layerOf(last.path) };
        },
      },
    })
    .dispose();
  if (found) return found;
  const broken = firstBroken(model);
  return broken === undefined ? undefined : { where: 'update', layer: broken };
}

/** The first layer, in the model's order, with a weight that has a value that is not finite. */
function firstBroken(model: Model): string | undefined {
  model.newest.beforeRead();
  const weight = model.weights.find((one) => !allFinite(one.variable));
  return weight && layerOf(weight.path);
}

const layerOf = (path: string): string => path.split('/')[0] ?? path;

const allFinite = (tensor: Tensor): boolean => tensor.dataSync().every((value) => Number.isFinite(value));
