/** `model.summary()` as text, laid out as Keras 3 prints it (its table is drawn by the Python library rich). */
import { optimizerBytes, type Summary, type SummaryRow } from './summary.ts';

export interface SummaryTextOptions {
  /** Keras' `show_trainable`: a column that says whether a layer is trained. */
  readonly showTrainable?: boolean;
  /** Keras' `expand_nested`: the layers inside of blocks, indented. */
  readonly expandNested?: boolean;
  /** Width in characters. Keras' own unless given: 88 without connections, 108 with, 12 more with `showTrainable`. */
  readonly lineLength?: number;
}

type Side = 'left' | 'right' | 'center';
interface Column {
  readonly title: string;
  readonly side: Side;
  readonly text: (row: SummaryRow) => string;
}

/** The table and the lines of totals, without a line end behind the last one. */
export function summaryText(summary: Summary, options: SummaryTextOptions = {}): string {
  const { showTrainable = false, expandNested = false } = options;
  const columns = [...(summary.isSequence ? shortColumns : longColumns), ...(showTrainable ? [trainableColumn] : [])];
  const ends = summary.isSequence ? [0.45, 0.8, 1] : [0.3, 0.56, 0.74, 1];
  const length = options.lineLength ?? (summary.isSequence ? 88 : 108) + (showTrainable ? 12 : 0);
  const widths = columnWidths(showTrainable ? [...ends.map((end) => end * 0.9), 1] : ends, length);
  const rows = summary.rows.filter((row) => expandNested || row.depth === 0);
  return [`Model: "${summary.name}"`, ...drawTable(columns, widths, rows), ...totalLines(summary)].join('\n');
}

const shortColumns: readonly Column[] = [
  {
    title: 'Layer (type)',
    side: 'left',
    text: ({ depth, name, className }) => `${depth > 0 ? `${'   '.repeat(depth)}└ ` : ''}${name} (${className})`,
  },
  { title: 'Output Shape', side: 'left', text: ({ outputShapes }) => shapesText(outputShapes) },
  { title: 'Param #', side: 'right', text: ({ params }) => withCommas(params) },
];
const longColumns: readonly Column[] = [
  ...shortColumns,
  { title: 'Connected to', side: 'left', text: ({ connectedTo }) => connectionsText(connectedTo) },
];
const trainableColumn: Column = {
  title: 'Trainable',
  side: 'center',
  text: ({ trainable }) => (trainable === null ? '-' : trainable ? 'Y' : 'N'),
};

/** `(None, 50, 20)`, several outputs in brackets; `?` where nothing is known. */
export function shapesText(shapes: SummaryRow['outputShapes']): string {
  const texts = shapes.map((sizes) => {
    const inner = sizes.map((size) => size ?? 'None').join(', ');
    return `(${inner})`;
  });
  return texts.length === 0 ? '?' : texts.length === 1 ? (texts[0] ?? '?') : `[${texts.join(', ')}]`;
}

/** `lstm[0][0]`: layer, number of its call, number of that call's output. */
export const connectionsText = (connections: SummaryRow['connectedTo']): string =>
  connections.length === 0
    ? '-'
    : connections.map(({ layer, call, output }) => `${layer}[${call}][${output}]`).join(', ');

export const withCommas = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `27.52 KB`, rounded as Python does: halves to the even digit. */
export function memoryText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 1;
  let index = 0;
  while (bytes / unit >= 1024 && index < units.length - 1) {
    unit *= 1024;
    index += 1;
  }
  const hundredths = Math.floor((bytes * 100) / unit);
  const rest = (bytes * 100) / unit - hundredths;
  const rounded = rest > 0.5 || (rest === 0.5 && hundredths % 2 === 1) ? hundredths + 1 : hundredths;
  return `${Math.floor(rounded / 100)}.${String(rounded % 100).padStart(2, '0')} ${units[index]}`;
}

