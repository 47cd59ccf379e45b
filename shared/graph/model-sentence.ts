/** The model in plain words: what it reads, which layers it goes through, what it predicts. */
import type { TFunction } from 'i18next';
import type { Language } from '../i18n/index.ts';
import { layerType } from '../layers/index.ts';
import { defaultParams } from '../layers/param-values.ts';
import { chainBefore, paramPlace, wrappedIn } from './final-layer.ts';
import type { GraphDoc, GraphNode, ParamValue } from './graph-doc.ts';
import type { GraphInference } from './infer-shapes.ts';
import { typeText } from './node-words.ts';
import { blockType, inputNodes, outputNodes } from './ports.ts';
import type { Shape } from './shape.ts';
import { topology } from './topology.ts';

export interface SentenceRequest {
  readonly graph: GraphDoc;
  readonly inference: GraphInference;
  readonly t: TFunction;
  readonly language: Language;
}

/** One sentence; empty while there is nothing that reads or nothing that answers. */
export function modelSentence(request: SentenceRequest): string {
  const { graph, t, language } = request;
  const outputs = outputNodes(graph);
  if (inputNodes(graph).length === 0 || outputs.length === 0) return '';
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const layers = layerPhrases(request);
  const parts = [
    t('sentence.reads', { what: list.format(inputPhrases(request)) }),
    ...([...request.inference.wires.values()].some(({ masked }) => masked) ? [t('sentence.mask')] : []),
    ...(layers.length === 0 ? [] : [t('sentence.through', { layers: layers.join(t('sentence.then')) })]),
    t('sentence.predicts', { what: list.format(outputs.map((output) => outputPhrase(output, request))) }),
  ];
  const text = parts.join(t('sentence.comma'));
  const sentence = text.charAt(0).toLocaleUpperCase(language) + text.slice(1) + t('sentence.end');
  return language === 'zh-Hans' ? withSpaces(sentence) : sentence;
}

/** Chinese is set with a space before and after Latin letters and figures. */
const withSpaces = (text: string): string =>
  text
    .replaceAll(/(\p{Script=Han})([\p{Script=Latin}\d])/gu, '$1 $2')
    .replaceAll(/([\p{Script=Latin}\d])(\p{Script=Han})/gu, '$1 $2');

const sizeText = (size: number | null | undefined): string => (size ?? 0).toLocaleString('en-US');

function inputPhrases({ graph, inference, t }: SentenceRequest): readonly string[] {
  const phrases = inputNodes(graph).map((node) => {
    const shape = inference.nodes.get(node.id)?.outputs['y'];
    return shape ? thingPhrase(shape, readByEmbedding(graph, node), t) : t('sentence.unknown');
  });
  return counted(phrases, t);
}

/** Two Inputs of the same kind are told once. */
function counted(phrases: readonly string[], t: TFunction): readonly string[] {
  const counts = Map.groupBy(phrases, (phrase) => phrase);
  return [...counts].map(([phrase, same]) =>
    same.length === 1 ? phrase : t('sentence.times', { count: same.length, what: phrase }),
  );
}

const readByEmbedding = (graph: GraphDoc, node: GraphNode): boolean =>
  graph.wires.some(
    ({ from, to }) => from.node === node.id && graph.nodes.find(({ id }) => id === to.node)?.type === 'embedding',
  );

/** Steps of features, pictures, texts, or numbers. */
function thingPhrase(shape: Shape, isText: boolean, t: TFunction): string {
  const [first, ...rest] = shape.slice(1);
  if (first === undefined) return t('sentence.oneNumber');
  if (isText || (rest.length === 0 && first.name === 'time'))
    return first.size === null ? t('sentence.anyText') : t('sentence.text', { steps: sizeText(first.size) });
  if (rest.length === 0)
    return first.size === null ? t('sentence.unknown') : t('sentence.numbers', { count: first.size });
  const [second, third] = rest;
  if (rest.length === 1) {
    const features = second?.size ?? 0;
    return first.size === null
      ? t('sentence.anySteps', { count: features, features: sizeText(features) })
      : t('sentence.steps', { count: features, steps: sizeText(first.size), features: sizeText(features) });
  }
  if (rest.length === 2)
    return t('sentence.pictures', {
      count: third?.size ?? 0,
      height: sizeText(first.size),
      width: sizeText(second?.size),
      channels: sizeText(third?.size),
    });
  return first.size === null
    ? t('sentence.anyVideo')
    : t('sentence.video', {
        steps: sizeText(first.size),
        height: sizeText(second?.size),
        width: sizeText(third?.size),
      });
}

