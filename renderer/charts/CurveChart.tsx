/**
 * Curves drawn by uPlot. The numbers never pass through React: `source` tells when there are new ones, and each frame
 * hands uPlot the arrays of that moment once. Dragging looks into a stretch of x, a double click shows all of it again;
 * what is looked at stays while the curve grows.
 */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import classes from './charts.module.css';
import { figureText } from './format.ts';
import { oncePerFrame } from './frame-scheduler.ts';

export type CurveColour = 'accent' | 'second' | 'truth' | 'quiet' | 'third' | 'fourth';

export interface Curve {
  readonly label: string;
  readonly colour: CurveColour;
  readonly dashed?: boolean;
  /** Marks every point: for epochs, of which there may be one only. */
  readonly points?: boolean;
}

/** What a chart has room for. */
export interface CurveView {
  /** The stretch of x that is looked at; null: all of it. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** Pixels of its width. */
  readonly columns: number;
}

export interface CurveSource {
  /**
   * One array for x and one for each curve, all of one length; NaN is a gap. A long curve comes as what its picture needs:
   * the smallest and the largest value of each column.
   */
  read(view?: CurveView): readonly ArrayLike<number>[];
  subscribe(listener: () => void): () => void;
}

interface CurveChartProps {
  /** What the picture shows, for people who cannot see it. */
  name: string;
  curves: readonly Curve[];
  source: CurveSource;
  xLabel: string;
  height: number;
}

const colourOf = (colour: CurveColour): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--curve-${colour}`).trim();
const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

interface Zoom {
  readonly range: () => CurveView['range'];
  readonly change: (range: CurveView['range']) => void;
}

/** A shorter drag than this is a click (pixels). */
const shortestDrag = 4;

function optionsOf(
  curves: readonly Curve[],
  xLabel: string,
  { width, height }: { readonly width: number; readonly height: number },
  zoom: Zoom,
): uPlot.Options {
  const grid = { stroke: token('--line'), width: 1 };
  const axis = { stroke: token('--ink-quiet'), grid, ticks: grid, font: '12px system-ui, sans-serif' };
  return {
    width,
    height,
    scales: {
      x: {
        time: false,
        range: (_, min, max) => {
          const range = zoom.range();
          return range ? [range.from, range.to] : [min, max];
        },
      },
      y: { range: (plot) => finiteRange(plot) },
    },
    axes: [
      {
        ...axis,
        label: xLabel,
        labelSize: 18,
        labelFont: '12px system-ui, sans-serif',
        size: 34,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000],
      },
      {
        ...axis,
        size: (_, texts) => widthOfTexts(texts),
        values: (_, values) => values.map((value) => figureText(value)),
      },
    ],
    series: [
      { label: xLabel, value: (_, value: number | null) => value?.toLocaleString() ?? '–' },
      ...curves.map((curve): uPlot.Series => {
        const stroke = colourOf(curve.colour);
        return {
          label: curve.label,
          stroke,
          width: 1.6,
          ...(curve.dashed ? { dash: [6, 4] } : {}),
          points: { show: curve.points === true, size: 5, stroke, fill: stroke },
          value: (_, value) => figureText(value),
        };
      }),
    ],
    legend: { live: true },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          zoom.change(null);
          return null;
        },
      },
    },
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width: dragged } = plot.select;
          if (dragged < shortestDrag) return;
          zoom.change({ from: plot.posToVal(left, 'x'), to: plot.posToVal(left + dragged, 'x') });
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** Room for the longest figure beside the axis and its tick; curves above each other mostly get the same. */
const widthOfTexts = (texts: readonly string[] | null): number =>
  Math.max(58, 16 + 7.2 * Math.max(0, ...(texts ?? []).map((text) => text.length)));

/**
 * Smallest and largest finite value of what is shown, with a little room. uPlot's own range does not pass over NaN, and
 * a loss is NaN exactly when its curve matters most.
 */
function finiteRange({ data, scales }: uPlot): uPlot.Range.MinMax {
  const [x, ...curves] = data;
  const from = scales['x']?.min ?? Number.NEGATIVE_INFINITY;
  const to = scales['x']?.max ?? Number.POSITIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const curve of curves) {
    for (let index = 0; index < curve.length; index++) {
      const value = curve[index];
      const at = x[index] ?? 0;
      if (typeof value !== 'number' || !Number.isFinite(value) || at < from || at > to) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return [0, 1];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.06 || 0.5;
  return [low - room, high + room];
}

/** Lists may have gaps where a curve has no value; uPlot knows them as null. Typed arrays go to it as they are. */
const withGaps = (values: ArrayLike<number>): ArrayLike<number | null> =>
  Array.isArray(values) ? values.map((value: number) => (Number.isFinite(value) ? value : null)) : values;

export function CurveChart({ name, curves, source, xLabel, height }: CurveChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  const shape = JSON.stringify(curves);
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const width = Math.max(120, element.clientWidth);
    const legendHeight = 30;
    let range: CurveView['range'] = null;
    let columns = width;
    // uPlot takes any array-like per series but its type names a mutable tuple.
    const read = (): uPlot.AlignedData => source.read({ range, columns }).map(withGaps) as unknown as uPlot.AlignedData;
    const zoom: Zoom = {
      range: () => range,
      change: (next) => {
        range = next;
        frame.ask();
      },
    };
    const size = { width, height: height - legendHeight };
    const plot = new uPlot(optionsOf(JSON.parse(shape) as Curve[], xLabel, size, zoom), read(), element);
    const frame = oncePerFrame(() => plot.setData(read()));
    const unsubscribe = source.subscribe(frame.ask);
    const observer = new ResizeObserver(() => {
      columns = Math.max(120, element.clientWidth);
      plot.setSize({ width: columns, height: height - legendHeight });
      frame.ask();
    });
    observer.observe(element);
    return () => {
      unsubscribe();
      frame.stop();
      observer.disconnect();
      plot.destroy();
    };
    // `scheme` is not read, but the colours that the tokens give depend on it.
  }, [shape, source, xLabel, height, scheme]);
  return <div ref={host} className={classes.chart} role="img" aria-label={name} style={{ minHeight: height }} />;
}

/** A source that never changes. */
export const fixedSource = (data: readonly ArrayLike<number>[]): CurveSource => ({
  read: () => data,
  subscribe: () => () => undefined,
});