/** Every total with its size in memory; a weight is a float32. */
export function totalLines({ total, optimizer }: Summary): readonly string[] {
  const line = (what: string, params: number, bytes: number): string =>
    ` ${what} params: ${withCommas(params)} (${memoryText(bytes)})`;
  const kept = optimizerBytes(optimizer);
  const weights = total.trainable + total.other;
  return [
    line('Total', weights + (optimizer?.params ?? 0), weights * 4 + kept),
    line('Trainable', total.trainable, total.trainable * 4),
    line('Non-trainable', total.other, total.other * 4),
    ...(optimizer ? [line('Optimizer', optimizer.params, optimizer.bytes)] : []),
  ];
}

/** Characters that each cell holds: Keras divides the line by `ends`, rich takes edges and padding off evenly. */
function columnWidths(ends: readonly number[], length: number): readonly number[] {
  const cuts = ends.map((end) => Math.trunc(end * length));
  const padded = cuts.map((cut, index) => cut - (cuts[index - 1] ?? 0) + 2);
  let excess = padded.reduce((sum, width) => sum + width, 0) + padded.length + 1 - length;
  return padded.map((width, index) => {
    const taken = Math.min(width, Math.round(excess / (padded.length - index)));
    excess -= taken;
    return Math.max(1, width - taken - 2);
  });
}

function drawTable(
  columns: readonly Column[],
  widths: readonly number[],
  rows: readonly SummaryRow[],
): readonly string[] {
  const rule = (left: string, line: string, cross: string, right: string): string =>
    left + widths.map((width) => line.repeat(width + 2)).join(cross) + right;
  const lines = (cells: readonly string[], edge: string): readonly string[] => {
    const wrapped = cells.map((cell, index) => wrap(cell, widths[index] ?? 1, columns[index]?.side ?? 'left'));
    const height = Math.max(...wrapped.map((cell) => cell.length));
    return Array.from({ length: height }, (_, at) =>
      ['', ...wrapped.map((cell, index) => ` ${cell[at] ?? ' '.repeat(widths[index] ?? 1)} `), ''].join(edge),
    );
  };
  const between = rule('├', '─', '┼', '┤');
  return [
    rule('┏', '━', '┳', '┓'),
    ...lines(
      columns.map(({ title }) => title),
      '┃',
    ),
    rule('┡', '━', '╇', '┩'),
    ...rows.flatMap((row, index) => [
      ...(index > 0 ? [between] : []),
      ...lines(
        columns.map(({ text }) => text(row)),
        '│',
      ),
    ]),
    rule('└', '─', '┴', '┘'),
  ];
}

/** Lines of exactly `width` cells, broken between words; what is longer than a line ends in an ellipsis. */
function wrap(text: string, width: number, side: Side): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/\s*\S+\s*/g) ?? ['']) {
    const length = cellLength(word.trimEnd());
    const fits = width - cellLength(line) >= length;
    if (!fits && line !== '') {
      lines.push(line);
      line = '';
    }
    line += word;
  }
  lines.push(line);
  return lines.map((one) => pad(cellLength(one) > width ? one.trimEnd() : one, width, side));
}

function pad(text: string, width: number, side: Side): string {
  const inner = cut(side === 'left' ? text : text.trimEnd(), width);
  const space = width - cellLength(inner);
  if (side === 'left') return inner + ' '.repeat(space);
  if (side === 'right') return ' '.repeat(space) + inner;
  const before = Math.floor(space / 2);
  return ' '.repeat(before) + inner + ' '.repeat(space - before);
}

function cut(text: string, width: number): string {
  if (cellLength(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const next = cellLength(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return `${kept}${' '.repeat(width - 1 - used)}…`;
}

/** East Asian wide and full-width characters and emoji take two cells of a terminal, combining marks none. */
function cellLength(text: string): number {
  let cells = 0;
  for (const character of text) cells += /\p{M}|\u200d/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return cells;
}
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