/** Layers that a person would not tell: they move numbers about, or matter in training only. */
const untold = new Set([
  'input',
  'output',
  'masking',
  'flatten',
  'reshape',
  'permute',
  'activation',
  'softmax',
  'repeatVector',
]);

/** Layers in their order; several of a kind in a row, with their sizes. The one that answers is told by its answer. */
function layerPhrases({ graph, t }: SentenceRequest): readonly string[] {
  const last = new Set(outputNodes(graph).flatMap(({ id }) => answering(graph, id)?.id ?? []));
  const told = topology(graph).order.filter(
    (node) =>
      !last.has(node.id) &&
      node.bypassed !== true &&
      !untold.has(wrappedType(node) ?? node.type) &&
      layerType(node.type)?.category !== 'regularization',
  );
  const runs: GraphNode[][] = [];
  for (const node of told) {
    const run = runs.at(-1);
    if (
      run &&
      run[0]?.type === node.type &&
      run[0].definition === node.definition &&
      wrappedType(run[0]) === wrappedType(node)
    )
      run.push(node);
    else runs.push([node]);
  }
  return runs.flatMap((run) => {
    const [node] = run;
    if (!node) return [];
    const sizes = run.map(sizeOf).filter((size): size is number => size !== undefined);
    const name = node.type === blockType ? typeText(t, node, graph.definitions) : layerName(node, t);
    const key = node.type === blockType ? 'sentence.block' : 'sentence.layers';
    const words = t(key, { count: run.length, name });
    return [sizes.length === 0 ? words : t('sentence.sized', { layers: words, sizes: sizesText(sizes, t) })];
  });
}

const mostSizes = 3;

/** Each size; of a long row only what they lie between. */
function sizesText(sizes: readonly number[], t: TFunction): string {
  if (sizes.length <= mostSizes) return sizes.map(sizeText).join(t('sentence.and'));
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return least === most ? sizeText(least) : `${sizeText(least)}–${sizeText(most)}`;
}

const wrappedType = (node: GraphNode): string | undefined => wrappedIn(node)?.type;

/** A wrapper is told by what it wraps. */
function layerName(node: GraphNode, t: TFunction): string {
  const inner = wrappedType(node);
  const outer = t(`layer.${node.type}`);
  return inner === undefined ? outer : t('sentence.wrapped', { inner: t(`layer.${inner}`), outer });
}

/** The layer whose numbers an Output gives. */
const answering = (graph: GraphDoc, output: string): GraphNode | undefined => {
  for (const node of chainBefore(graph, output)) if (finalActivation(node) !== undefined) return node;
  return undefined;
};

function finalActivation(node: GraphNode): string | undefined {
  if (node.type === 'softmax') return 'softmax';
  const value = paramPlace(node, 'activation')?.value;
  return typeof value === 'string' && ['dense', 'activation', 'timeDistributed'].includes(node.type)
    ? value
    : undefined;
}

/** Units or filters, also of a wrapped layer. */
function sizeOf({ type, params }: GraphNode): number | undefined {
  const record = layerType(type);
  const values: Readonly<Record<string, ParamValue>> = record ? { ...defaultParams(record), ...params } : params;
  const inner = values['layer'];
  const own = typeof inner === 'object' && inner !== null && 'params' in inner ? inner.params : values;
  if (typeof own !== 'object' || own === null) return undefined;
  const size = ['units', 'filters', 'outputDim', 'numHeads']
    .map((name) => Object.entries(own).find(([known]) => known === name)?.[1])
    .find((value) => typeof value === 'number');
  return typeof size === 'number' ? size : undefined;
}

function outputPhrase(output: GraphNode, { graph, inference, t }: SentenceRequest): string {
  const shape = Object.values(inference.nodes.get(output.id)?.inputs ?? {})[0]?.[0];
  if (!shape) return t('sentence.unknown');
  const sizes = shape.slice(1);
  const units = sizes.at(-1)?.size ?? 1;
  const node = answering(graph, output.id);
  const activation = node && finalActivation(node);
  const answer =
    activation === 'softmax' && units > 1
      ? t('sentence.class', { count: units, units: sizeText(units) })
      : activation === 'sigmoid' && sizes.length <= 2
        ? units === 1
          ? t('sentence.yesNo')
          : t('sentence.chances', { count: units })
        : sizes.length >= 3
          ? t('sentence.picture')
          : t('sentence.amount', { count: units });
  return sizes.length === 2 ? t('sentence.everyStep', { answer }) : answer;
}
