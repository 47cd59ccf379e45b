/** The reference of one layer: what its record says, what trying it out shows, and what is written by hand. */
import type { TFunction } from 'i18next';
import { applyType } from '../graph/apply-layer.ts';
import type { ParamValue } from '../graph/graph-doc.ts';
import { createLookup } from '../graph/infer-shapes.ts';
import { paramLabel } from '../graph/node-words.ts';
import { axis, type Shape } from '../graph/shape.ts';
import { shapeLabel } from '../graph/shape-words.ts';
import type { Language } from '../i18n/index.ts';
import { portName } from '../i18n/translate.ts';
import { defaultParams, type LayerTypeId, layerTypes } from '../layers/index.ts';
import type { LayerType, MaskRule } from '../layers/layer-type.ts';
import type { ParamSpec } from '../layers/params.ts';
import { english } from './en.ts';
import { layerFacts } from './facts.ts';
import type { LayerProseBook } from './prose.ts';
import { type RichText, richText } from './rich-text.ts';
import { chinese } from './zh-hans.ts';

export const proseBooks: Readonly<Record<Language, LayerProseBook>> = { en: english, 'zh-Hans': chinese };

export interface ParamRow {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly fallback: string;
  /** What may be entered; empty where anything of its kind may. */
  readonly range: string;
  readonly advanced: boolean;
}
export interface PortRow {
  readonly name: string;
  readonly label: string;
  readonly notes: readonly string[];
}
export interface LayerArticle {
  readonly id: LayerTypeId;
  readonly title: string;
  readonly category: string;
  /** What it does, in a sentence. */
  readonly help: string;
  readonly formula: readonly string[];
  readonly inputs: readonly PortRow[];
  readonly outputs: readonly PortRow[];
  readonly example: RichText;
  /** What goes in, what is set and what comes out when it is tried on the example's shapes. */
  readonly tried: {
    readonly takes: string;
    readonly settings: string;
    readonly gives: string;
    readonly weights: number;
  };
  readonly pitfalls: readonly RichText[];
  readonly params: readonly ParamRow[];
  readonly masks: readonly string[];
  /** `keras.layers.LSTM`; undefined for wiring. */
  readonly keras: string | undefined;
  readonly paper: string | undefined;
}

export const layerIds = Object.keys(layerTypes) as readonly LayerTypeId[]; // the registry's own keys

/** Everything there is to say about a layer, in one language. */
export function layerArticle(id: LayerTypeId, language: Language, t: TFunction): LayerArticle {
  const type: LayerType = layerTypes[id];
  const facts = layerFacts[id];
  const prose = proseBooks[language][id];
  return {
    id,
    title: t(`layer.${id}`),
    category: t(`category.${type.category}`),
    help: t(`layer.${id}.help`),
    formula: facts.formula,
    inputs: type.inputs.map((port) => portRow(port, t)),
    outputs: type.outputs.map((port) => portRow(port, t)),
    example: richText(prose.example, id, t),
    tried: tryOut(id, t),
    pitfalls: prose.pitfalls.map((pitfall) => richText(pitfall, id, t)),
    params: Object.entries(type.params).map(([name, spec]) => paramRow(id, name, spec, t)),
    masks: maskSentences(id, t),
    keras: kerasName(type),
    paper: facts.paper,
  };
}

function kerasName({ keras }: LayerType): string | undefined {
  if (!keras) return undefined;
  return keras.package === undefined ? `keras.layers.${keras.class}` : `${keras.package}>${keras.class}`;
}

function portRow(port: LayerType['inputs'][number], t: TFunction): PortRow {
  const notes = [
    ...(port.many === true ? [t('reference.port.many')] : []),
    ...(port.optional === true ? [t('reference.port.optional')] : []),
    ...(port.visibleIf === undefined ? [] : [t('reference.port.sometimes')]),
  ];
  return { name: port.name, label: portName(port.name, t), notes };
}

