/** From timed steps to what people ask before they press Train: how long, how much memory, on what. */
import type { ComparedWay, Estimate, OtherWay } from '../../shared/contract/probe.ts';
import type { InputSpec } from '../../shared/data/spec-types.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { summarize } from '../../shared/graph/summary.ts';
import { optimizerSize } from '../../shared/graph/summary-optimizer.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { timesAsLong } from './choose-way.ts';
import { chosenWay } from './probe-job-steps.ts';
import type { ProbedWay, ProbeRecord } from './probe-record.ts';

const floatBytes = 4;

/** `inputs`: exact shapes that the recipe makes. */
export function estimateOf(record: ProbeRecord, doc: ProjectDoc, inputs: readonly InputSpec[]): Estimate {
  const { job, params, trainableParams, chosen } = record;
  const { training } = doc;
  const way = chosenWay(record);
  const step = way.stepMs / 1000;
  const validation = (job.validationSteps * (way.evaluateMs ?? 0)) / 1000;
  const { everyEpochs } = training.validation;
  const start = way.loaded.startSeconds + way.warmupMs / 1000;
  const validations = Math.ceil(training.epochs / everyEpochs);
  const { class_name: optimizer, config } = compileConfig(training, { stepsPerEpoch: job.stepsPerEpoch }).optimizer;
  return {
    machine: chosen,
    device: way.loaded.device,
    reason: way.loaded.reason,
    samples: job.samples,
    params,
    stepsPerEpoch: job.stepsPerEpoch,
    epochs: training.epochs,
    seconds: {
      step,
      epoch: job.stepsPerEpoch * step + (everyEpochs === 1 ? validation : 0),
      run: start + training.epochs * job.stepsPerEpoch * step + validations * validation,
      start,
    },
    bytes: {
      peak: way.peakBytes ?? 0,
      weights: params * floatBytes,
      optimizer: optimizerSize(optimizer, config, trainableParams)?.bytes ?? 0,
      activations: activationBytes(doc, inputs),
    },
    others: otherWays(record, way),
    ways: comparedWays(record.ways, way),
    settled: way.settled,
  };
}

/** What every layer gives for one batch, and as much again for its gradient. Sizes that the data leave open count as 1. */
function activationBytes({ graph, training }: ProjectDoc, inputs: readonly InputSpec[]): number {
  const inference = inferGraph(graph, { inputSpecs: inputs });
  const { rows } = summarize(graph, inference, graph.definitions);
  const numbers = rows
    .flatMap(({ outputShapes }) => outputShapes)
    .reduce((sum, [, ...shape]) => sum + shape.reduce<number>((size, axis) => size * (axis ?? 1), 1), 0);
  return 2 * numbers * training.batchSize * floatBytes;
}

/** Rows of a comparison, the fastest first. */
export const comparedWays = (ways: readonly ProbedWay[], chosen: ProbedWay | undefined): ComparedWay[] =>
  ways
    .map((way) => ({
      engine: way.engine,
      device: way.loaded.device,
      threads: way.threads,
      mode: way.mode,
      stepSeconds: way.leastMs / 1000,
      atLeast: way.atLeast,
      loss: way.loss,
      isChosen: way === chosen,
    }))
    .toSorted((a, b) => a.stepSeconds - b.stepSeconds);

/** The best of every other engine, and the best of this one in the other mode and with other threads. */
function otherWays({ ways }: ProbeRecord, chosen: ProbedWay): OtherWay[] {
  const groups = new Map<string, ProbedWay>();
  for (const way of ways) {
    if (way === chosen) continue;
    const isOwn = way.engine === chosen.engine;
    const key = isOwn ? `${way.engine} ${way.mode} ${way.threads}` : way.engine;
    const known = groups.get(key);
    if (!known || way.leastMs < known.leastMs) groups.set(key, way);
  }
  return [...groups.values()]
    .map((way) => ({
      engine: way.engine,
      device: way.loaded.device,
      threads: way.threads,
      mode: way.mode,
      times: timesAsLong(way, chosen),
      atLeast: way.atLeast,
    }))
    .toSorted((a, b) => a.times - b.times);
}
