/**
 * The drawing in small, for a card: kinds of layers and how they hang together, without names, shapes or weights. A long
 * chain is broken into lines, so that the words stay large enough to read.
 */
import type { TFunction } from 'i18next';
import { layerType } from '../layers/index.ts';
import type { Graph, GraphDoc, GraphNode } from './graph-doc.ts';
import { applyLayout } from './layout.ts';
import { typeText } from './node-words.ts';
import { darkColours, lightColours, type PictureColours } from './picture-colours.ts';
import { pictureFonts } from './picture.ts';
import { escapeXml, textWidth, wrapText } from './picture-text.ts';
import { blockType } from './ports.ts';

export interface ThumbnailRequest {
  readonly graph: GraphDoc;
  readonly t: TFunction;
  readonly dark?: boolean;
}

const box = { width: 86, height: 33 };
const gap = { column: 16, row: 8, line: 18 };
const padding = 8;
const fontSize = 12.5;
/** For names that take two lines. */
const smallSize = 11;
/** Columns of one line, more where a graph would need more rows of boxes than a card is high. */
const fewest = 3;
const mostRows = 4;

interface Place {
  readonly x: number;
  readonly y: number;
  /** Which line of boxes it stands in, where a chain is broken. */
  readonly line: number;
}

/** The SVG of the small drawing. Small ones are equally wide, so that words have one size on all cards. */
export function drawThumbnail({ graph, t, dark = false }: ThumbnailRequest): string {
  const colours = dark ? darkColours : lightColours;
  const places = placesOf(graph);
  const all = [...places.values()];
  const width =
    Math.max(...all.map(({ x }) => x + box.width), fewest * (box.width + gap.column) - gap.column) + padding;
  const height = Math.max(...all.map(({ y }) => y + box.height), 0) + padding;
  const wires = graph.wires.flatMap(({ from, to }) => {
    const [start, end] = [places.get(from.node), places.get(to.node)];
    return start && end ? [wirePath(start, end, colours)] : [];
  });
  const boxes = graph.nodes.flatMap((node) => {
    const place = places.get(node.id);
    return place ? [nodeBox(node, place, graph, t, colours)] : [];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${pictureFonts}">`,
    ...wires,
    ...boxes,
    '</svg>',
  ].join('');
}

/** By column and row as the picture arranges them, the columns folded into lines of equal length. */
function placesOf(graph: Graph): ReadonlyMap<string, Place> {
  const arranged = applyLayout(graph).nodes;
  const ranks = (axis: 'x' | 'y'): readonly number[] =>
    [...new Set(arranged.map(({ position }) => position[axis]))].toSorted((a, b) => a - b);
  const [columns, rows] = [ranks('x'), ranks('y')];
  const perLine = columnsOfLine(columns.length, rows.length);
  const rowHeight = box.height + gap.row;
  const lineHeight = rows.length * rowHeight - gap.row + gap.line;
  return new Map(
    arranged.map(({ id, position }) => {
      const column = columns.indexOf(position.x);
      const line = Math.floor(column / perLine);
      const x = padding + (column % perLine) * (box.width + gap.column);
      return [id, { x, y: padding + line * lineHeight + rows.indexOf(position.y) * rowHeight, line }];
    }),
  );
}

function columnsOfLine(columns: number, rows: number): number {
  let perLine = fewest;
  while (perLine < columns && Math.ceil(columns / perLine) * rows > mostRows) perLine += 1;
  return perLine;
}

/** Within a line a wire runs from right to left edge; to the next line it turns round between the lines. */
function wirePath(from: Place, to: Place, { wire }: PictureColours): string {
  const start = { x: from.x + box.width, y: from.y + box.height / 2 };
  const end = { x: to.x, y: to.y + box.height / 2 };
  const bend = gap.column / 2;
  const between = to.y - gap.line / 2;
  const path =
    from.line === to.line
      ? `M${start.x},${start.y}C${start.x + bend},${start.y} ${end.x - bend},${end.y} ${end.x},${end.y}`
      : `M${start.x},${start.y}h2q5,0 5,6V${between - 6}q0,6 -5,6H${end.x - 2}q-4,0 -4,4V${end.y - 4}q0,4 4,4h2`;
  return `<path d="${path}" fill="none" stroke="${wire}" stroke-width="1.75"/>`;
}

function nodeBox(node: GraphNode, { x, y }: Place, graph: GraphDoc, t: TFunction, colours: PictureColours): string {
  const colour = colours.categories[node.type === blockType ? 'blocks' : (layerType(node.type)?.category ?? 'io')];
  const inner = box.width - 18;
  const words = typeText(t, node, graph.definitions);
  const size = textWidth(words, fontSize) <= inner ? fontSize : smallSize;
  const lines = wrapText(words, inner, size, 2);
  const first = y + box.height / 2 + size * 0.36 - ((lines.length - 1) * (size + 2)) / 2;
  return [
    `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="7" fill="${colours.box}" stroke="${colours.line}"/>`,
    `<path d="M${x + 5},${y + 7}v${box.height - 14}" stroke="${colour}" stroke-width="3.5" stroke-linecap="round"/>`,
    ...lines.map(
      (line, at) =>
        `<text x="${x + 13}" y="${first + at * (size + 2)}" font-size="${size}" fill="${colours.ink}">${escapeXml(line)}</text>`,
    ),
  ].join('');
}
