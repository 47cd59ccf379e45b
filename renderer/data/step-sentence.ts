import type { TFunction } from 'i18next';
import type { RecipeStep } from '../../shared/data/recipe.ts';
import { optionLabel } from './step-words.ts';

const few = 4;

/** Some names, and how many more there are. */
function names(list: readonly string[], t: TFunction): string {
  const shown = list.slice(0, few).join(', ');
  return list.length > few ? t('step.andMore', { names: shown, count: list.length - few }) : shown;
}

type MissingStep = Extract<RecipeStep, { step: 'missing' }>;

/** The exceptions first, because they are what was chosen; then what holds for all other columns. */
function missingSentence(step: MissingStep, t: TFunction): string {
  const words = (policy: MissingStep['default']): string =>
    typeof policy === 'string'
      ? optionLabel('default', policy, t)
      : t('step.missing.constant', { value: String(policy.constant) });
  const exceptions = Object.entries(step.columns).map(([column, policy]) => `${column}: ${words(policy)}`);
  if (exceptions.length === 0) return t('step.missing.sentence', { policy: words(step.default) });
  return t('step.missing.exceptions', { columns: names(exceptions, t), policy: words(step.default) });
}

/** What a step does, in one line: readable without opening its form. */
export function stepSentence(step: RecipeStep, t: TFunction): string {
  const option = (field: string, value: string): string => optionLabel(field, value, t);
  switch (step.step) {
    case 'select':
      return step.target.length === 0
        ? t('step.select.noTarget', { features: names(step.features, t) })
        : t('step.select.sentence', { features: names(step.features, t), target: names(step.target, t) });
    case 'missing':
      return missingSentence(step, t);
    case 'order':
      return t('step.order.sentence', { by: step.by, direction: option('direction', step.direction) });
    case 'group':
      return t('step.group.sentence', { by: step.by });
    case 'characters':
      return t('step.characters.sentence', { length: step.length, stride: step.stride });
    case 'encode':
      return (
        names(
          Object.entries(step.columns).map(([column, kind]) => `${column}: ${option('columns', kind)}`),
          t,
        ) || t('step.encode.none')
      );
    case 'scale':
      return t('step.scale.sentence', {
        columns: typeof step.columns === 'string' ? option('columns', step.columns) : names(step.columns, t),
        method: option('method', step.method),
      });
    case 'words':
      return t('step.words.sentence', {
        column: step.column,
        output: option('output', step.output),
        limit: step.limit.toLocaleString(),
      });
    case 'image':
      return t('step.image.sentence', {
        height: step.height,
        width: step.width,
        channels: step.channels,
        layout: option('layout', step.layout),
      });
    case 'pairs':
      return t('step.pairs.sentence', { count: step.perSample });
    case 'window':
      if (step.gap > 0)
        return t('step.window.ahead', {
          length: step.length,
          horizon: step.horizon,
          ahead: step.gap + 1,
          stride: step.stride,
        });
      return t('step.window.sentence', { length: step.length, horizon: step.horizon, stride: step.stride });
    case 'pad':
      return t('step.pad.sentence', {
        side: option('side', step.side),
        length: typeof step.length === 'number' ? String(step.length) : option('length', step.length),
      });
    case 'lanes':
      return t('step.lanes.sentence', { lanes: step.lanes });
    case 'split':
      return t('step.split.sentence', { by: option('by', step.by), percent: Math.round(step.validation * 100) });
  }
}
