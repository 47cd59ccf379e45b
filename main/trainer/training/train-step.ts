/**
 * One training step, evaluation and prediction of a model: what the training loop, the bench and the golden cases call.
 *
 *   const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'adam', metrics: ['mae'] });
 *   const pending = trainer.step({ x: [x], y: [y] }, { stepIndex: 0, seed: 1 });   // nothing is read back yet
 *   const [figures] = await trainer.read([pending]);                              // reads any number of steps at once
 *
 * No tensor of a batch is disposed here; nothing else is left behind except what `step` returns, until it is read.
 * Where the engine can, steps are recorded and replayed in one call (see traced/replays.ts); what model and optimizer give
 * and take is the newest state all the same.
 */
import { StudioError } from '../../../shared/problem.ts';
import { createContext } from '../model/context.ts';
import type { CallContext, Tensor, Tf } from '../model/layer.ts';
import type { Model } from '../model/build-model.ts';
import { unlisted } from '../traced/listed.ts';
import { createModelReplays } from '../traced/model-replays.ts';
import { chosenMode, type StepModeChoice, type StepModeReport } from '../traced/step-mode.ts';
import {
  arrayFeed,
  type Batch,
  batchFeeds,
  type Feed,
  feedsBatch,
  type HostBatch,
  samplesOf,
  withTensors,
} from './batch.ts';
import { computeLoss, readLoss, type Loss } from './losses.ts';
import { createOptimizer, type Optimizer } from './optimizer.ts';
import { checkTarget, perOutput, readMetrics, uniqueNames, type MetricOfOutput } from './output-settings.ts';
import { createPredictor, type Predictor } from './predictor.ts';

export interface StepSettings {
  /** Counts training steps from 0 over the whole run. */
  readonly stepIndex: number;
  /** The run's seed. */
  readonly seed: number;
  /** Sees what the step computes, in order; for finding where a value stopped being a number. */
  readonly watch?: StepWatch;
}
export interface StepWatch {
  /** After each layer of the forward pass. Tensors live until the step ends. */
  layer(name: string, outputs: readonly Tensor[]): void;
  /** Each output's loss. */
  loss(losses: readonly Tensor[]): void;
  /** Gradients before clipping, by the path of their weight; null where the loss does not depend on it. */
  gradients(gradients: readonly { readonly path: string; readonly value: Tensor | null }[]): void;
}

export type { Batch, HostBatch } from './batch.ts';

/** Figures of one batch, on the device still or read already; `read` or `dispose` it. */
export interface PendingFigures {
  readonly samples: number;
  readonly figures: Tensor | ArrayLike<number>;
  dispose(): void;
}
/** Figures of one batch: sums from which each figure follows, so that batches add up to an epoch. */
export interface BatchFigures {
  readonly samples: number;
  /** Total loss, penalties included, as Keras reports it. */
  readonly loss: number;
  /** In the order of `names`. */
  readonly sums: readonly ArrayLike<number>[];
}

/** What batches add up to, one after the other. */
export function addSums(batches: readonly BatchFigures[]): readonly number[][] {
  const [first, ...others] = batches;
  const sums = (first?.sums ?? []).map((state) => Array.from(state));
  for (const one of others)
    sums.forEach((state, figure) => {
      const more = one.sums[figure] ?? [];
      for (let index = 0; index < state.length; index += 1) state[index] = (state[index] ?? 0) + (more[index] ?? 0);
    });
  return sums;
}

export interface TrainStep extends Predictor {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** Names of the figures: `loss`, then each output's loss where there are several, then the metrics. */
  readonly names: readonly string[];
  /** Forward, backward, update. Returns at once; on a native engine without waiting for a device. */
  step(batch: Batch | HostBatch, settings: StepSettings): PendingFigures;
  /** Figures of a batch without training. */
  evaluateBatch(batch: Batch | HostBatch): PendingFigures;
  /** Evaluates batches and gives the mean figures by name, as Keras' `evaluate`. Batches are disposed if `disposeBatches`. */
  evaluate(
    batches: Iterable<Batch | HostBatch> | AsyncIterable<Batch | HostBatch>,
    options?: { readonly disposeBatches?: boolean },
  ): Promise<Record<string, number>>;
  /** Reads pending figures in one transfer and disposes them. */
  read(pending: readonly PendingFigures[]): Promise<BatchFigures[]>;
  /** Figures of one batch by name. */
  named(figures: BatchFigures): Record<string, number>;
  /** Mean figures by name over several batches. */
  mean(figures: readonly BatchFigures[]): Record<string, number>;
  /** How steps run: what was found out so far. */
  mode(): StepModeReport;
  dispose(): void;
}