/** The facts' own try-out; throws where a record refuses it, which the test of the reference would find. */
function tryOut(id: LayerTypeId, t: TFunction): LayerArticle['tried'] {
  const type: LayerType = layerTypes[id];
  const { inputs, ports, params } = layerFacts[id];
  const shapes = inputs.map((sizes) => sampleShape(sizes));
  const arriving: Record<string, Shape[]> = {};
  for (const [index, shape] of shapes.entries())
    (arriving[ports?.[index] ?? type.inputs[0]?.name ?? 'x'] ??= []).push(shape);
  const values = { ...defaultParams(type), ...params };
  const outcome = applyType(
    type,
    values,
    arriving,
    inputs.map(() => false),
    createLookup([], []),
  );
  if (!outcome.ok) throw new Error(`${id}: ${outcome.problem.code}`);
  const { outputs, params: weights } = outcome.value.node;
  const output = outputs[type.outputs[0]?.name ?? 'y'];
  const settings = Object.entries(params ?? {}).map(
    ([name, value]) => `${paramLabel(t, id, name)} ${valueText(value, t)}`,
  );
  return {
    takes: shapes.map((shape) => shapeLabel(shape, t)).join(' + '),
    settings: settings.join(' · '),
    gives: output ? shapeLabel(output, t) : '',
    weights: weights.trainable + weights.other,
  };
}

const axisNames: Readonly<Record<number, readonly string[]>> = {
  1: ['features'],
  2: ['time', 'features'],
  3: ['height', 'width', 'channels'],
  4: ['time', 'height', 'width', 'channels'],
};

function sampleShape(sizes: readonly (number | null)[]): Shape {
  const names = axisNames[sizes.length] ?? [];
  return [axis('batch', null), ...sizes.map((size, at) => axis((names[at] ?? 'features') as 'features', size))]; // the names of the list above
}

function paramRow(owner: string, name: string, spec: ParamSpec, t: TFunction): ParamRow {
  return {
    name,
    label: paramLabel(t, owner, name),
    help: t([`param.${owner}.${name}.help`, `param.${name}.help`], { defaultValue: '' }),
    fallback: valueText(spec.default, t),
    range: rangeText(spec, t),
    advanced: spec.advanced === true,
  };
}

function rangeText(spec: ParamSpec, t: TFunction): string {
  if (spec.kind === 'choice') return spec.options.map((option) => choiceText(option, t)).join(' · ');
  if (!('min' in spec) && !('max' in spec)) return '';
  const { min, max } = spec as { readonly min?: number; readonly max?: number }; // one of them has just been found
  const shown = (limit: number): string => limit.toLocaleString('en-US');
  if (min !== undefined && max !== undefined) return `${shown(min)} … ${shown(max)}`;
  return min === undefined ? `≤ ${shown(max ?? 0)}` : `≥ ${shown(min)}`;
}

const choiceText = (value: string, t: TFunction): string => t(`choice.${value}`, { defaultValue: value });

function valueText(value: ParamValue, t: TFunction): string {
  if (value === null) return t('editor.none');
  if (typeof value === 'boolean') return t(value ? 'reference.on' : 'reference.off');
  if (typeof value === 'string') return value === '' ? t('editor.none') : choiceText(value, t);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? t('editor.none') : value.map((size) => size ?? '?').join(' × ');
  const { id, type, params } = value as { readonly id?: string; readonly type?: string; readonly params?: object }; // neither null nor a list
  if (type === undefined) return id === undefined ? '' : choiceText(id, t);
  const inner = Object.values(params ?? {}).map(String);
  return [t(`layer.${type}`), ...inner].join(' ');
}

/** What becomes of a mask with the default settings, and with each switch that changes that. */
function maskSentences(id: LayerTypeId, t: TFunction): readonly string[] {
  const type: LayerType = layerTypes[id];
  if (type.inputs.length === 0) return [];
  const usual = maskRule(id, {});
  const others = Object.entries(type.params).flatMap(([name, spec]) => {
    if (spec.kind !== 'boolean') return [];
    const rule = maskRule(id, { [name]: !spec.default });
    if (rule === usual) return [];
    const setting = t(spec.default ? 'reference.without' : 'reference.with', { name: paramLabel(t, id, name) });
    return [t('reference.maskThen', { setting, sentence: t(`reference.mask.${rule}`) })];
  });
  return [t(`reference.mask.${usual}`), ...others];
}

function maskRule(id: LayerTypeId, changed: Readonly<Record<string, ParamValue>>): MaskRule {
  const type: LayerType = layerTypes[id];
  const { inputs, params } = layerFacts[id];
  if (typeof type.mask !== 'function') return type.mask;
  const shapes = inputs.map((sizes) => sampleShape(sizes));
  const values = { ...defaultParams(type), ...withoutSwitches(params), ...changed };
  return type.mask(
    inputs.map(() => true),
    values,
    createLookup([], []),
    { [type.inputs[0]?.name ?? 'x']: shapes },
  );
}

/** The usual rule is that of the defaults: a switch that the example turns on is one of the others. */
const withoutSwitches = (params: Readonly<Record<string, ParamValue>> = {}): Readonly<Record<string, ParamValue>> =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => typeof value !== 'boolean'));
