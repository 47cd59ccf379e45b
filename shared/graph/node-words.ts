/** Words about a node: its type, its name, the parameters worth seeing at a glance. */
import type { TFunction } from 'i18next';
import type { GraphDoc, GraphNode, ParamValue } from './graph-doc.ts';
import { defaultParams, layerType } from '../layers/index.ts';
import { isVisible } from '../layers/param-values.ts';
import type { ParamSpec } from '../layers/params.ts';
import { definitionOf } from './ports.ts';

export const paramLabel = (t: TFunction, owner: string, param: string): string =>
  t([`param.${owner}.${param}`, `param.${param}`]);

/** A block is called after what it applies. */
export function typeText(t: TFunction, node: GraphNode, definitions: GraphDoc['definitions']): string {
  if (node.type !== 'block') return t([`layer.${node.type}`, 'editor.unknownLayer'], { type: node.type });
  return definitionOf(definitions, node)?.name ?? t('layer.block');
}

const glanceLimit = 3;

/** At most three: the first parameter always, others where they differ from their default. */
export function glanceText(t: TFunction, node: GraphNode, definitions: GraphDoc['definitions']): string {
  const type = layerType(node.type);
  if (!type) return '';
  const defaults = defaultParams(type);
  const values = { ...defaults, ...node.params };
  const parts: string[] = [];
  for (const [index, [name, spec]] of Object.entries(type.params).entries()) {
    if (parts.length === glanceLimit) break;
    if (!isVisible(spec.visibleIf, values)) continue;
    const value = values[name] ?? null;
    const changed = JSON.stringify(value) !== JSON.stringify(defaults[name]);
    if (!changed && (index > 0 || spec.advanced)) continue;
    const text =
      spec.kind === 'layer' ? wrappedText(t, value, definitions) : valueText(t, node.type, name, spec, value);
    if (text !== '') parts.push(text);
  }
  return parts.join(' · ');
}

function valueText(t: TFunction, owner: string, name: string, spec: ParamSpec, value: ParamValue): string {
  const label = paramLabel(t, owner, name);
  switch (spec.kind) {
    case 'boolean':
      return value === true ? label : t('editor.without', { what: label });
    case 'choice':
      return typeof value === 'string' ? t([`choice.${value}`], { defaultValue: value }) : '';
    case 'text':
      return typeof value === 'string' ? value : '';
    case 'ints':
    case 'optionalInts':
    case 'shape':
      return Array.isArray(value) ? `${label} ${value.map((size) => size ?? '?').join(' × ')}` : '';
    case 'int':
    case 'float':
    case 'optionalInt':
    case 'optionalFloat':
      return typeof value === 'number' ? `${label} ${value}` : '';
    default:
      return '';
  }
}

/** What a wrapper applies: a layer with its size, or a block by its name. */
function wrappedText(t: TFunction, value: ParamValue, definitions: GraphDoc['definitions']): string {
  if (typeof value !== 'object' || value === null) return t('layer.block');
  if (!('type' in value) || typeof value.type !== 'string')
    return definitions.find(({ id }) => 'definition' in value && id === value.definition)?.name ?? t('layer.block');
  const params = 'params' in value && typeof value.params === 'object' && value.params !== null ? value.params : {};
  const units = 'units' in params ? params.units : 'filters' in params ? params.filters : undefined;
  return [t(`layer.${value.type}`), typeof units === 'number' ? String(units) : ''].filter(Boolean).join(' ');
}
