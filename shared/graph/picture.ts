/** The drawing as a picture: a pure function from document to SVG, for page, core and command line alike. */
import type { TFunction } from 'i18next';
import type { Language } from '../i18n/index.ts';
import type { NodeId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import type { LayerCategory } from '../layers/layer-type.ts';
import type { Definition, Graph, GraphDoc, GraphNode } from './graph-doc.ts';
import { type GraphInference, totalParams, type WireInference } from './infer-shapes.ts';
import { applyLayout } from './layout.ts';
import { nodeNames } from './names.ts';
import { glanceText, typeText } from './node-words.ts';
import { darkColours, lightColours, type PictureColours } from './picture-colours.ts';
import { arrangeAnnotations, drawAnnotations } from './picture-annotations.ts';
import { escapeXml, svgText, textWidth, wrapText } from './picture-text.ts';
import { blockType, type NodePort, portsOf } from './ports.ts';
import { axisText } from './shape-words.ts';

export interface PictureRequest {
  readonly title: string;
  readonly graph: GraphDoc;
  readonly inference: GraphInference;
  readonly t: TFunction;
  readonly language: Language;
  readonly dark?: boolean;
  /** Where nodes stand in the document, or arranged anew from left to right. */
  readonly layout?: 'stored' | 'auto';
}
export interface Picture {
  readonly svg: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Distances of the document are widened: a picture writes every shape beside its wire instead of hiding it. */
const stretch = { x: 1.45, y: 1.2 };
const boxWidth = 156;
const margin = 32;
const portTop = 21;
const portStep = 24;
const sizes = { title: 20, type: 14, name: 12, glance: 12, label: 12 } as const;
// Without quotes: the program that makes PNGs of them reads quoted names in a list wrongly.
export const pictureFonts =
  'Inter, Segoe UI, Helvetica Neue, Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, DejaVu Sans, sans-serif';

/**
 * The model, and below it the inside of every block that it applies. Every text of the document is escaped. The result
 * stands alone: no scripts, no links, no fonts.
 */
export function drawPicture(request: PictureRequest): Picture {
  const { title, graph, inference, t, dark = false } = request;
  const colours = dark ? darkColours : lightColours;
  const scene: Scene = { t, dark, colours, definitions: graph.definitions, layout: request.layout ?? 'stored' };
  const model = drawGraph(graph, inference, scene);
  const blocks = graph.definitions.flatMap((definition) => {
    const inside = inference.definitions.get(definition.id);
    return inside && isApplied(graph, definition)
      ? [{ definition, drawing: drawGraph(definition, inside, scene) }]
      : [];
  });
  const weights = totalParams(graph, inference);
  const count = weights.trainable + weights.other;
  const subtitle = t('picture.weights', { text: count.toLocaleString('en-US') });
  const heading = [
    svgText(title, margin, margin + sizes.title, { size: sizes.title, fill: colours.ink, bold: true }),
    svgText(subtitle, margin, margin + sizes.title + 22, { size: 13, fill: colours.quiet }),
  ];
  let y = margin + sizes.title + 48;
  let width = Math.max(model.width, textWidth(title, sizes.title, true), textWidth(subtitle, 13)) + 2 * margin;
  const parts = [`<g transform="translate(${margin} ${y})">${model.svg}</g>`];
  y += model.height;
  for (const { definition, drawing } of blocks) {
    const [frameWidth, frameHeight] = [drawing.width + 2 * margin, drawing.height + 2 * margin + 12];
    const name = t('picture.block', { name: definition.name });
    y += 36;
    parts.push(
      `<g transform="translate(${margin} ${y})">`,
      `<rect width="${frameWidth}" height="${frameHeight}" rx="12" fill="${colours.frame}" stroke="${colours.categories.blocks}" stroke-dasharray="6 4"/>`,
      svgText(name, 16, 24, { size: sizes.type, fill: colours.categories.blocks, bold: true }),
      `<g transform="translate(${margin} ${margin + 12})">${drawing.svg}</g></g>`,
    );
    y += frameHeight;
    width = Math.max(width, frameWidth + 2 * margin);
  }
  const [w, h] = [Math.ceil(width), Math.ceil(y + margin)];
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" xml:lang="${request.language}" font-family="${pictureFonts}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${w}" height="${h}" fill="${colours.paper}"/>`,
    ...heading,
    ...parts,
    '</svg>',
  ];
  return { svg: `${svg.join('\n')}\n`, width: w, height: h };
}

/** Applied by a block or a wrapper, of the model or of another definition. */
function isApplied(doc: GraphDoc, { id }: Definition): boolean {
  return [doc, ...doc.definitions].some(({ nodes }) =>
    nodes.some((node) => node.definition === id || wrappedDefinition(node) === id),
  );
}

function wrappedDefinition({ params }: GraphNode): unknown {
  const { layer } = params;
  return typeof layer === 'object' && layer !== null && 'definition' in layer ? layer.definition : undefined;
}

interface Scene {
  readonly t: TFunction;
  readonly dark: boolean;
  readonly colours: PictureColours;
  readonly definitions: GraphDoc['definitions'];
  readonly layout: 'stored' | 'auto';
}
interface Box {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly svg: string;
}

function drawGraph(graph: Graph, inference: GraphInference, scene: Scene): Picture {
  const placed = scene.layout === 'auto' ? arrangeAnnotations(graph, applyLayout(graph)) : graph;
  const names = nodeNames(graph.nodes, scene.definitions);
  const boxes = new Map<NodeId, Box>();
  const wired = new Set(graph.wires.flatMap(({ from, to }) => [from, to]).map(({ node, port }) => `${node} ${port}`));
  for (const node of placed.nodes)
    boxes.set(node.id, drawNode(node, names.get(node.id) ?? node.name, wired, inference, scene));
  const all = [...boxes.values()];
  const remarks = drawAnnotations(placed, { dark: scene.dark, ink: scene.colours.ink, scale: stretch });
  if (all.length + remarks.length === 0) return { svg: '', width: boxWidth, height: 0 };
  const extents = [...all.map((box) => ({ ...box, width: boxWidth })), ...remarks];
  const left = Math.min(...extents.map(({ x }) => x));
  const wires = graph.wires.flatMap((wire) => {
    const [from, to] = [boxes.get(wire.from.node), boxes.get(wire.to.node)];
    if (!from || !to) return [];
    const start = { x: from.x + boxWidth, y: from.y + portOffset(graph, wire.from, 'outputs', scene) };
    const end = { x: to.x, y: to.y + portOffset(graph, wire.to, 'inputs', scene) };
    return [drawWire(start, end, inference.wires.get(wire.id), scene)];
  });
  // Labels stand above their wires: the first row needs room for three lines.
  const top = Math.min(...all.map(({ y }) => y - 34), ...remarks.map(({ y }) => y));
  const svg = [
    `<g transform="translate(${-left} ${-top})">`,
    ...remarks.filter(({ kind }) => kind === 'frame').map((remark) => remark.svg),
    ...wires.map(({ line }) => line),
    ...all.map((box) => box.svg),
    ...wires.map(({ label }) => label),
    ...remarks.filter(({ kind }) => kind === 'note').map((remark) => remark.svg),
    '</g>',
  ].join('\n');
  return {
    svg,
    width: Math.max(...extents.map(({ x, width }) => x + width)) - left,
    height: Math.max(...extents.map(({ y, height }) => y + height)) - top,
  };
}

function portOffset(
  graph: Graph,
  end: { readonly node: string; readonly port: string },
  side: 'inputs' | 'outputs',
  { definitions }: Scene,
): number {
  const node = graph.nodes.find(({ id }) => id === end.node);
  const index = node ? portsOf(node, definitions)[side].findIndex(({ name }) => name === end.port) : 0;
  return portTop + Math.max(0, index) * portStep;
}

function drawNode(
  node: GraphNode,
  name: string,
  wired: ReadonlySet<string>,
  inference: GraphInference,
  scene: Scene,
): Box {
  const { t, colours, definitions } = scene;
  const x = Math.round(node.position.x * stretch.x);
  const y = Math.round(node.position.y * stretch.y);
  const inner = boxWidth - 26;
  const colour = colours.categories[categoryOf(node)];
  const facts = inference.nodes.get(node.id);
  const weights = facts ? facts.params.trainable + facts.params.other : 0;
  const texts: { readonly text: string; readonly size: number; readonly fill: string; readonly bold?: boolean }[] = [
    ...wrapText(typeText(t, node, definitions), inner, sizes.type, 2, true).map((text) => ({
      text,
      size: sizes.type,
      fill: colours.ink,
      bold: true,
    })),
    ...wrapText(name, inner, sizes.name, 2).map((text) => ({ text, size: sizes.name, fill: colours.quiet })),
    ...(node.bypassed ? [{ text: t('canvas.bypassed'), size: sizes.glance, fill: colours.quiet, bold: true }] : []),
    ...wrapText(glanceText(t, node, definitions), inner, sizes.glance, 3).map((text) => ({
      text,
      size: sizes.glance,
      fill: colours.ink,
    })),
    ...(weights > 0
      ? [
          {
            text: t('editor.weights', { count: weights, text: weights.toLocaleString('en-US') }),
            size: sizes.glance,
            fill: colours.quiet,
          },
        ]
      : []),
  ];
  let line = 8;
  const lines = texts.map(({ text, size, fill, bold = false }) => {
    line += size + 5;
    return svgText(text, 16, line - 2, { size, fill, bold });
  });
  // Optional ports are drawn as far as they are wired: few drawings use the states of a recurrent layer.
  const { inputs, outputs } = portsOf(node, definitions);
  const isShown = (port: NodePort): boolean => port.optional !== true || wired.has(`${node.id} ${port.name}`);
  const ports = Math.max(inputs.findLastIndex(isShown), outputs.findLastIndex(isShown)) + 1;
  const height = Math.max(line + 8, portTop * 2 + Math.max(0, ports - 1) * portStep);
  const dots = [
    ...inputs.map((port, index) => (isShown(port) ? portDot(0, index, scene) : '')),
    ...outputs.map((port, index) => (isShown(port) ? portDot(boxWidth, index, scene) : '')),
  ];
  const svg = [
    `<g transform="translate(${x} ${y})"${node.bypassed ? ' opacity="0.55"' : ''}>`,
    `<rect width="${boxWidth}" height="${height}" rx="9" fill="${colours.box}" stroke="${node.type === blockType ? colour : colours.line}" stroke-width="${node.type === blockType ? 2 : 1}"/>`,
    `<path d="M6,8v${height - 16}" stroke="${colour}" stroke-width="4" stroke-linecap="round"/>`,
    ...lines,
    ...dots,
    '</g>',
  ].join('');
  return { x, y, height, svg };
}

function categoryOf(node: GraphNode): LayerCategory {
  if (node.type === blockType) return 'blocks';
  return layerType(node.type)?.category ?? 'io';
}

const portDot = (x: number, index: number, { colours }: Scene): string =>
  `<circle cx="${x}" cy="${portTop + index * portStep}" r="3.5" fill="${colours.box}" stroke="${colours.wire}" stroke-width="1.5"/>`;

interface Point {
  readonly x: number;
  readonly y: number;
}

function drawWire(
  start: Point,
  end: Point,
  fact: WireInference | undefined,
  { t, colours }: Scene,
): { readonly line: string; readonly label: string } {
  const bend = Math.max(30, Math.abs(end.x - start.x) / 2);
  const path = `M${start.x},${start.y}C${start.x + bend},${start.y} ${end.x - bend},${end.y} ${end.x},${end.y}`;
  const line = [
    fact?.masked
      ? `<path d="${path}" fill="none" stroke="${colours.mask}" stroke-width="9" stroke-dasharray="1.5 4.5" opacity="0.75"/>`
      : '',
    `<path d="${path}" fill="none" stroke="${colours.wire}" stroke-width="2"/>`,
    fact?.maskStops
      ? `<path d="M${end.x - 12},${end.y - 8}v16" stroke="${colours.stop}" stroke-width="4" stroke-linecap="round"/>`
      : '',
  ].join('');
  const axes = fact?.shape.filter((axis) => axis.name !== 'batch').map((axis) => axisText(axis, t)) ?? [];
  const words = fact && axes.length === 0 ? [t('editor.oneNumber')] : axes;
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const label = words
    .map((word, index) =>
      svgText(word, middle.x, middle.y - 11 - (words.length - 1 - index) * (sizes.label + 3), {
        size: sizes.label,
        fill: fact?.masked ? colours.mask : colours.quiet,
        halo: colours.paper,
      }),
    )
    .join('');
  return { line, label };
}
