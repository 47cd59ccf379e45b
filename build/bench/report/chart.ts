/** The training steps as a picture: a row a workload, a mark a side, milliseconds on a logarithmic axis. */
import { sideNames, type Side } from '../sides.ts';
import { figure } from './cells.ts';
import type { BenchReport } from './report.ts';

export type Theme = 'light' | 'dark';

interface Colours {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly sides: Readonly<Record<ChartSide, string>>;
}

type ChartSide = Exclude<Side, 'kerasDirect'>;

const chartSides: readonly ChartSide[] = ['ours', 'pytorch', 'keras', 'tfjs'];

const colours: Readonly<Record<Theme, Colours>> = {
  light: {
    paper: '#ffffff',
    ink: '#1c2329',
    quiet: '#55606b',
    line: '#d5dae0',
    sides: { ours: '#1d64ad', pytorch: '#b8500f', keras: '#87349b', tfjs: '#5a6570' },
  },
  dark: {
    paper: '#15191e',
    ink: '#e8ecf0',
    quiet: '#a3afba',
    line: '#363f49',
    sides: { ours: '#6db3f5', pytorch: '#f2a265', keras: '#d493e6', tfjs: '#a9b4bf' },
  },
};

const width = 900;
const left = 296;
const right = 130;
const top = 84;
const rowHeight = 34;
const bottom = 40;

/** A whole SVG document with a background of its own, so that it is readable on any page. */
export function chartSvg(report: BenchReport, theme: Theme): string {
  const paint = colours[theme];
  const keys = report.sections.find(({ id }) => id === 'training')?.keys ?? [];
  const rows = keys.map((key) => ({ key, title: report.titles[key] ?? '', medians: report.medians[key] ?? {} }));
  const values = rows.flatMap(({ medians }) => chartSides.flatMap((side) => medians[side] ?? []));
  const [least, most] = decades(values);
  const across = (value: number): number =>
    left + ((Math.log10(value) - least) / (most - least)) * (width - left - right);
  const height = top + rows.length * rowHeight + bottom;
  const present = chartSides.filter((side) => rows.some(({ medians }) => medians[side] !== undefined));
  const text = (x: number, y: number, words: string, rest = ''): string =>
    `<text x="${round(x)}" y="${round(y)}" ${rest}>${escaped(words)}</text>`;
  const axis = range(least, most).map((decade) => {
    const x = across(10 ** decade);
    return (
      `<line x1="${round(x)}" x2="${round(x)}" y1="${top - 6}" y2="${height - bottom + 4}" stroke="${paint.line}"/>` +
      text(
        x,
        height - bottom + 20,
        decade < 3 ? `${10 ** decade} ms` : `${10 ** (decade - 3)} s`,
        `fill="${paint.quiet}" text-anchor="middle"`,
      )
    );
  });
  const legend = present.map((side, index) => {
    const x = left + index * 120;
    return mark(side, x, 52, paint) + text(x + 12, 56, sideNames[side], `fill="${paint.ink}"`);
  });
  const body = rows.map(({ key, title, medians }, index) => {
    const y = top + (index + 0.5) * rowHeight;
    const own = present.flatMap((side) => medians[side] ?? []);
    const [from, to] = [across(Math.min(...own)), across(Math.max(...own))];
    // Ours lies on top where two sides are equally fast.
    const marks = present.toReversed().flatMap((side) => {
      const value = medians[side];
      return value === undefined ? [] : [mark(side, across(value), y, paint)];
    });
    return [
      text(16, y - 2, key, `fill="${paint.ink}" font-weight="600"`),
      text(16, y + 12, title, `fill="${paint.quiet}" font-size="11"`),
      own.length > 1
        ? `<line x1="${round(from)}" x2="${round(to)}" y1="${round(y)}" y2="${round(y)}" stroke="${paint.quiet}" stroke-opacity="0.5"/>`
        : '',
      ...marks,
      text(width - 16, y + 4, ratioWords(report, key), `fill="${paint.ink}" text-anchor="end"`),
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="13" role="img">`,
    `<title>Milliseconds of a training step</title>`,
    `<rect width="${width}" height="${height}" rx="6" fill="${paint.paper}"/>`,
    text(16, 28, 'Milliseconds of a training step', `fill="${paint.ink}" font-size="16" font-weight="600"`),
    text(width - 16, 28, 'logarithmic; further left is faster', `fill="${paint.quiet}" text-anchor="end"`),
    text(width - 16, 56, 'ours / PyTorch', `fill="${paint.quiet}" text-anchor="end"`),
    ...legend,
    ...axis,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

/** The powers of ten that hold all values; at least one decade wide. */
function decades(values: readonly number[]): readonly [number, number] {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  if (logs.length === 0) return [0, 1];
  const [least, most] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  return [least, Math.max(most, least + 1)];
}

/** Every side has a shape of its own, as not everyone tells colours apart. */
function mark(side: ChartSide, x: number, y: number, { sides, paper }: Colours): string {
  const paint = `fill="${sides[side]}" stroke="${paper}" stroke-width="1.5"`;
  const points = (pairs: readonly (readonly [number, number])[]): string =>
    `<polygon points="${pairs.map(([dx, dy]) => `${round(x + dx)},${round(y + dy)}`).join(' ')}" ${paint}/>`;
  switch (side) {
    case 'ours':
      return `<circle cx="${round(x)}" cy="${round(y)}" r="7" ${paint}/>`;
    case 'pytorch':
      return `<rect x="${round(x - 5.5)}" y="${round(y - 5.5)}" width="11" height="11" ${paint}/>`;
    case 'keras':
      return points([
        [0, -7.5],
        [7.5, 0],
        [0, 7.5],
        [-7.5, 0],
      ]);
    case 'tfjs':
      return points([
        [0, -7],
        [7, 6],
        [-7, 6],
      ]);
  }
}

function ratioWords({ ratios }: BenchReport, key: string): string {
  const ratio = ratios[key]?.pytorch;
  return ratio === undefined ? '–' : figure(ratio);
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const round = (value: number): number => Math.round(value * 10) / 10;
const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
