/** A difference between two projects as a sentence. */
import type { TFunction } from 'i18next';
import type { ProjectChange } from './compare-projects.ts';
import type { GraphChange, NodeChange, ParamChange } from './graph/compare-graphs.ts';
import { paramLabel } from './graph/node-words.ts';

/** One sentence in the language of `t`. */
export function changeText(change: ProjectChange, t: TFunction): string {
  const text = sentence(change, t);
  return 'block' in change && change.block ? t('compare.inBlock', { block: change.block.name, change: text }) : text;
}

/** What changed, said at the layer or block that it concerns: without its name. */
export const changeAtNode = (change: GraphChange, t: TFunction): string =>
  change.kind === 'params' && change.block === undefined ? paramsText(change, t) : sentence(change, t);

function sentence(change: ProjectChange, t: TFunction): string {
  switch (change.kind) {
    case 'added':
    case 'removed':
    case 'bypassed':
    case 'unbypassed':
    case 'reordered':
    case 'reapplied':
      return t(`compare.${change.kind}`, { type: typeLabel(change.type, t), name: change.name });
    case 'renamed':
      return t('compare.renamed', { before: change.before, name: change.name });
    case 'retyped':
      return t('compare.retyped', {
        name: change.name,
        type: typeLabel(change.type, t),
        before: typeLabel(change.before, t),
      });
    case 'params':
      return t('compare.params', { name: change.name, params: paramsText(change, t) });
    case 'wired':
    case 'unwired':
      return t(`compare.${change.kind}`, { from: change.from.name, to: change.to.name });
    case 'blockRenamed':
      return t('compare.blockRenamed', { before: change.before, name: change.name });
    case 'blockAdded':
    case 'blockRemoved':
      return t(`compare.${change.kind}`, { name: change.name });
    case 'notes':
      return t('compare.notes');
    case 'projectRenamed':
      return t('compare.projectRenamed', { before: change.before, after: change.after });
    case 'source':
      return change.after === null ? t('compare.noSource') : t('compare.source', { after: change.after });
    case 'stepAdded':
    case 'stepRemoved':
    case 'stepChanged':
      return t(`compare.${change.kind}`, { step: t(`recipe.${change.step}`) });
    case 'setting':
      return differenceText('setting', t(`setting.${change.setting}`), change, t);
  }
}

const typeLabel = (type: string, t: TFunction): string => t([`layer.${type}`, 'editor.unknownLayer'], { type });

function paramsText({ type, params }: Extract<NodeChange, { kind: 'params' }>, t: TFunction): string {
  const texts = params.map((change: ParamChange) =>
    differenceText('param', paramLabel(t, type, change.param), change, t),
  );
  return texts.join(t('compare.separator'));
}

/** Both values where both are short, else only that it changed. */
function differenceText(
  key: 'param' | 'setting',
  label: string,
  { before, after }: { readonly before: unknown; readonly after: unknown },
  t: TFunction,
): string {
  const [old, now] = [valueText(before, t), valueText(after, t)];
  if (old === undefined || now === undefined) return t(`compare.${key}Changed`, { label });
  return t(`compare.${key}`, { label, before: old, after: now });
}

const longestValue = 40;

/** undefined for what takes more than a few words. */
function valueText(value: unknown, t: TFunction): string | undefined {
  if (value === null || value === undefined || value === '') return t('compare.noValue');
  if (typeof value === 'boolean') return t(value ? 'compare.on' : 'compare.off');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string')
    return value.length > longestValue ? undefined : t([`choice.${value}`], { defaultValue: value });
  if (Array.isArray(value)) {
    const parts = value.map((item: unknown) =>
      typeof item === 'object' && item !== null ? undefined : valueText(item, t),
    );
    if (parts.includes(undefined)) return undefined;
    const text = parts.join(' × ');
    return text === '' ? t('compare.noValue') : text.length > longestValue ? undefined : text;
  }
  // Losses and the like: their name says more than their parameters.
  if (typeof value === 'object' && 'id' in value && typeof value.id === 'string' && !hasEntries(value)) return value.id;
  return undefined;
}

const hasEntries = (value: object): boolean =>
  'params' in value && typeof value.params === 'object' && Object.keys(value.params ?? {}).length > 0;
