/** What is wrong with training settings on their own, before graph and data are looked at. */
import { paramProblem } from '../layers/param-values.ts';
import type { ParamSpecs } from '../layers/params.ts';
import { type Problem, problem } from '../problem.ts';
import { lossType } from './losses.ts';
import { metricType } from './metrics.ts';
import { optimizerType } from './optimizers.ts';
import type { TrainingSettings } from './training-settings.ts';

const invalid = (setting: string, expected: string, received: string): Problem =>
  problem(
    'training/invalid',
    { setting, expected, received, reason: `${setting}: ${received} (${expected})` },
    { param: setting },
  );

/** What the settings cannot tell themselves. */
export interface TrainingFacts {
  /** Number of the model's outputs. */
  readonly outputs?: number;
  /** Whether the recipe leaves samples to validate on. */
  readonly hasValidation?: boolean;
}

/**
 * `training/invalid`, `param/invalid` and what does not go together, `param` naming the setting. What is watched and never
 * comes is a warning: Keras trains on as well.
 */
export function trainingProblems(settings: TrainingSettings, facts: TrainingFacts = {}): readonly Problem[] {
  return [...ownProblems(settings), ...monitorProblems(settings, facts), ...outputProblems(settings, facts)];
}

/** Settings that watch a figure. */
const watching = ['keepBest', 'earlyStopping', 'reduceOnPlateau'] as const;

function monitorProblems(settings: TrainingSettings, { hasValidation }: TrainingFacts): readonly Problem[] {
  const problems: Problem[] = [];
  const metrics = [...settings.metrics, ...(settings.outputMetrics?.flat() ?? [])];
  const isKnown = (figure: string): boolean =>
    ['loss', ...metrics].some((id) => figure === id || figure.endsWith(`_${id}`));
  for (const setting of watching) {
    const monitor = settings[setting]?.monitor;
    if (monitor === undefined) continue;
    const warn = (code: 'training/monitor-unknown' | 'training/monitor-needs-validation'): void => {
      problems.push({ ...problem(code, { setting, monitor }, { param: setting }), severity: 'warning' });
    };
    if (!isKnown(monitor.replace(/^val_/, ''))) warn('training/monitor-unknown');
    else if (monitor.startsWith('val_') && hasValidation === false) warn('training/monitor-needs-validation');
  }
  const { earlyStopping, epochs } = settings;
  if (earlyStopping && earlyStopping.startFromEpoch + earlyStopping.patience >= epochs) {
    const details = { wait: earlyStopping.startFromEpoch + earlyStopping.patience, epochs };
    problems.push({ ...problem('training/patience-too-long', details, { param: 'earlyStopping' }), severity: 'note' });
  }
  return problems;
}

function outputProblems(
  { loss, lossWeights, outputMetrics, classWeights }: TrainingSettings,
  facts: TrainingFacts,
): readonly Problem[] {
  const { outputs } = facts;
  if (outputs === undefined || outputs === 0) return [];
  const counts = {
    loss: Array.isArray(loss) ? loss.length : outputs,
    lossWeights: lossWeights?.length ?? outputs,
    metrics: outputMetrics?.length ?? outputs,
  };
  const wrong = Object.entries(counts)
    .filter(([, count]) => count !== outputs)
    .map(([setting, received]) =>
      problem('training/outputs-count', { setting, expected: outputs, received }, { param: setting }),
    );
  return classWeights && outputs > 1
    ? [...wrong, problem('training/class-weights', { received: outputs }, { param: 'classWeights' })]
    : wrong;
}

function ownProblems(settings: TrainingSettings): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { id, params } of [settings.loss].flat()) {
    const type = lossType(id);
    if (type) problems.push(...wrongParams(type.params, params));
    else problems.push(invalid('loss', 'Keras', id));
  }
  const { optimizer } = settings;
  const type = optimizerType(optimizer.id);
  if (type) problems.push(...wrongParams(type.params, optimizer.params));
  else problems.push(invalid('optimizer', 'Keras', optimizer.id));
  const clips = [optimizer.clipnorm, optimizer.globalClipnorm, optimizer.clipvalue].filter(
    (value) => value !== null,
  ).length;
  if (clips > 1) problems.push(invalid('clipnorm', 'clipnorm | globalClipnorm | clipvalue', String(clips)));
  const { schedule } = optimizer;
  if (settings.reduceOnPlateau && (schedule.kind !== 'constant' || optimizer.warmup))
    problems.push(problem('training/plateau-schedule', {}, { param: 'reduceOnPlateau' }));
  if (schedule.kind === 'piecewise' && schedule.values.length !== schedule.boundaries.length + 1) {
    problems.push(
      invalid('schedule', `values: ${schedule.boundaries.length + 1}`, `values: ${schedule.values.length}`),
    );
  }
  if (
    schedule.kind === 'piecewise' &&
    schedule.boundaries.some((at, index) => at <= (schedule.boundaries[index - 1] ?? 0))
  )
    problems.push(invalid('schedule', '0 < … < …', schedule.boundaries.join(', ')));
  for (const id of new Set([...settings.metrics, ...(settings.outputMetrics?.flat() ?? [])])) {
    const metric = metricType(id);
    if (metric) problems.push(...wrongParams(metric.params, settings.metricParams[id] ?? {}));
    else problems.push(invalid('metrics', 'Keras', id));
  }
  return problems;
}

function wrongParams(specs: ParamSpecs, params: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    const found = params[name] === undefined ? undefined : paramProblem(name, spec, params[name]);
    return found ? [found] : [];
  });
}
