/** Which losses and metrics fit a target, the best first: what forms offer. Activation and units are proposed by data/proposal.ts. */
import type { TargetSpec } from '../data/spec-types.ts';
import { allLossTypes, type LossType, type TargetForm } from './losses.ts';
import { allMetricTypes, type MetricType } from './metrics.ts';

/** How the recipe writes a target. One label of two classes is 0 or 1. */
export function targetForms({ kind, encoding, classes, shape }: TargetSpec): readonly TargetForm[] {
  if (kind === 'number' || kind === 'numberSequence') return ['number'];
  if (encoding !== 'label') return ['oneHot'];
  // Until the data are prepared a label may turn out to be one of two.
  return (classes?.length ?? 2) === 2 && shape.at(-1)?.size === 1 ? ['binary', 'label'] : ['label'];
}

export function lossesFor(target: TargetSpec): readonly LossType[] {
  const forms = targetForms(target);
  const place = ({ target: fits }: LossType): number => fits.findIndex((form) => forms.includes(form));
  const fitting = allLossTypes.filter((type) => place(type) >= 0);
  if (forms.includes('number')) return fitting;
  // For classes those made for a certain last activation come first.
  return fitting.sort(
    (a, b) => Number(a.activations === undefined) - Number(b.activations === undefined) || place(a) - place(b),
  );
}

export function metricsFor(target: TargetSpec): readonly MetricType[] {
  const forms = targetForms(target);
  const isClass = !forms.includes('number');
  return allMetricTypes.filter(
    (type) =>
      (type.target === 'any' || (type.target === 'class') === isClass) &&
      (type.forms === undefined || type.forms.some((form) => forms.includes(form))),
  );
}
