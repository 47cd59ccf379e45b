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

/** `training/invalid` and `param/invalid`, `param` naming the setting. */
export function trainingProblems(settings: TrainingSettings): readonly Problem[] {
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
  if (schedule.kind === 'piecewise' && schedule.values.length !== schedule.boundaries.length + 1) {
    problems.push(
      invalid('schedule', `values: ${schedule.boundaries.length + 1}`, `values: ${schedule.values.length}`),
    );
  }
  for (const id of settings.metrics) if (!metricType(id)) problems.push(invalid('metrics', 'Keras', id));
  return problems;
}

function wrongParams(specs: ParamSpecs, params: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    const found = params[name] === undefined ? undefined : paramProblem(name, spec, params[name]);
    return found ? [found] : [];
  });
}