export interface TrainStepOptions {
  readonly tf: Tf;
  readonly model: Model;
  /** Keras' identifiers: one for all outputs, or one an output in order, or by output name. */
  readonly loss: unknown;
  readonly lossWeights?: unknown;
  /** Keras' identifier or serialised optimizer. */
  readonly optimizer: unknown;
  /** Identifiers for a model with one output; for several, one list an output in order, or by output name. */
  readonly metrics?: unknown;
  /** As `metrics`; these count samples by their weights. */
  readonly weightedMetrics?: unknown;
  /** How steps are executed; `auto`, or what WEFT_STEP_MODE says, when absent. */
  readonly mode?: StepModeChoice;
  /** Threads that one op of a replayed step may use; the engine's when absent. */
  readonly threads?: number;
  /** Steps (counted from 0) at which a replay is held against the same step op by op, beside the 2nd and the 100th. */
  readonly checkAt?: readonly number[];
}

/** Throws StudioError `model/unsupported-layer` for a loss, metric or optimizer that the studio does not have. */
export function createTrainStep({
  tf,
  model,
  loss,
  lossWeights,
  optimizer: optimizerConfig,
  metrics,
  weightedMetrics,
  mode,
  threads,
  checkAt = [],
}: TrainStepOptions): TrainStep {
  const outputNames = uniqueNames(model.outputs.map((output) => output.name));
  const losses = perOutput(loss, outputNames, 'loss').map((one): Loss | null => (one === null ? null : readLoss(one)));
  const weights =
    lossWeights === null || lossWeights === undefined
      ? outputNames.map(() => 1)
      : perOutput(lossWeights, outputNames, 'loss weight').map(Number);
  const metricLists = readMetrics({ plain: metrics, weighted: weightedMetrics }, outputNames, model);
  const optimizer = createOptimizer(tf, optimizerConfig, model.trainableWeights, model.newest);
  const several = outputNames.length > 1;
  const names = [
    'loss',
    ...(several ? outputNames.map((name) => `${name}_loss`) : []),
    ...metricLists.flatMap((list, index) =>
      list.map((metric) => (several ? `${outputNames[index] ?? ''}_${metric.name}` : metric.name)),
    ),
  ];
  const flatMetrics: readonly MetricOfOutput[] = metricLists.flat();
  const metricsSize = flatMetrics.reduce((size, metric) => size + metric.size, 0);
  const variables = model.trainableWeights.map((weight) => weight.variable);
  const lossCount = several ? 1 + outputNames.length : 1;

  /** One forward pass: the loss, and all figures in one vector. */
  const measure = (
    batch: Batch,
    context: CallContext,
    watch?: StepWatch,
  ): { readonly loss: Tensor; readonly figures: Tensor } => {
    const { outputs, masks } = model.call(batch.x, context);
    const sampleWeight = batch.sampleWeight ?? null;
    const outputLosses: Tensor[] = [];
    const sums: Tensor[] = [];
    outputs.forEach((prediction, index) => {
      // One target serves every output: branches that compete, or outputs that help on the way.
      const truth = batch.y.length === 1 ? batch.y[0] : batch.y[index];
      const one = losses[index];
      const mask = masks[index] ?? null;
      if (truth === undefined) throw new StudioError('target/missing', { output: outputNames[index] ?? index });
      const input = { tf, truth, prediction, logits: context.logits.get(prediction) };
      if (one !== null && one !== undefined) {
        checkTarget(one, truth, prediction, outputNames[index] ?? '');
        outputLosses.push(computeLoss(one, input, mask, sampleWeight));
      } else if (several) {
        outputLosses.push(tf.scalar(0));
      }
      for (const metric of metricLists[index] ?? []) {
        sums.push(metric.batch(input, mask, metric.isWeighted ? sampleWeight : null));
      }
    });
    watch?.loss(outputLosses);
    const weighted = outputLosses.map((value, index) =>
      weights[index] === 1 ? value : tf.mul(value, weights[index] ?? 1),
    );
    const penalties = model.trainableWeights.flatMap((weight) =>
      weight.regularizer === null ? [] : [weight.regularizer(tf, weight.variable)],
    );
    const terms = [...weighted, ...penalties, ...context.penalties];
    const [only] = terms;
    const total = terms.length === 1 && only !== undefined ? only : tf.addN(terms);
    return { loss: total, figures: tf.concat([tf.stack([total, ...(several ? outputLosses : [])]), ...sums]) };
  };

  const width = lossCount + metricsSize;
  const parts = {
    root: model.root,
    optimizer: optimizer.className,
    losses: losses.flatMap((one) => (one === null ? [] : [one.name])),
  };
  const choice = chosenMode(mode);
  const missing = unlisted(parts);
  const replays = createModelReplays({ tf, model, slots: () => optimizer.variables, choice, missing, threads });
  const checkedSteps = new Set([1, 99, ...checkAt]);

  /** One update from a batch, the optimizer's numbers and the step as tensors; gives the figures. */
  const update = (batch: Batch, numbers: Tensor, step: Tensor, { stepIndex, seed, watch }: StepSettings): Tensor => {
    const context = createContext({
      training: true,
      seed,
      stepIndex,
      step,
      partLimit: optimizer.valueLimit,
      notesSizes: optimizer.needsSizes,
      ...(watch ? { observe: watch.layer } : {}),
    });
    let figures: Tensor | null = null;
    const { grads } = tf.variableGrads(() => {
      const measured = measure(batch, context, watch);
      figures = tf.keep(measured.figures);
      return measured.loss.asScalar();
    }, variables);
    watch?.gradients(
      model.trainableWeights.map(({ path, variable }) => ({ path, value: grads[variable.name] ?? null })),
    );
    optimizer.apply(
      variables.map((variable) => {
        const value = grads[variable.name];
        if (value === undefined) return null;
        const squares = context.gradientSquares?.get(variable) ?? null;
        return { value, squares, sizes: context.gradientSizes?.get(variable) ?? null };
      }),
      numbers,
    );
    for (const squares of context.gradientSquares?.values() ?? []) squares.dispose();
    for (const sizes of context.gradientSizes?.values() ?? []) sizes.dispose();
    if (figures === null) throw new RangeError('a step gave no figures');
    return figures;
  };

  const replayStep = (batch: Batch | HostBatch, settings: StepSettings): PendingFigures | null => {
    if (replays === null || settings.watch !== undefined) return null;
    const { stepIndex, seed } = settings;
    const given = batchFeeds(batch);
    const feedsOf = (numbers: Float32Array, index: number): readonly Feed[] => [
      ...given.feeds,
      arrayFeed(numbers, [numbers.length]),
      arrayFeed(Int32Array.of(index), [1]),
    ];
    const numbers = optimizer.numbers();
    const result = replays.run({
      kind: 'train',
      key: String(seed),
      feeds: feedsOf(numbers, stepIndex),
      decoys: () =>
        feedsOf(
          numbers.map((value) => value * 0.5),
          stepIndex + 1,
        ),
      isChecked: checkedSteps.has(stepIndex),
      body(inputs, isDecoy) {
        const [vector, step] = inputs.slice(given.feeds.length);
        if (vector === undefined || step === undefined) throw new RangeError('a step without numbers');
        const index = isDecoy ? stepIndex + 1 : stepIndex;
        return [update(feedsBatch(given, inputs), vector, step, { stepIndex: index, seed })];
      },
    });
    return result === null ? null : readFigures(result.values[0] ?? [], batch);
  };

  const readFigures = (figures: ArrayLike<number>, batch: Batch | HostBatch): PendingFigures => ({
    samples: samplesOf(batch),
    figures,
    dispose: () => undefined,
  });
  const pendingOf = (tensor: Tensor, batch: Batch | HostBatch): PendingFigures => ({
    samples: samplesOf(batch),
    figures: tensor,
    dispose: () => {
      tensor.dispose();
    },
  });

  const evaluateBatch = (batch: Batch | HostBatch): PendingFigures => {
    const given = replays === null ? null : batchFeeds(batch);
    const result =
      given === null
        ? null
        : replays?.run({
            kind: 'evaluate',
            key: '',
            feeds: given.feeds,
            decoys: () => given.feeds,
            body: (inputs) => [measure(feedsBatch(given, inputs), createContext({ training: false })).figures],
          });
    if (result) return readFigures(result.values[0] ?? [], batch);
    return pendingOf(
      withTensors(tf, batch, (tensors) => tf.tidy(() => measure(tensors, createContext({ training: false })).figures)),
      batch,
    );
  };

  const read = async (pending: readonly PendingFigures[]): Promise<BatchFigures[]> => {
    const onDevice = pending.flatMap(({ figures }) => (isTensor(figures) ? [figures] : []));
    const [first] = onDevice;
    const all = onDevice.length > 1 ? tf.stack(onDevice) : first?.clone();
    const fetched = (await all?.data()) ?? new Float32Array();
    all?.dispose();
    let row = 0;
    return pending.map((one) => {
      const values = isTensor(one.figures) ? fetched.subarray(row * width, (row + 1) * width) : one.figures;
      if (isTensor(one.figures)) row += 1;
      one.dispose();
      const at = (index: number): number => values[index] ?? Number.NaN;
      let start = lossCount;
      const ofMetrics = flatMetrics.map(({ size }) => {
        start += size;
        return Array.from({ length: size }, (_, index) => at(start - size + index));
      });
      // Keras weighs the whole loss by the batches' sizes, but takes the plain mean of each output's loss.
      const ofLosses = names
        .slice(0, lossCount)
        .map((_, index) => (index === 0 ? [at(0) * one.samples, one.samples] : [at(index), 1]));
      return { samples: one.samples, loss: at(0), sums: [...ofLosses, ...ofMetrics] };
    });
  };

  const mean = (figures: readonly BatchFigures[]): Record<string, number> => {
    const sums = addSums(figures);
    return Object.fromEntries(
      names.map((name, index) => {
        const state = sums[index] ?? [];
        const metric = flatMetrics[index - lossCount];
        return [name, metric === undefined ? (state[0] ?? Number.NaN) / (state[1] ?? 0) : metric.result(state)];
      }),
    );
  };

  return {
    model,
    optimizer,
    names,
    step(batch, settings) {
      const replayed = replayStep(batch, settings);
      const pending =
        replayed ??
        pendingOf(
          withTensors(tf, batch, (tensors) =>
            tf.tidy(() =>
              update(tensors, tf.tensor1d(optimizer.numbers()), tf.tensor1d([settings.stepIndex], 'int32'), settings),
            ),
          ),
          batch,
        );
      optimizer.advance();
      return pending;
    },
    evaluateBatch,
    async evaluate(batches, { disposeBatches = false } = {}) {
      const figures: BatchFigures[] = [];
      let waiting: PendingFigures[] = [];
      for await (const batch of batches) {
        waiting.push(evaluateBatch(batch));
        if (disposeBatches && !('xShapes' in batch))
          for (const tensor of [...batch.x, ...batch.y, ...(batch.sampleWeight ? [batch.sampleWeight] : [])])
            tensor.dispose();
        if (waiting.length === 32) {
          figures.push(...(await read(waiting)));
          waiting = [];
        }
      }
      figures.push(...(await read(waiting)));
      return mean(figures);
    },
    ...createPredictor(tf, model, replays),
    read,
    named: (figures) => mean([figures]),
    mean,
    mode: () =>
      replays?.mode() ?? {
        mode: 'eager',
        reason: choice === 'eager' ? 'asked for' : missing && `not tried: ${missing}`,
        notes: [],
        replayed: 0,
        opByOp: 0,
      },
    dispose() {
      replays?.dispose();
      optimizer.dispose();
    },
  };
}

const isTensor = (figures: Tensor | ArrayLike<number>): figures is Tensor => 'dataId' in figures;
